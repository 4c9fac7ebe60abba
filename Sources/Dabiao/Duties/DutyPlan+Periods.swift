// Duties that return: periods of the calendar, from a date, or from the last discharge.
extension DutyPlan {
    mutating func planPeriods(_ recurrence: Schedule.Recurrence, _ periods: NominalPeriods) throws {
        // What comes back was known here all the while.
        let back = record.filter { comesBack($0, recurrence) && period(of: $0, periods) != nil }
        since = min(since, max(facts.recorded, back.map(\.recordedOn).min() ?? since))
        var wanted: [NominalOccurrence] = []
        var missing: [String]?
        var next = first(of: periods, recurrence)
        // All that have begun, and the first to come that is not done yet: its beginning opens the one after it.
        while let period = next {
            let key = NominalKey.starting(period.start)
            guard isBefore(period.start, obligation.span.until) else { break }
            switch try occurrence(in: period, recurrence) {
            case .known(let occurrence): wanted.append(occurrence)
            case .unknown(let names): missing = missing ?? names
            }
            let isEnded = record.contains { $0.key == key && !$0.state.isOpen && !$0.state.isReopenable }
            guard period.start <= today || isEnded else { break }
            next = periods.period(number: period.number + 1)
        }
        settleWanted(wanted, recurrence)
        if let next { try redate(after: next.start, periods, recurrence) }
        if let missing {
            discharge()
            return ask(missing)
        }
        endAsking()
        let (effective, until) = (obligation.span.effective, obligation.span.until)
        let boundary = boundary
        supersede { key in
            guard case .starting(let start) = key else { return true }
            // What began under the version before this one is still that version's.
            if let effective, start < effective { return false }
            if let boundary, start < boundary { return true }
            return periods.period(startingOn: start) == nil || !isBefore(start, until)
        }
        discharge()
    }

    private mutating func settleWanted(_ wanted: [NominalOccurrence], _ recurrence: Schedule.Recurrence) {
        // What can only be missed any more is not opened for a newcomer.
        let due = obligation.terms.lateness == .cures ? wanted : wanted.filter { $0.due >= since }
        let opened = Set(NominalOccurrence.opened(due, recorded: since).map(\.key))
        for occurrence in wanted where opened.contains(occurrence.key) || isRecorded(occurrence.key) {
            let recorded = record.first { $0.key == occurrence.key }
            settle(occurrence, reopening: recorded.map { comesBack($0, recurrence) } ?? true)
        }
    }

    /// Takes back what was opened too far ahead (by a clock that was ahead, or another version of the obligation) where
    /// it would fall due on another day now: it opens again when its turn comes.
    private mutating func redate(
        after last: CivilDate, _ periods: NominalPeriods, _ recurrence: Schedule.Recurrence
    ) throws {
        for occurrence in record where occurrence.state == .open {
            guard case .starting(let start) = occurrence.key, start > last,
                let period = periods.period(startingOn: start),
                case .known(let dated) = try self.occurrence(in: period, recurrence),
                terms(of: dated).due != occurrence.terms.due
            else { continue }
            end(occurrence.key, .superseded, on: today)
        }
    }

    /// Whether an occurrence that ended because nobody owed it opens again when it is owed again: while it can still be
    /// done in time, or where it was overdue when it ended and no whole period has passed since.
    private func comesBack(_ occurrence: RecordedOccurrence, _ recurrence: Schedule.Recurrence) -> Bool {
        guard occurrence.state.isReopenable, let due = occurrence.terms.due else { return false }
        guard due < today else { return true }
        guard let ended = occurrence.endedOn, due < ended, let every = every(recurrence) else { return false }
        guard let back = ended.adding(every) else { return true }
        return today < back
    }

    /// The first period to look at: that with which the duty begins, or that of an occurrence that is open longer.
    private func first(of periods: NominalPeriods, _ recurrence: Schedule.Recurrence) -> NominalPeriod? {
        let begins = max(origin ?? since, earliest)
        let owed = record.filter { $0.state.isOpen || comesBack($0, recurrence) }.compactMap { period(of: $0, periods) }
        let first = periods.first(from: begins, boundary == nil ? recurrence.first : .next)
        return (owed + [first].compactMap { $0 }).min { $0.number < $1.number }
    }

    /// The first day on which a period of this version may begin.
    private var earliest: CivilDate { max(obligation.span.effective ?? .earliest, boundary ?? .earliest) }

    /// The period of an occurrence; nil where this version has none that begins then.
    private func period(of occurrence: RecordedOccurrence, _ periods: NominalPeriods) -> NominalPeriod? {
        guard case .starting(let start) = occurrence.key, start >= earliest else { return nil }
        return periods.period(startingOn: start)
    }

    /// The first day on which a new version of the obligation may have a period begin: where the last one that began
    /// under an older version is followed by the next; nil where none did.
    private var boundary: CivilDate? {
        func start(_ occurrence: RecordedOccurrence) -> CivilDate? {
            if case .starting(let start) = occurrence.key { start } else { nil }
        }
        let older = record.filter { $0.isOfOlderVersion && !$0.state.isReopenable }.compactMap(start)
        guard let last = older.filter({ $0 <= today }).max() else { return nil }
        return record.compactMap(start).filter { $0 > last }.min() ?? last.adding(days: 1)
    }

    private enum Dated {
        case known(NominalOccurrence)
        case unknown(missing: [String])
    }

    /// The occurrence of a period, unless its due day is declared but not known.
    private func occurrence(in period: NominalPeriod, _ recurrence: Schedule.Recurrence) throws -> Dated {
        let given = try deadline(period)
        guard given.due != nil || recurrence.due == nil else {
            return .unknown(missing: given.missing.isEmpty ? facts.missing : given.missing)
        }
        return .known(
            NominalOccurrence(in: period, opens: given.opens, due: given.due, roll: roll, calendar: calendar))
    }

    mutating func planFromDischarge(_ recurrence: Schedule.Recurrence, _ before: NominalPeriods) throws {
        discharge()
        let every = every(recurrence)
        let now = every.flatMap { NominalPeriods(every: $0, anchor: .discharge, origin: lastDone ?? origin) }
        guard let period = (now ?? before).period(number: 1) else { return }
        guard isBefore(period.start, obligation.span.until) || isRecorded(.starting(period.start)) else { return }
        guard !record.contains(where: isKept) else { return endAsking() }
        switch try occurrence(in: period, recurrence) {
        case .unknown(let missing): ask(missing)
        case .known(let occurrence):
            endAsking()
            settle(occurrence)
            supersede { $0 != occurrence.key }
        }
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
