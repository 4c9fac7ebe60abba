import Dabiao
import DabiaoStore
import RuleEngine

/// Keeps the occurrences of a plugin's obligations what schedules, facts and registers say: evaluates, lets
/// `DutyPlan` decide, and records.
struct DutyDesk {
    let office: Office
    let entry: Catalogue.Entry
    let transaction: Transaction

    /// What planning did.
    struct Outcome {
        var opened = 0
        /// The occurrences that were discharged: identity and state.
        var discharged: [(identity: OccurrenceIdentity, state: OccurrenceState)] = []

        static func + (left: Outcome, right: Outcome) -> Outcome {
            Outcome(opened: left.opened + right.opened, discharged: left.discharged + right.discharged)
        }
    }

    private var now: Instant { office.clock.now() }
    private var today: CivilDate { office.clock.today() }

    /// Plans every duty of a subject.
    @discardableResult
    func plan(_ subject: Subject) throws -> Outcome {
        let record = try transaction.occurrences(of: subject.id, bundle: entry.bundle.id)
        let outcomes = try entry.bundle.obligations(begunBy: today).map { obligation in
            try plan(obligation, subject, record.filter { $0.identity.obligation == obligation.id })
        }
        let known = Set(entry.bundle.obligations.map(\.id))
        for occurrence in record where occurrence.state.isOpen && !known.contains(occurrence.identity.obligation) {
            try end(occurrence, .lapsed, on: today, by: nil)
        }
        return outcomes.reduce(Outcome(), +)
    }

    /// Ends the open duties of a subject that the plugin is about no more, since it left the sector.
    func lapse(_ subject: Subject) throws {
        for occurrence in try transaction.occurrences(of: subject.id, bundle: entry.bundle.id)
        where occurrence.state.isOpen {
            try end(occurrence, .lapsed, on: today, by: nil)
        }
    }

    /// Plans one duty of a subject, row by row.
    @discardableResult
    func plan(_ obligation: Obligation, _ subject: Subject) throws -> Outcome {
        let record = try transaction.occurrences(of: subject.id, bundle: entry.bundle.id)
        return try plan(obligation, subject, record.filter { $0.identity.obligation == obligation.id })
    }

    private func plan(_ obligation: Obligation, _ subject: Subject, _ record: [Occurrence]) throws -> Outcome {
        let database = transaction.database
        let inputs = try entry.compiled.inputs(of: obligation, subject: subject.id, in: database)
        let entries = try entry.compiled.entries(for: obligation, subject: subject.id, in: database)
        var outcome = Outcome()
        for input in inputs {
            let facts = try facts(of: obligation, input, entries, subject)
            let mine = record.filter { $0.identity.rowKey == input.row }
            let steps = try DutyPlan.steps(
                for: obligation, facts: facts, record: mine.map(RecordedOccurrence.init), calendar: office.calendar,
                today: today,
                deadline: { period in
                    try entry.compiled.deadline(
                        of: obligation, subject: subject.id, row: input.row, period: (period.start, period.end),
                        in: database)
                })
            for step in steps {
                outcome = outcome + (try take(step, obligation, row: input.row, subject))
            }
        }
        // A row that is gone owes nothing any more.
        let rows = Set(inputs.map(\.row))
        for occurrence in record where occurrence.state.isOpen && !rows.contains(occurrence.identity.rowKey) {
            try end(occurrence, .lapsed, on: today, by: nil)
        }
        return outcome
    }

    private func facts(
        of obligation: Obligation, _ input: DutyInputs, _ entries: [DischargeEntry], _ subject: Subject
    ) throws -> DutyFacts {
        var facts = DutyFacts(
            applies: input.isTold ? input.applies : nil, start: input.start, due: input.due, opens: input.opens,
            entries: input.discharges + entries, recorded: subject.recordedOn)
        guard
            facts.applies == nil || (facts.start == nil && facts.due == nil) || entry.compiled.declares(obligation).due
        else { return facts }
        facts.missing = try entry.compiled.missing(
            of: obligation, subject: subject.id, row: input.row, on: today, in: transaction.database)
        return facts
    }

    // MARK: - Steps

