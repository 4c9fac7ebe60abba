import Dabiao
import DabiaoStore

/// An occurrence whose moment has come, after its duty was planned anew.
struct PlannedDue {
    /// As it was found.
    let due: DueOccurrence
    /// What it is an occurrence of; nil where its plugin is away.
    let duty: (entry: Catalogue.Entry, obligation: Obligation)?
    /// As planning has left it.
    let occurrence: Occurrence
    /// Whether its clock stands still.
    let isPaused: Bool
}

// What is read of many enterprises at once: a city's reminders of one morning are planned duty by duty.
extension Reminding {
    /// Plans every duty of what is due anew, which opens what follows it; what that has ended is left out.
    func planned(_ due: [DueOccurrence]) throws -> [PlannedDue] {
        let changes = transaction.changes
        let duties = try planDuties(of: due)
        let ids = due.map(\.occurrence.id)
        let revised = transaction.changes == changes ? nil : try transaction.occurrences(ids: ids)
        let current = Dictionary(uniqueKeysWithValues: (revised ?? due.map(\.occurrence)).map { ($0.id, $0) })
        let acts = try transaction.acts(ofOccurrences: ids)
        return due.compactMap { due in
            guard let occurrence = current[due.occurrence.id], occurrence.state.isOpen else { return nil }
            let isPaused = occurrence.state == .open && acts[occurrence.id]?.isPaused == true
            return PlannedDue(due: due, duty: duties[DutyName(due)], occurrence: occurrence, isPaused: isPaused)
        }
    }

    private func planDuties(of due: [DueOccurrence]) throws
        -> [DutyName: (entry: Catalogue.Entry, obligation: Obligation)]
    {
        var duties: [DutyName: (entry: Catalogue.Entry, obligation: Obligation)] = [:]
        let owed = Dictionary(grouping: due, by: DutyName.init)
        for name in due.map(DutyName.init).eachOnce() {
            guard let duty = office.catalogue.obligation(name.obligation, of: name.bundle, on: now.date) else {
                continue
            }
            duties[name] = duty
            try DutyDesk(office: office, entry: duty.entry, transaction: transaction)
                .plan(duty.obligation, of: (owed[name] ?? []).map(\.subject).eachOnce())
        }
        return duties
    }
}

/// A duty by its names.
private struct DutyName: Hashable {
    let bundle: String
    let obligation: String

    init(_ due: DueOccurrence) {
        (bundle, obligation) = (due.occurrence.identity.bundle, due.occurrence.identity.obligation)
    }
}
