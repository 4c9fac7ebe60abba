/// One period of a recurring duty, before anything is rolled or reminded of.
public struct NominalPeriod: Hashable, Sendable {
    /// One more from each period to the next; those that count from an origin begin with 1.
    public let number: Int
    /// `period_start`: the first day of a calendar period, counted; else the day that is not counted.
    public let start: CivilDate
    /// `period_end`: the last day, counted.
    public let end: CivilDate
}

/// The endless row of periods in which a duty returns.
public enum NominalPeriods: Hashable, Sendable {
    /// Periods of the calendar that divide the year: years, half-years, quarters, months. Both ends are counted.
    case calendar(months: Int)
    /// Period n runs from origin + (n − 1) × `every`, not counted, to origin + n × `every`, so that clamped months
    /// never add up: from 29 February the fourth year ends on 29 February again.
    case counted(origin: CivilDate, every: Period)

    /// The periods of a recurring schedule whose expressions are evaluated.
    ///
    /// `origin` is the start date of a fixed schedule, and the last discharge (before the first one the start date) of
    /// a discharge schedule, of which only the first period has a meaning. Nil where the calendar has no such period
    /// (``divideTheYear(_:)``), where an origin is missing, and for a period of no length.
    public init?(every: Period, anchor: Schedule.Recurrence.Anchor, origin: CivilDate?) {
        switch anchor {
        case .calendar:
            guard Self.divideTheYear(every) else { return nil }
            self = .calendar(months: every.months)
        case .fixed, .discharge:
            guard every.isPositive, let origin else { return nil }
            self = .counted(origin: origin, every: every)
        }
    }

    /// True for the periods that calendar schedules may have: whole months of which twelve make a number of periods.
    public static func divideTheYear(_ every: Period) -> Bool {
        every.days == 0 && every.months > 0 && 12 % every.months == 0
    }

    /// The period with that number; nil before the first of a counted row and outside of 1900–2200.
    public func period(number: Int) -> NominalPeriod? {
        switch self {
        case .calendar(let months):
            let (index, overflow) = number.multipliedReportingOverflow(by: months)
            guard !overflow, let start = CivilDate(year: index.flooredQuotient(12), month: index %% 12 + 1, day: 1),
                let end = start.adding(months: months - 1)?.endOfMonth
            else { return nil }
            return NominalPeriod(number: number, start: start, end: end)
        case .counted(let origin, let every):
            guard number >= 1, let start = origin.adding(every, times: number - 1),
                let end = origin.adding(every, times: number)
            else { return nil }
            return NominalPeriod(number: number, start: start, end: end)
        }
    }

    /// The first period of a duty that begins on `day`: the first that starts on or after it (`next`), or the last
    /// that starts on or before it (`running`; the first of all where none has started).
    public func first(from day: CivilDate, _ rule: Schedule.Recurrence.First) -> NominalPeriod? {
        guard let number = running(on: day) else { return period(number: 1) }
        let running = period(number: number)
        return rule == .running || running?.start == day ? running : period(number: number + 1)
    }

    /// The periods that start no later than `horizon`, from the first of a duty that begins on `day`.
    public func starting(
        from day: CivilDate, _ rule: Schedule.Recurrence.First, through horizon: CivilDate
    ) -> [NominalPeriod] {
        sequence(state: first(from: day, rule)) { period -> NominalPeriod? in
            defer { period = period.flatMap { self.period(number: $0.number + 1) } }
            return period
        }
        .prefix { $0.start <= horizon }
    }

    /// The number of the last period that starts on or before the day; nil where none does.
    private func running(on day: CivilDate) -> Int? {
        switch self {
        case .calendar(let months):
            return (day.year * 12 + day.month - 1) / months
        case .counted(let origin, let every):
            guard origin <= day else { return nil }
            // Starts grow with the number, at least a day each: halve the range that holds the last one.
            var (low, high) = (1, origin.days(until: day) + 2)
            while high - low > 1 {
                let middle = (low + high) / 2
                let isStarted = origin.adding(every, times: middle - 1).map { $0 <= day } ?? false
                (low, high) = isStarted ? (middle, high) : (low, middle)
            }
            return low
        }
    }
}