    private func take(_ step: DutyStep, _ obligation: Obligation, row: String, _ subject: Subject) throws -> Outcome {
        func identity(_ key: NominalKey) -> OccurrenceIdentity {
            OccurrenceIdentity(
                subject: subject.id, bundle: entry.bundle.id, obligation: obligation.id, rowKey: row, period: key)
        }
        switch step {
        case .open(let key, let terms):
            let next = max(nextAction(obligation, key, terms, handledThrough: nil) ?? .max, morning()).finite
            let opened = try transaction.open(
                NewOccurrence(
                    identity: identity(key), bundleHash: entry.bundle.contentHash, terms: terms, nextAt: next),
                at: now.seconds)
            if !opened.isNew {
                try transaction.reopen(
                    opened.id, with: terms, bundleHash: entry.bundle.contentHash, nextAt: next, at: now.seconds,
                    reason: "owed again")
            }
            return Outcome(opened: opened.isNew && terms.missing == nil ? 1 : 0)
        case .revise(let key, let terms):
            guard let occurrence = try transaction.occurrence(identity(key)) else { return Outcome() }
            let next = nextAction(obligation, key, terms, handledThrough: occurrence.handledThrough)
            try transaction.revise(
                occurrence.id, to: terms, bundleHash: entry.bundle.contentHash,
                nextAt: max(next ?? .max, morning()).finite, at: now.seconds, reason: "facts or calendar changed")
            return Outcome()
        case .end(let key, let end, let day, let source):
            guard let occurrence = try transaction.occurrence(identity(key)) else { return Outcome() }
            try self.end(occurrence, end, on: day, by: source)
            return Outcome(discharged: source == nil ? [] : [(occurrence.identity, end.state)])
        }
    }

    private func end(_ occurrence: Occurrence, _ end: OccurrenceEnd, on day: CivilDate, by source: String?) throws {
        try transaction.end(
            occurrence.id, end, on: day, by: source, at: now.seconds, reason: source ?? end.state.rawValue)
    }

    // MARK: - What comes next

    /// The first moment from now on at which reminders are told: what is recorded at noon is told next morning.
    private func morning() -> Int64 {
        let today = Instant(now.date, hour: Reminder.hour, minute: 0)
        guard today.seconds < now.seconds, let tomorrow = now.date.adding(days: 1) else { return today.seconds }
        return Instant(tomorrow, hour: Reminder.hour, minute: 0).seconds
    }

    /// When an open occurrence needs the scheduler next: for its next reminder, or because its period begins and the
    /// one after it must be opened (unix seconds; nil is never).
    func nextAction(
        _ obligation: Obligation, _ key: NominalKey, _ terms: OccurrenceTerms, handledThrough: CivilDate?
    ) -> Int64? {
        let reminder = reminders(obligation, terms)?.next(after: handledThrough)
            .map { Instant($0.day, hour: Reminder.hour, minute: 0).seconds }
        return [reminder, succession(obligation, key)].compactMap { $0 }.min()
    }

    /// The reminders of an occurrence; an undetermined one asks on the day it opened, and again by its ladder's last
    /// rung.
    func reminders(_ obligation: Obligation, _ terms: OccurrenceTerms) -> ReminderPlan? {
        guard let opens = terms.opens else { return nil }
        guard let due = terms.due else {
            let asking = Ladder(remind: [.zero], overdue: Array(obligation.ladder.overdue.suffix(1)))
            return ReminderPlan(asking, opens: opens, due: opens, calendar: office.calendar)
        }
        return ReminderPlan(obligation.ladder, opens: opens, due: due, calendar: office.calendar)
    }

    /// When the period of an occurrence begins that has not begun yet (00:00).
    func succession(_ obligation: Obligation, _ key: NominalKey) -> Int64? {
        guard case .recurring(let recurrence) = obligation.schedule, recurrence.anchor != .discharge,
            case .starting(let start) = key, start > today
        else { return nil }
        return Instant(start, hour: 0, minute: 0).seconds
    }
}

extension Dabiao.Bundle {
    /// Of each obligation the version in force on a day, else the last one that was: it opens nothing that begins after
    /// its end, and what it opened is still to be done.
    fileprivate func obligations(begunBy day: CivilDate) -> [Obligation] {
        func beginning(_ obligation: Obligation) -> CivilDate { obligation.span.effective ?? .earliest }
        let begun = obligations.filter { beginning($0) <= day }
        return begun.filter { version in
            !begun.contains { $0.id == version.id && beginning($0) > beginning(version) }
        }
    }
}

extension RecordedOccurrence {
    fileprivate init(_ occurrence: Occurrence) {
        self.init(
            key: occurrence.identity.period, terms: occurrence.terms, state: occurrence.state,
            discharge: occurrence.discharge, recordedOn: Instant(seconds: occurrence.recordedAt).date)
    }
}

extension Int64 {
    /// Nil for the end of time, which stands for never.
    fileprivate var finite: Int64? { self == .max ? nil : self }
}
