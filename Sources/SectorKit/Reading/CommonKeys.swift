import Dabiao

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

    /// The list that the thing is for; nil for the subject itself.
    func list(in draft: BundleDraft) -> String? {
        guard let name = fields.text("for") else { return nil }
        if !draft.bundle.lists.contains(where: { $0.name == name }), !draft.excusal.covers(name) {
            let known = draft.bundle.lists.map(\.name)
            log.error(at: fields.location(of: "for"), .unknown(Phrase("清单", "list"), name, among: known))
        }
        return name
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

extension Span {
    /// True where some day lies in both.
    func overlaps(_ other: Span) -> Bool {
        let starts = [effective, other.effective].compactMap { $0 }.max() ?? .earliest
        let ends = [until, other.until].compactMap { $0 }.min()
        return ends.map { starts < $0 } ?? true
    }
}

extension DiagnosticLog {
    /// Tells of ids that stand twice for the same day: versions of one thing have spans of their own.
    func refuseOverlaps(_ things: [(id: String, span: Span, location: SourceLocation)], _ kind: Phrase) {
        for (index, thing) in things.enumerated() {
            let earlier = things[..<index].first { $0.id == thing.id && $0.span.overlaps(thing.span) }
            guard let earlier else { continue }
            error(
                at: thing.location, "\(kind.zh)“\(thing.id)”已在 \(earlier.location) 写过，有效期重叠",
                "\(kind.en) '\(thing.id)' stands at \(earlier.location) already, for some of the same days")
        }
    }
}
