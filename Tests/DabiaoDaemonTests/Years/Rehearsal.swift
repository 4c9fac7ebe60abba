import Dabiao
import DabiaoStore

@testable import DabiaoDaemon

/// Planning that leaves nothing behind: what it would change, were it done at a moment.
///
/// Nothing, between two looks of the scheduler: whatever a day brings, a look was due before it.
struct Rehearsal: Error {
    let changes: [String]

    static func changes(in town: Town, at moment: Instant) async throws -> [String] {
        let office = town.office
        let now = office.clock.now()
        town.hands.set(moment)
        defer { town.hands.set(now) }
        do {
            return try await office.store.write { transaction -> [String] in
                var changed: [String] = []
                for entry in office.catalogue.entries {
                    let bundle = entry.bundle
                    let subjects = try transaction.subjects(
                        bundle.subject, sector: bundle.sector, after: 0, limit: 1000)
                    for subject in subjects {
                        let before = transaction.changes
                        let open = try transaction.occurrences(of: subject.id, bundle: bundle.id)
                        try DutyDesk(office: office, entry: entry, transaction: transaction).plan(subject)
                        guard transaction.changes != before else { continue }
                        let now = try transaction.occurrences(of: subject.id, bundle: bundle.id)
                        changed += Set(now).subtracting(open).map { "\($0)" }
                        if Set(now) == Set(open) { changed.append("acts of \(bundle.id)") }
                    }
                }
                throw Rehearsal(changes: changed)
            }
        } catch let rehearsal as Rehearsal {
            return rehearsal.changes
        }
    }
}
