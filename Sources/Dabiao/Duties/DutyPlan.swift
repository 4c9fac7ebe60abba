/// Decides what becomes of the occurrences of one duty: which to open, to revise, to pause and to end.
///
/// Asked again with what it decided on record it decides nothing more: it can run as often as anything changes.
public struct DutyPlan {
    let obligation: Obligation
    let facts: DutyFacts
    let calendar: WorkCalendar
    let today: CivilDate
    let deadline: (NominalPeriod) throws -> DutyDeadline
    /// The day since which the duty has been known here without a break: nobody is called to account for what fell due
    /// before it. It is that of the oldest open occurrence; where none is open, the duty begins today.
    var since: CivilDate

    /// The record as it will be after ``steps``.
    var record: [RecordedOccurrence]
    var steps: [DutyStep] = []

    /// The steps to take, in order.
    ///
    /// - Parameters:
    ///   - record: the occurrences of this duty, open and ended.
    ///   - deadline: what the obligation's own `due:` and `opens:` give for a period.
    public static func steps(
        for obligation: Obligation, facts: DutyFacts, record: [RecordedOccurrence], calendar: WorkCalendar,
        today: CivilDate, deadline: (NominalPeriod) throws -> DutyDeadline = { _ in DutyDeadline() }
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
        deadline: @escaping (NominalPeriod) throws -> DutyDeadline, record: [RecordedOccurrence]
    ) {
        self.obligation = obligation
        self.facts = facts
        self.calendar = calendar
        self.today = today
        self.deadline = deadline
        self.record = record
        let open = record.filter(\.state.isOpen)
        // Never after today, though the clock may have been ahead when it was opened.
        since = max(facts.recorded, min(open.map(\.recordedOn).min() ?? today, today))
    }

    private mutating func decide() throws {
        guard facts.applies != false else { return endAll(.lapsed) }
        resumeClocks()
        guard facts.applies == true, isDetermined else { return ask(facts.missing) }
        if let starts = facts.starts, starts.isEmpty {
            endAsking()
            supersede { _ in true }
        } else {
            try planSchedule()
        }
        // What counted towards a missed one is free for the next.
        if miss() { discharge() }
        pauseClocks()
    }

    private mutating func planSchedule() throws {
        switch obligation.schedule {
        case .recurring(let recurrence):
            guard let periods = periods(recurrence) else { return ask(facts.missing) }
            if anchor(recurrence) == .discharge {
                try planFromDischarge(recurrence, periods)
            } else {
                try planPeriods(recurrence, periods)
            }
        case .once(_, let span, _): planOnce(span)
        case .expiry: planExpiry()
        }
    }

    private var isDetermined: Bool {
        switch obligation.schedule {
        case .recurring(let recurrence):
            guard every(recurrence) != nil, let anchor = anchor(recurrence) else { return false }
            return switch anchor {
            case .calendar: true
            case .fixed: facts.start != nil || facts.starts != nil
            case .discharge: facts.start != nil || facts.starts != nil || lastDone != nil
            }
        case .once: return facts.start != nil || facts.starts != nil
        case .expiry: return facts.due != nil
        }
    }

    // MARK: - What the schedule says

    func every(_ recurrence: Schedule.Recurrence) -> Period? { recurrence.every.value ?? facts.every }

    func anchor(_ recurrence: Schedule.Recurrence) -> Schedule.Recurrence.Anchor? {
        recurrence.anchor.value ?? facts.anchor
    }

    /// The day that a recurring duty counts from: its start, or the last of the events that start it.
    var origin: CivilDate? { facts.start ?? facts.starts?.filter { $0 <= today }.max() ?? facts.starts?.min() }

    private func periods(_ recurrence: Schedule.Recurrence) -> NominalPeriods? {
        guard let every = every(recurrence), let anchor = anchor(recurrence) else { return nil }
        let isFromDischarge = anchor == .discharge
        return NominalPeriods(every: every, anchor: anchor, origin: isFromDischarge ? lastDone ?? origin : origin)
    }

    var roll: Roll { obligation.schedule.effectiveRoll }
}

// MARK: - Steps

extension DutyPlan {
    mutating func open(_ key: NominalKey, _ terms: OccurrenceTerms) {
        steps.append(.open(key, terms))
        guard let index = record.firstIndex(where: { $0.key == key }) else {
            record.append(RecordedOccurrence(key: key, terms: terms, state: terms.state, recordedOn: today))
            return
        }
        record[index].terms = terms
        record[index].state = terms.state
        record[index].endedOn = nil
        record[index].isOfOlderVersion = false
    }

    mutating func revise(at index: Int, _ terms: OccurrenceTerms) {
        steps.append(.revise(record[index].key, terms))
        record[index].terms = terms
        record[index].state = terms.state
    }

    mutating func end(_ key: NominalKey, _ end: OccurrenceEnd, on day: CivilDate, by source: String? = nil) {
        guard let index = record.firstIndex(where: { $0.key == key }) else { return }
        resumeClock(at: index)
        steps.append(.end(key, end, on: day, by: source))
        record[index].state = end.state
        record[index].discharge = source
        record[index].endedOn = day
    }

    mutating func endAll(_ end: OccurrenceEnd) {
        for occurrence in record where occurrence.state.isOpen { self.end(occurrence.key, end, on: today) }
    }

    /// Opens or revises an occurrence so that it has these terms. One that was done stays as it is, and so does one
    /// that an older version of the obligation dated; one that lapsed or gave way opens again.
    mutating func settle(_ key: NominalKey, _ terms: OccurrenceTerms, reopening: Bool = true) {
        guard let index = record.firstIndex(where: { $0.key == key }) else { return open(key, terms) }
        if record[index].state.isReopenable, reopening { return open(key, terms) }
        guard record[index].state.isOpen, !isKept(record[index]), record[index].terms != terms else { return }
        revise(at: index, terms)
        record[index].isOfOlderVersion = false
    }

    mutating func settle(_ occurrence: NominalOccurrence, reopening: Bool = true) {
        settle(occurrence.key, terms(of: occurrence), reopening: reopening)
    }

    /// Asks for what is missing: one undetermined occurrence, unless a determined one is open.
    mutating func ask(_ missing: [String]) {
        let open = record.filter(\.state.isOpen)
        guard !open.contains(where: { $0.state == .open }) else { return }
        let terms = OccurrenceTerms(
            opens: open.first?.terms.opens ?? today, due: nil, missing: missing.isEmpty ? ["?"] : missing)
        let asked = record.count { if case .asking = $0.key { true } else { false } }
        settle(open.first?.key ?? .asking(asked + 1), terms)
    }

    /// Ends the questions: all that was asked for is known.
    mutating func endAsking() {
        for occurrence in record where occurrence.state == .undetermined {
            end(occurrence.key, .superseded, on: today)
        }
    }

    /// Ends what is open for a period that the schedule no longer has.
    mutating func supersede(where isGone: (NominalKey) -> Bool) {
        for occurrence in record where occurrence.state.isOpen && !isKept(occurrence) && isGone(occurrence.key) {
            end(occurrence.key, .superseded, on: today)
        }
    }

    func isRecorded(_ key: NominalKey) -> Bool {
        record.contains { $0.key == key }
    }

    /// Whether an open occurrence keeps the dates that an older version of the obligation gave it: it has begun.
    func isKept(_ occurrence: RecordedOccurrence) -> Bool {
        guard occurrence.isOfOlderVersion, occurrence.state == .open else { return false }
        guard case .starting(let start) = occurrence.key else { return true }
        return start <= today
    }
}
