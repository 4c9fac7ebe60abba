import Dabiao
import DabiaoStore
import RuleEngine

/// What expressions, registers, events and people say of those who owe a duty.
struct DutyInquiry {
    let office: Office
    let entry: Catalogue.Entry
    let transaction: Snapshot

    /// - Parameter mine: the occurrences of the row at hand.
    func facts(
        of obligation: Obligation, _ input: DutyInputs, _ subject: Subject, _ mine: [Occurrence], _ history: DutyHistory
    ) throws -> DutyFacts {
        var facts = DutyFacts(
            applies: input.isTold ? input.applies : nil, start: input.start, due: input.due, opens: input.opens,
            entries: input.discharges, recorded: subject.recordedOn)
        (facts.every, facts.anchor, facts.isPaused) = (input.every, input.anchor, input.isPaused)
        facts.starts = try starts(of: obligation, input, subject)
        facts.entries += try events(of: obligation, input, subject)
        facts.entries += mine.flatMap { occurrence in
            history.acts(of: occurrence).filter { $0.what == .discharged }.map {
                DischargeEntry(date: $0.day, source: "manual:\($0.id)", key: occurrence.identity.period)
            }
        }
        if lacks(facts, obligation) {
            facts.missing = try entry.compiled.missing(
                of: obligation, subject: subject.id, row: input.row, in: transaction.database)
        }
        return facts
    }

    /// Whether anything that the schedule evaluates is unknown.
    private func lacks(_ facts: DutyFacts, _ obligation: Obligation) -> Bool {
        guard facts.applies != nil else { return true }
        switch obligation.schedule {
        case .recurring(let recurrence):
            if recurrence.every.value == nil, facts.every == nil { return true }
            return recurrence.start != nil && facts.start == nil && facts.starts == nil
        case .once: return facts.start == nil && facts.starts == nil
        case .expiry: return facts.due == nil
        }
    }

    /// The days of what starts it; nil where it starts on a date.
    private func starts(of obligation: Obligation, _ input: DutyInputs, _ subject: Subject) throws -> [CivilDate]? {
        switch obligation.schedule.start {
        case .event(let name): try events(name, obligation, input, subject).map(\.date)
        case .change(let names):
            FactChanges(
                history: try Projection(entry.compiled, transaction, in: office).history(of: subject.id)
            ).days(of: names)
        case .date, nil: nil
        }
    }

    /// The events that discharge it.
    private func events(of obligation: Obligation, _ input: DutyInputs, _ subject: Subject) throws -> [DischargeEntry] {
        try obligation.discharge.flatMap { form -> [DischargeEntry] in
            guard case .event(let name) = form else { return [] }
            return try events(name, obligation, input, subject).map {
                DischargeEntry(date: $0.date, source: "event:\(name):\($0.source)")
            }
        }
    }

    /// Of the discharge of a duty of the same list, what is of the row at hand.
    private func events(
        _ name: DutyEvent.Name, _ obligation: Obligation, _ input: DutyInputs, _ subject: Subject
    ) throws -> [DutyEvent] {
        let events = try transaction.events(name, of: subject.id, bundle: entry.bundle.id)
        let other = entry.bundle.obligations.first { $0.id == name.obligation }
        guard let list = obligation.list, other?.list == list else { return events }
        return events.filter { $0.row == input.row }
    }

    func deadline(of obligation: Obligation, _ input: DutyInputs, _ period: NominalPeriod) throws -> DutyDeadline {
        try entry.compiled.deadline(
            of: obligation, subject: input.subject, row: input.row, period: (period.start, period.end),
            in: transaction.database)
    }
}
