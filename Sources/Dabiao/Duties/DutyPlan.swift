/// What an obligation's expressions and registers say of one who owes it, on the day it is asked.
public struct DutyFacts: Hashable, Sendable {
    /// Whether it applies; nil is unknown.
    public var applies: Bool?
    /// The date that its periods count from; nil is unknown, or none is declared.
    public var start: CivilDate?
    /// The due day of an expiry; nil is unknown.
    public var due: CivilDate?
    public var opens: CivilDate?
    /// What may discharge it, in any order.
    public var entries: [DischargeEntry]
    /// The names without which the dates above are unknown.
    public var missing: [String]
    /// The day on which the one who owes it was first recorded.
    public var recorded: CivilDate

    public init(
        applies: Bool? = true, start: CivilDate? = nil, due: CivilDate? = nil, opens: CivilDate? = nil,
        entries: [DischargeEntry] = [], missing: [String] = [], recorded: CivilDate
    ) {
        self.applies = applies
        self.start = start
        self.due = due
        self.opens = opens
        self.entries = entries
        self.missing = missing
        self.recorded = recorded
    }
}

/// Something that was done on a day and may discharge one occurrence, once.
public struct DischargeEntry: Hashable, Sendable {
    public let date: CivilDate
    /// What identifies it among the entries of the same duty (`assessments:12`, `last_meeting_on:2026-06-01`).
    public let source: String

    public init(date: CivilDate, source: String) {
        self.date = date
        self.source = source
    }
}

/// An occurrence as it is on record.
public struct RecordedOccurrence: Hashable, Sendable {
    public var key: NominalKey
    public var terms: OccurrenceTerms
    public var state: OccurrenceState
    /// The entry that discharged it; nil while open, and where it ended otherwise.
    public var discharge: String?

    public init(key: NominalKey, terms: OccurrenceTerms, state: OccurrenceState, discharge: String? = nil) {
        self.key = key
        self.terms = terms
        self.state = state
        self.discharge = discharge
    }
}

/// One thing to do to the record, so that it says what the schedule and the facts say.
public enum DutyStep: Hashable, Sendable {
    case open(NominalKey, OccurrenceTerms)
    case revise(NominalKey, OccurrenceTerms)
    /// - Parameters:
    ///   - on: the day it ended; of a discharge the day it was done.
    ///   - by: the entry that discharged it.
    case end(NominalKey, OccurrenceEnd, on: CivilDate, by: String?)
}

/// Decides what becomes of the occurrences of one duty: which to open, to revise and to end.
///
/// Asked again with what it decided on record it decides nothing more: it can run as often as anything changes.
public struct DutyPlan {
    private let obligation: Obligation
    private let facts: DutyFacts
    private let calendar: WorkCalendar
    private let today: CivilDate
    private let deadline: (NominalPeriod) throws -> (due: CivilDate?, opens: CivilDate?)

    /// The record as it will be after ``steps``.
    private var record: [RecordedOccurrence]
    private var steps: [DutyStep] = []

    /// The steps to take, in order.
    ///
    /// - Parameters:
    ///   - record: the occurrences of this duty, open and ended.
    ///   - deadline: what the obligation's own `due:` and `opens:` give for a period; nil where it declares none.
    public static func steps(
        for obligation: Obligation, facts: DutyFacts, record: [RecordedOccurrence], calendar: WorkCalendar,
        today: CivilDate,
        deadline: (NominalPeriod) throws -> (due: CivilDate?, opens: CivilDate?) = { _ in (nil, nil) }
    ) rethrows -> [DutyStep] {
        try withoutActuallyEscaping(deadline) { deadline in
            var plan = DutyPlan(
                obligation: obligation, facts: facts, calendar: calendar, today: today, deadline: deadline,
                record: record)
            try plan.decide()
            return plan.steps
        }
    }

    private init(
        obligation: Obligation, facts: DutyFacts, calendar: WorkCalendar, today: CivilDate,
        deadline: @escaping (NominalPeriod) throws -> (due: CivilDate?, opens: CivilDate?),
        record: [RecordedOccurrence]
    ) {
        self.obligation = obligation
        self.facts = facts
        self.calendar = calendar
        self.today = today
        self.deadline = deadline
        self.record = record
    }

