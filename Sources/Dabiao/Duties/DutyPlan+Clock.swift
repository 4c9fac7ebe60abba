// What moves a due day beside the schedule: pauses and extensions.
extension DutyPlan {
    /// The terms of an occurrence, with everything that put its due day off.
    func terms(of occurrence: NominalOccurrence) -> OccurrenceTerms {
        let moves = record.first { $0.key == occurrence.key }?.moves ?? []
        let due = moves.reduce(ReckonedDay(occurrence.due, isProvisional: occurrence.isProvisional)) { day, move in
            calendar.moved(day, by: move, in: obligation.schedule)
        }
        return OccurrenceTerms(opens: occurrence.opens, due: due.date, isProvisional: due.isProvisional)
    }

    /// Lets the clocks run again that stand still for no reason any more.
    mutating func resumeClocks() {
        guard !facts.isPaused else { return }
        for index in record.indices where record[index].state.isOpen {
            guard resumeClock(at: index), isKept(record[index]), let move = record[index].moves.last(where: \.isPause),
                let due = record[index].terms.due
            else { continue }
            // Dates that follow an older version of the obligation move from where they are.
            let day = ReckonedDay(due, isProvisional: record[index].terms.isProvisional)
            let moved = calendar.moved(day, by: move, in: obligation.schedule)
            var terms = record[index].terms
            (terms.due, terms.isProvisional) = (moved.date, moved.isProvisional)
            guard terms != record[index].terms else { continue }
            steps.append(.move(record[index].key, terms))
            record[index].terms = terms
        }
    }

    /// Whether a clock stood still, and runs again now.
    @discardableResult
    mutating func resumeClock(at index: Int) -> Bool {
        guard let since = record[index].pausedSince,
            let last = record[index].moves.lastIndex(where: \.isPause)
        else { return false }
        let day = max(since, today)
        steps.append(.resume(record[index].key, on: day))
        record[index].moves[last] = .pause(since, until: day)
        return true
    }

    /// Stops the clock of everything that has begun.
    mutating func pauseClocks() {
        guard facts.isPaused else { return }
        for index in record.indices where record[index].state == .open && record[index].pausedSince == nil {
            guard let opens = record[index].terms.opens, opens <= today else { continue }
            steps.append(.pause(record[index].key, on: today))
            record[index].moves.append(.pause(today, until: nil))
        }
    }
}

extension WorkCalendar {
    /// A due day after a pause that has ended, or an extension. Of a count of workdays a pause takes the workdays that
    /// it lasted, of everything else its days; the day on which the clock runs again is counted.
    public func moved(_ due: ReckonedDay, by move: ClockMove, in schedule: Schedule) -> ReckonedDay {
        guard let span = span(of: move, in: schedule),
            let end = end(of: span, after: due.date, roll: schedule.effectiveRoll)
        else { return due }
        return ReckonedDay(end.date, isProvisional: due.isProvisional || end.isProvisional)
    }

    private func span(of move: ClockMove, in schedule: Schedule) -> TimeSpan? {
        switch move {
        case .extended(let span): return span
        case .pause(let since, until: let until):
            guard let until, since < until else { return nil }
            guard case .once(_, within: .workdays, _) = schedule else {
                return .period(Period(days: since.days(until: until)))
            }
            let days = (since.dayNumber..<until.dayNumber).compactMap { CivilDate(dayNumber: $0) }
            let workdays = days.count { isWorkday($0) ?? !$0.isWeekend }
            return workdays == 0 ? nil : .workdays(workdays)
        }
    }
}
