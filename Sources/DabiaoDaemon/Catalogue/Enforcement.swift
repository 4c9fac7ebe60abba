import Dabiao
import DabiaoStore
import RuleEngine
import SectorKit

/// Puts plugins in force on the day that it is: their tables, and the verdicts and duties of their subjects, follow.
struct Enforcement {
    let office: Office
    let transaction: Transaction

    struct Candidate {
        let plugin: Plugin
        let since: Int64
        /// Whether its rules are others than those by which what stands was judged.
        let isNew: Bool
    }

    /// - Parameter candidates: each after those that it requires.
    func enforce(_ candidates: [Candidate], isOtherCalendar: Bool = false) throws -> [Catalogue.Entry] {
        var entries: [Catalogue.Entry] = []
        // Those whose values may be others than before: what reads them follows.
        var moved: Set<String> = []
        // Those that were judged anew, and whether they are other versions than before.
        var settled: [String: Bool] = [:]
        for candidate in candidates {
            let entry = Catalogue.Entry(candidate.plugin, since: candidate.since, on: office.clock.today())
            let hasTables = try entry.compiled.tables.exist(in: transaction.database)
            let follows = isOtherCalendar || !moved.isDisjoint(with: entry.bundle.requires.keys)
            if !hasTables || follows { moved.insert(entry.bundle.id) }
            if candidate.isNew || !hasTables || follows {
                try settle(entry, hasTables: hasTables, follows: follows)
                settled[entry.bundle.id] = candidate.isNew
            }
            entries.append(entry)
        }
        // Once everybody is judged: duties may follow from the verdicts of any plugin.
        for entry in entries where !settled.isEmpty {
            let follows = entry.compiled.registersOfDuties.contains("verdicts")
            guard follows || settled[entry.bundle.id] != nil else { continue }
            let replanning = Replanning(
                office: office, entry: entry, transaction: transaction,
                isOtherBundle: settled[entry.bundle.id] ?? false, isOtherCalendar: isOtherCalendar)
            try forEachSubject(of: entry.bundle) { try replanning.plan($0) }
        }
        try transaction.dropTables(
            notNamedBy: Set(entries.flatMap(\.compiled.tables.names)), prefixes: ["facts_", "list_", "table_"])
        return entries
    }

    /// Brings the tables and verdicts of a plugin's subjects in line with it.
    ///
    /// - Parameter follows: whether values that it reads elsewhere may have changed.
    private func settle(_ entry: Catalogue.Entry, hasTables: Bool, follows: Bool) throws {
        if !hasTables { try entry.compiled.tables.create(in: transaction.database) }
        let projection = Projection(entry.compiled, transaction, in: office)
        var subjects: Set<Int64> = []
        try forEachSubject(of: entry.bundle) { subject in
            subjects.insert(subject.id)
            if !hasTables {
                try projection.project(subject.id, on: office.clock.today(), in: transaction)
            } else if follows {
                try entry.compiled.derive(subject.id, in: transaction.database)
            }
        }
        try StandingVerdicts(entry: entry, transaction: transaction, today: office.clock.today())
            .refreshAll { subjects.contains($0) }
    }

    private func forEachSubject(of bundle: Dabiao.Bundle, _ body: (Subject) throws -> Void) throws {
        var last: Int64 = 0
        while true {
            let page = try transaction.subjects(bundle.subject, sector: bundle.sector, after: last, limit: 500)
            guard let end = page.last else { return }
            for subject in page { try body(subject) }
            last = end.id
        }
    }
}
