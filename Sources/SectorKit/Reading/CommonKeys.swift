import Dabiao
import RuleEngine

/// The keys that every rule, item and duty may carry.
struct CommonKeys {
    let fields: Fields
    let log: DiagnosticLog

    var basis: [Citation] { fields.mappings("basis").compactMap(Self.citation) }

    /// The days in force; an empty span is an error.
    var span: Span {
        let span = Span(effective: fields.date("effective"), until: fields.date("until"))
        if let effective = span.effective, let until = span.until, until <= effective {
            log.error(
                at: fields.location(of: "until"), "“until”应晚于“effective”（\(effective)）",
                "'until' must be later than 'effective' (\(effective))")
        }
        return span
    }

    /// The elements of the standard that it names, by edition; an empty mapping is an error.
    func elements(into names: inout [ElementName]) -> [String: String] {
        let entries = fields.node["elements"]?.entries ?? []
        if entries.isEmpty, fields.has("elements") {
            log.error(at: fields.location(of: "elements"), "“elements”至少写一个版本", "'elements' needs at least one edition")
        }
        let found = entries.compactMap { entry in
            entry.value.text.map { ElementName(edition: entry.key, name: $0, location: entry.value.location) }
        }
        names += found
        return Dictionary(found.map { ($0.edition, $0.name) }) { first, _ in first }
    }

    /// The list or register whose rows the thing is for; nil for the subject itself. `site` stands for the sites of an
    /// enterprise.
    func list(in draft: BundleDraft) -> String? {
        guard let name = fields.text("for") else { return nil }
        let sites = draft.bundle.subject == .enterprise ? [SubjectKind.site.rawValue] : []
        let known = draft.bundle.lists.map(\.name) + Registers.all.map(\.name) + sites
        if !known.contains(name), !draft.excusal.covers(name) {
            let kind = Phrase("清单或登记", "list or register")
            log.error(at: fields.location(of: "for"), .unknown(kind, name, among: known))
        }
        return sites.contains(name) ? "sites" : name
    }

    private static func citation(_ fields: Fields) -> Citation? {
        guard let standard = fields.text("standard"),
            let certainty = fields.word("certainty", as: Citation.Certainty.self),
            let force = fields.word("force", as: Citation.Force.self)
        else { return nil }
        return Citation(
            standard: standard, edition: fields.text("edition"), clause: fields.text("clause"), certainty: certainty,
            force: force, part: fields.word("of") ?? .duty)
    }
}

extension DiagnosticLog {
    /// Tells of ids that stand twice for the same day: versions of one thing have spans of their own.
    func refuseOverlaps(_ things: [(id: String, span: Span, location: SourceLocation)], _ kind: Phrase) {
        for (index, thing) in things.enumerated() {
            let earlier = things[..<index].first { $0.id == thing.id && $0.span.overlaps(thing.span) }
            guard let earlier else { continue }
            error(at: thing.location, .overlap(kind, thing.id, thing.span, earlier.location, earlier.span))
        }
    }
}

extension Phrase {
    /// That two versions of one thing hold on the same days, which days, and how versions are written.
    static func overlap(
        _ kind: Phrase, _ id: String, _ span: Span, _ place: SourceLocation, _ earlier: Span
    ) -> Phrase {
        let days = (span.overlap(with: earlier) ?? span).phrase
        return Phrase(
            "\(kind.zh)“\(id)”已在 \(place) 写过，\(days.zh)两处都有效：同一件事的两个版本要用“until”和“effective”把日子分开",
            "\(kind.en) '\(id)' stands at \(place) already, both hold \(days.en): two versions of one thing part their "
                + "days by 'until' and 'effective'")
    }
}
