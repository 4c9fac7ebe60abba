/// Decides what becomes of the occurrences of one duty: which to open, to revise and to end.
///
/// Asked again with what it decided on record it decides nothing more: it can run as often as anything changes.
public struct DutyPlan {
    private let obligation: Obligation
    private let facts: DutyFacts
    private let calendar: WorkCalendar
    private let today: CivilDate
    private let deadline: (NominalPeriod) throws -> (due: CivilDate?, opens: CivilDate?)
    /// The day since which the duty has been known here without a break: nobody is called to account for what fell due
    /// before it. It is that of the oldest open occurrence; where none is open, the duty begins today.
    private let since: CivilDate

    /// The record as it will be after ``steps``.
    private var record: [RecordedOccurrence]
    private var steps: [DutyStep] = []

    /// The steps to take, in order.
    ///
    /// - Parameters:
    ///   - record: the occurrences of this duty, open and ended.
    ///   - deadline: what the obligation's own `due:` and `opens:` give for a period; nil where it declares none, or a
    ///     fact is missing.
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
        let open = record.filter(\.state.isOpen)
        // Never after today, though the clock may have been ahead when it was opened.
        since = max(facts.recorded, min(open.map(\.recordedOn).min() ?? today, today))
    }

    private mutating func decide() throws {
        guard facts.applies != false else { return endAll(.lapsed) }
        guard facts.applies == true, isDetermined else { return ask() }
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

    /// The last day on which it was done; what is told of a day to come has not been done, unless it was taken for done
    /// before the clock was set back.
    private var lastDone: CivilDate? {
        let counted = facts.entries.filter { entry in
            entry.date <= today
                || record.contains { $0.discharge == entry.source || $0.key == .starting(entry.date) }
        }
        return counted.map(\.date).max()
    }

    // MARK: - Steps

    private mutating func open(_ key: NominalKey, _ terms: OccurrenceTerms) {
        steps.append(.open(key, terms))
        let opened = RecordedOccurrence(key: key, terms: terms, state: terms.state, recordedOn: today)
        if let index = record.firstIndex(where: { $0.key == key }) {
            record[index] = opened
        } else {
            record.append(opened)
        }
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

    /// Opens or revises an occurrence so that it has these terms. One that was done stays as it is; one that lapsed or
    /// gave way opens again.
    private mutating func settle(_ key: NominalKey, _ terms: OccurrenceTerms, reopening: Bool = true) {
        guard let index = record.firstIndex(where: { $0.key == key }) else { return open(key, terms) }
        if record[index].state.isReopenable, reopening { return open(key, terms) }
        guard record[index].state.isOpen, record[index].terms != terms else { return }
        steps.append(.revise(key, terms))
        record[index].terms = terms
        record[index].state = terms.state
    }

    private mutating func settle(_ occurrence: NominalOccurrence, reopening: Bool = true) {
        settle(
            occurrence.key,
            OccurrenceTerms(opens: occurrence.opens, due: occurrence.due, isProvisional: occurrence.isProvisional),
            reopening: reopening)
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

    /// Ends the questions: all that was asked for is known.
    private mutating func endAsking() {
        for occurrence in record where occurrence.state == .undetermined {
            end(occurrence.key, .superseded, on: today)
        }
    }

    // MARK: - Kinds of schedule

    private mutating func planPeriods(_ recurrence: Schedule.Recurrence) throws {
        guard
            let periods = NominalPeriods(every: recurrence.every, anchor: recurrence.anchor, origin: facts.start)
        else { return }
        var wanted: [NominalOccurrence] = []
        var isDueKnown = true
        var next = first(of: periods, recurrence)
        // All that have begun, and the first to come that is not done yet: its beginning opens the one after it.
        while let period = next {
            let key = NominalKey.starting(period.start)
            guard isBefore(period.start, obligation.span.until) else { break }
            if let occurrence = try occurrence(in: period, recurrence) {
                wanted.append(occurrence)
            } else {
                isDueKnown = false
            }
            let isEnded = record.contains { $0.key == key && !$0.state.isOpen && !$0.state.isReopenable }
            guard period.start <= today || isEnded else { break }
            next = periods.period(number: period.number + 1)
        }
        let opened = Set(NominalOccurrence.opened(wanted, recorded: since).map(\.key))
        for occurrence in wanted where opened.contains(occurrence.key) || isRecorded(occurrence.key) {
            // What lapsed and is owed again opens again while it can still be done in time.
            settle(occurrence, reopening: occurrence.due >= today)
        }
        guard isDueKnown else {
            discharge()
            return ask()
        }
        endAsking()
        let (effective, until) = (obligation.span.effective, obligation.span.until)
        supersede { key in
            guard case .starting(let start) = key else { return true }
            // What began under the version before this one is still that version's.
            if let effective, start < effective { return false }
            return periods.period(startingOn: start) == nil || !isBefore(start, until)
        }
        discharge()
    }

    /// The first period to look at: that with which the duty begins, or that of an occurrence that is open longer.
    private func first(of periods: NominalPeriods, _ recurrence: Schedule.Recurrence) -> NominalPeriod? {
        let begins = max(facts.start ?? since, obligation.span.effective ?? .earliest)
        let open = record.filter(\.state.isOpen).compactMap { occurrence in
            guard case .starting(let start) = occurrence.key, start >= obligation.span.effective ?? .earliest else {
                return nil as NominalPeriod?
            }
            return periods.period(startingOn: start)
        }
        return (open + [periods.first(from: begins, recurrence.first)].compactMap { $0 }).min { $0.number < $1.number }
    }

    /// The occurrence of a period; nil where its due day is declared but not known.
    private func occurrence(in period: NominalPeriod, _ recurrence: Schedule.Recurrence) throws -> NominalOccurrence? {
        let (due, opens) = try deadline(period)
        guard due != nil || recurrence.due == nil else { return nil }
        return NominalOccurrence(
            in: period, opens: opens, due: due, roll: obligation.schedule.effectiveRoll, calendar: calendar)
    }

    private func isRecorded(_ key: NominalKey) -> Bool {
        record.contains { $0.key == key }
    }

    private mutating func planFromDischarge(_ recurrence: Schedule.Recurrence) throws {
        discharge()
        let origin = lastDone ?? facts.start
        guard let periods = NominalPeriods(every: recurrence.every, anchor: .discharge, origin: origin),
            let period = periods.period(number: 1)
        else { return }
        guard isBefore(period.start, obligation.span.until) || isRecorded(.starting(period.start)) else { return }
        guard let occurrence = try occurrence(in: period, recurrence) else { return ask() }
        endAsking()
        settle(occurrence)
        supersede { $0 != occurrence.key }
    }

    private mutating func planOnce(_ span: TimeSpan) {
        guard let start = facts.start,
            let occurrence = NominalOccurrence(
                after: start, within: span, roll: obligation.schedule.effectiveRoll, calendar: calendar)
        else { return }
        endAsking()
        settle(occurrence)
        supersede { $0 != occurrence.key }
        discharge()
    }

    /// One occurrence at a time: a later date than that of the open one is its renewal.
    private mutating func planExpiry() {
        guard let due = facts.due else { return }
        endAsking()
        let last = record.compactMap { if case .numbered(let number) = $0.key { number } else { nil } }.max() ?? 0
        guard let current = record.first(where: { $0.key == .numbered(last) }) else {
            return settle(expiry(due, number: 1, opens: facts.opens ?? today))
        }
        let same = expiry(due, number: last, opens: facts.opens ?? current.terms.opens ?? today)
        guard current.state.isOpen else {
            // One that lapsed or gave way is owed again when it applies again; one that was done is not, at its old date.
            let isDone = current.state == .done || current.state == .late
            guard !isDone || current.terms.due != same.due else { return }
            return settle(expiry(due, number: last + 1, opens: facts.opens ?? today))
        }
        guard let known = current.terms.due, isRenewal(due, of: known) else { return settle(same) }
        end(current.key, OccurrenceEnd(dischargedOn: today, due: known), on: today, by: due.description)
        settle(expiry(due, number: last + 1, opens: facts.opens ?? today))
    }

    /// Whether a date tells that what fell due on another day was renewed. A date that ended an occurrence before comes
    /// back as a correction; and where due days roll backwards, the very date of the open one lies some days behind it,
    /// and a new calendar may bring it nearer.
    private func isRenewal(_ due: CivilDate, of known: CivilDate) -> Bool {
        let rolled = obligation.schedule.effectiveRoll == .previousWorkday ? Self.longestRest : 0
        return known.days(until: due) > rolled && !record.contains { $0.discharge == due.description }
    }

    /// More days without a workday between them than any calendar has.
    private static let longestRest = 14

    private func expiry(_ due: CivilDate, number: Int, opens: CivilDate) -> NominalOccurrence {
        NominalOccurrence(
            expiry: due, number: number, opens: min(opens, due), roll: obligation.schedule.effectiveRoll,
            calendar: calendar)
    }

    // MARK: - Ends

    /// Ends what is open for a period that the schedule no longer has.
    private mutating func supersede(where isGone: (NominalKey) -> Bool) {
        for occurrence in record where occurrence.state.isOpen && isGone(occurrence.key) {
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

/// Whether a day lies before an end that is not counted; nil is no end.
private func isBefore(_ day: CivilDate, _ end: CivilDate?) -> Bool {
    end.map { day < $0 } ?? true
}

extension NominalPeriods {
    /// The period that starts on a day; nil where none does.
    fileprivate func period(startingOn day: CivilDate) -> NominalPeriod? {
        first(from: day, .running).flatMap { $0.start == day ? $0 : nil }
    }
}
