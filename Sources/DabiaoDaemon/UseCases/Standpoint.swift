import Dabiao
import DabiaoStore
import RuleEngine
import SectorKit

/// From where a question is asked: what was true on a day (`on`), by what was known at a moment (`known`).
///
/// Today, as it is known now, is answered from the standing tables. Everything else is told anew in a private memory
/// database: by the versions of the plugins that were in force at that moment, from the submissions that were recorded
/// by then and are true of that day. What is kept of an enterprise itself (name, district, certificate) is as it is now.
struct Standpoint {
    let office: Office
    let snapshot: Snapshot
    let today: CivilDate
    /// Unix seconds; nil is now.
    let knownAt: Int64?
    let catalogue: Catalogue

    /// - Parameters:
    ///   - on: a day; nil is today.
    ///   - known: a day, to its end, or RFC 3339; nil is now.
    init(_ office: Office, _ snapshot: Snapshot, on: String?, known: String?) throws {
        self.office = office
        self.snapshot = snapshot
        today = try on.map { try DateQuestion.date($0) } ?? office.clock.today()
        knownAt = try known.map { try DateQuestion.moment($0) }
        let now = office.catalogue
        if knownAt != nil || now.hasOtherDropIns(on: today) {
            catalogue = try Catalogue(
                at: knownAt ?? .max, on: today, in: snapshot, now: now, logger: office.logger)
        } else {
            catalogue = today == office.clock.today() ? now : now.asOf(today)
        }
    }

    /// What was true on a day, as it is known now.
    init(_ office: Office, _ snapshot: Snapshot, on day: CivilDate) throws {
        try self.init(office, snapshot, on: day.description, known: nil)
    }

    private var isStanding: Bool { knownAt == nil && today == office.clock.today() }

    /// As replies tell it.
    var knownText: String? { knownAt.map { "\(Instant(seconds: $0))" } }

    /// A plugin and a subject that it is about.
    struct Matter {
        let entry: Catalogue.Entry
        let subject: Subject
        let site: Site?
        let enterprise: Enterprise

        var bundle: Dabiao.Bundle { entry.bundle }
    }

    /// Every plugin about the enterprise and its sites, or those asked about, of what lies in the scope.
    func scope(_ code: String, _ site: String?, _ bundle: String?) throws -> [Matter] {
        if let bundle { _ = try catalogue.entry(bundle) }
        let enterprise = try snapshot.enterprise(named: code)
        let all = try snapshot.sites(of: enterprise.id)
        let sites = try site.map { [try snapshot.site(of: enterprise.id, named: $0)] } ?? all
        let ids = (site == nil ? [enterprise.id] : []) + sites.map(\.id)
        let matters = try ids.compactMap { try snapshot.subject(id: $0) }.flatMap { subject in
            try snapshot.entries(for: subject, in: catalogue)
                .filter { bundle == nil || $0.bundle.id == bundle }
                .map { entry in
                    Matter(
                        entry: entry, subject: subject, site: sites.first { $0.id == subject.id },
                        enterprise: enterprise)
                }
        }
        let covered = try matters.filter { try snapshot.covers($0.subject.id, bundle: $0.bundle.id) }
        if covered.isEmpty, let first = matters.first {
            try snapshot.require(first.subject.id, bundle: first.bundle.id)
        }
        return covered
    }

    // MARK: - What is known

    func history(_ plugin: Plugin, of subject: Int64) throws -> History {
        try Projection(plugin.compiled(on: today), snapshot, in: office).history(of: subject)
    }

    /// What is known of a matter, and of what its plugin reads, by plugin.
    func known(_ matter: Matter) throws -> [String: Known] {
        var known: [String: Known] = [:]
        for plugin in matter.entry.plugin.requirements + [matter.entry.plugin] {
            let owner = plugin.bundle.subject == matter.subject.kind ? matter.subject.id : matter.enterprise.id
            known[plugin.bundle.id] = try history(plugin, of: owner).known(on: today, at: knownAt)
        }
        return known
    }

    // MARK: - How it looks

    /// Hands over how a matter looks from here.
    func look<Answer: Sendable>(
        at matter: Matter, _ known: [String: Known], _ body: (Sight) throws -> Answer
    ) throws -> Answer {
        let compiled = matter.entry.compiled
        guard !isStanding else {
            return try body(Sight(compiled, of: matter.subject.id, on: today, in: snapshot.database))
        }
        var surroundings = Workbench.Surroundings()
        surroundings.core = try CoreFacts.values(of: matter.subject.id, in: snapshot.database)
        surroundings.required = known.mapValues(\.telling)
        for register in Registers.all {
            surroundings.registers[register.name] = try register.entries(
                of: matter.subject.id, in: snapshot.database)
        }
        surroundings.registers["assessments"] = try assessments(of: matter.subject.id)
        let telling = known[matter.bundle.id]?.telling ?? Telling()
        return try matter.entry.plugin.workbench(office.calendar, on: today)
            .look(at: telling, amid: surroundings, on: today, body)
    }

    private func assessments(of subject: Int64) throws -> [[String: Value]] {
        try snapshot.assessments(of: subject, knownAt: knownAt).filter { $0.date <= today }.map { assessment in
            var cells: [String: Value] = [
                "kind": .text(assessment.kind.rawValue), "date": .date(assessment.date),
                "bundle": .text(assessment.bundle),
            ]
            cells["score"] = assessment.score.map { .number($0) }
            return cells
        }
    }

    /// The verdicts about a matter, of rules in force and of those to come, with how they came about, and the days on
    /// which they may change by themselves.
    func verdicts(_ matter: Matter, _ known: [String: Known]) throws -> [(
        verdict: RuleVerdict, explanation: Explanation, changesOn: CivilDate?
    )] {
        let expiring = Expiring(
            matter.entry.plugin, known: known[matter.bundle.id] ?? Known(), others: known)
        return try look(at: matter, known) { sight in
            try sight.verdicts().map { ($0.verdict, $0.explanation, expiring.changeDay(of: $0.verdict, after: today)) }
        }
    }
}

/// Reads the days of requests.
enum DateQuestion {
    static func date(_ text: String) throws(DabiaoError) -> CivilDate {
        if let date = CivilDate(text[...]) { return date }
        throw DabiaoError(
            .invalid, Phrase("“\(text)”不是日期，应写成 2026-01-31", "\(text) is not a date, write 2026-01-31"))
    }

    /// A moment in unix seconds: the end of a day, or as RFC 3339 tells it.
    static func moment(_ text: String) throws(DabiaoError) -> Int64 {
        if let date = CivilDate(text[...]) {
            return Instant(date, hour: 23, minute: 59, second: 59).seconds
        }
        if let instant = try? Instant(rfc3339: text) { return instant.seconds }
        throw DabiaoError(
            .invalid, Phrase("“\(text)”不是日期，也不是带时区的时刻", "\(text) is neither a date nor a moment with its time zone"),
            remedy: Phrase(
                "请写成 2026-01-31（至当日结束）或 2026-01-31T12:00:00+08:00（年份 1900 至 2200）",
                "write 2026-01-31 (to its end) or 2026-01-31T12:00:00+08:00 (in a year from 1900 to 2200)"))
    }
}