    private mutating func decide() throws {
        guard facts.applies != false else { return endAll(.lapsed) }
        guard facts.applies == true, isDetermined else { return ask() }
        for occurrence in record where occurrence.state == .undetermined {
            end(occurrence.key, .superseded, on: today)
        }
        switch obligation.schedule {
        case .recurring(let recurrence) where recurrence.anchor == .discharge: try planFromDischarge(recurrence)
        case .recurring(let recurrence): try planPeriods(recurrence)
        case .once(_, let span, _): planOnce(span)
        case .expiry: planExpiry()
        }
    }

    private var isDetermined: Bool {
        switch obligation.schedule {
        case .recurring(let recurrence):
            switch recurrence.anchor {
            case .calendar: true
            case .fixed: facts.start != nil
            case .discharge: facts.start != nil || lastDone != nil
            }
        case .once: facts.start != nil
        case .expiry: facts.due != nil
        }
    }

    /// The last day on or before today on which it was done.
    private var lastDone: CivilDate? {
        facts.entries.map(\.date).filter { $0 <= today }.max()
    }

    // MARK: - Steps

    private mutating func open(_ key: NominalKey, _ terms: OccurrenceTerms) {
        steps.append(.open(key, terms))
        record.append(RecordedOccurrence(key: key, terms: terms, state: terms.state))
    }

    private mutating func end(_ key: NominalKey, _ end: OccurrenceEnd, on day: CivilDate, by source: String? = nil) {
        steps.append(.end(key, end, on: day, by: source))
        guard let index = record.firstIndex(where: { $0.key == key }) else { return }
        record[index].state = end.state
        record[index].discharge = source
    }

    private mutating func endAll(_ end: OccurrenceEnd) {
        for occurrence in record where occurrence.state.isOpen { self.end(occurrence.key, end, on: today) }
    }

    /// Opens or revises an occurrence so that it has these terms; an ended one stays as it is.
    private mutating func settle(_ key: NominalKey, _ terms: OccurrenceTerms) {
        guard let index = record.firstIndex(where: { $0.key == key }) else { return open(key, terms) }
        guard record[index].state.isOpen, record[index].terms != terms else { return }
        steps.append(.revise(key, terms))
        record[index].terms = terms
        record[index].state = terms.state
    }

    private mutating func settle(_ occurrence: NominalOccurrence) {
        settle(
            occurrence.key,
            OccurrenceTerms(opens: occurrence.opens, due: occurrence.due, isProvisional: occurrence.isProvisional))
    }

    /// Asks for what is missing: one undetermined occurrence, unless a determined one is open.
    private mutating func ask() {
        let open = record.filter(\.state.isOpen)
        guard !open.contains(where: { $0.state == .open }) else { return }
        let terms = OccurrenceTerms(
            opens: open.first?.terms.opens ?? today, due: nil, missing: facts.missing.isEmpty ? ["?"] : facts.missing)
        let asked = record.count { if case .asking = $0.key { true } else { false } }
        settle(open.first?.key ?? .asking(asked + 1), terms)
    }

    // MARK: - Kinds of schedule

    private mutating func planPeriods(_ recurrence: Schedule.Recurrence) throws {
        guard
            let periods = NominalPeriods(every: recurrence.every, anchor: recurrence.anchor, origin: facts.start)
        else { return }
        let begins = facts.start ?? obligation.span.effective.map { max($0, facts.recorded) } ?? facts.recorded
        var wanted: [NominalOccurrence] = []
        var next = periods.first(from: begins, recurrence.first)
        // All that have begun, and the first to come that is not done yet: its beginning opens the one after it.
        while let period = next {
            let (due, opens) = try deadline(period)
            let occurrence = NominalOccurrence(
                in: period, opens: opens, due: due, roll: obligation.schedule.effectiveRoll, calendar: calendar)
            wanted.append(occurrence)
            let isEnded = record.contains { $0.key == occurrence.key && !$0.state.isOpen }
            guard period.start <= today || isEnded else { break }
            next = periods.period(number: period.number + 1)
        }
        let opened = NominalOccurrence.opened(wanted, recorded: facts.recorded)
        for occurrence in opened { settle(occurrence) }
        supersede(otherThan: Set(wanted.map(\.key)))
        discharge()
    }

    private mutating func planFromDischarge(_ recurrence: Schedule.Recurrence) throws {
        discharge()
        let origin = lastDone ?? facts.start
        guard let periods = NominalPeriods(every: recurrence.every, anchor: .discharge, origin: origin),
            let period = periods.period(number: 1)
        else { return }
        let (due, opens) = try deadline(period)
        let occurrence = NominalOccurrence(
            in: period, opens: opens, due: due, roll: obligation.schedule.effectiveRoll, calendar: calendar)
        settle(occurrence)
        supersede(otherThan: [occurrence.key])
    }

    private mutating func planOnce(_ span: TimeSpan) {
        guard let start = facts.start,
            let occurrence = NominalOccurrence(
                after: start, within: span, roll: obligation.schedule.effectiveRoll, calendar: calendar)
        else { return }
        settle(occurrence)
        supersede(otherThan: [occurrence.key])
        discharge()
    }

    /// One occurrence at a time: a later date than that of the open one is its renewal.
    private mutating func planExpiry() {
        guard let due = facts.due else { return }
        let numbers = record.compactMap { if case .numbered(let number) = $0.key { number } else { nil } }
        let last = numbers.max() ?? 0
        let current = record.first { $0.key == .numbered(last) && $0.state.isOpen }
        let opens = facts.opens ?? current?.terms.opens ?? today
        let same = expiry(due, number: last, opens: opens)
        guard let current, let known = current.terms.due else {
            if last == 0 || record.first(where: { $0.key == .numbered(last) })?.terms.due != same.due {
                settle(expiry(due, number: last + 1, opens: facts.opens ?? today))
            }
            return
        }
        guard same.due > known else { return settle(same) }
        end(current.key, OccurrenceEnd(dischargedOn: today, due: known), on: today, by: due.description)
        settle(expiry(due, number: last + 1, opens: facts.opens ?? today))
    }

    private func expiry(_ due: CivilDate, number: Int, opens: CivilDate) -> NominalOccurrence {
        NominalOccurrence(
            expiry: due, number: max(number, 1), opens: min(opens, due), roll: obligation.schedule.effectiveRoll,
            calendar: calendar)
    }

    // MARK: - Ends

    /// Ends what is open for a period that the schedule no longer has.
    private mutating func supersede(otherThan keys: Set<NominalKey>) {
        for occurrence in record where occurrence.state.isOpen && !keys.contains(occurrence.key) {
            end(occurrence.key, .superseded, on: today)
        }
    }

    /// Gives each entry that is not spent yet to the oldest open occurrence whose window holds its day.
    private mutating func discharge() {
        let spent = Set(record.compactMap(\.discharge))
        let entries = facts.entries.filter { !spent.contains($0.source) && $0.date <= today }
        for entry in entries.sorted(by: { ($0.date, $0.source) < ($1.date, $1.source) }) {
            let open = record.filter { $0.state == .open && windowOpens($0) <= entry.date }
            guard let oldest = open.min(by: { ($0.terms.due ?? .latest) < ($1.terms.due ?? .latest) }) else { continue }
            end(
                oldest.key, OccurrenceEnd(dischargedOn: entry.date, due: oldest.terms.due), on: entry.date,
                by: entry.source)
        }
    }

    /// The first day on which an occurrence can be discharged: of a period that is counted from a day, not that day.
    private func windowOpens(_ occurrence: RecordedOccurrence) -> CivilDate {
        let opens = occurrence.terms.opens ?? .latest
        guard case .recurring(let recurrence) = obligation.schedule, recurrence.anchor != .calendar,
            case .starting(let start) = occurrence.key, let next = start.adding(days: 1)
        else { return opens }
        return max(opens, next)
    }
}
