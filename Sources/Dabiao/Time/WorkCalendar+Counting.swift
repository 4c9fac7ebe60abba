/// A day found by means of the work calendar.
public struct ReckonedDay: Hashable, Sendable {
    public let date: CivilDate
    /// True when a day that was looked at belongs to a year whose arrangement is not published: the date may yet move.
    public let isProvisional: Bool

    public init(_ date: CivilDate, isProvisional: Bool = false) {
        self.date = date
        self.isProvisional = isProvisional
    }
}

/// The work calendar has no rows for a year that a question needs.
struct UncoveredYear: Error {
    let year: Int
}

// MARK: - Counting workdays

extension WorkCalendar {
    /// The last of so many workdays counted from `start`, which is not counted itself (backwards when negative; `start`
    /// for none); nil when that reaches a year without rows.
    public func adding(workdays count: Int, to start: CivilDate) -> ReckonedDay? {
        try? reckon(workdays: count, from: start)
    }

    /// As ``adding(workdays:to:)``, but where the rows end, Monday to Friday stand for workdays and the day is
    /// provisional; nil only outside of 1900–2200. For deadlines, which must not vanish because a file is missing.
    public func estimating(workdays count: Int, from start: CivilDate) -> ReckonedDay? {
        try? reckon(workdays: count, from: start) { !$0.isWeekend }
    }

    /// How many workdays count from `start`, not counted itself, to `end`, counted: the number that
    /// ``adding(workdays:to:)`` takes to come from one to the other. Negative when `end` is earlier; nil when a year
    /// between them has no rows.
    public func workdays(from start: CivilDate, to end: CivilDate) -> Int? {
        let forward = start <= end
        let numbers = forward ? start.dayNumber + 1..<end.dayNumber + 1 : end.dayNumber..<start.dayNumber
        var count = 0
        for number in numbers {
            guard let isWorkday = CivilDate(dayNumber: number).flatMap(isWorkday) else { return nil }
            if isWorkday { count += 1 }
        }
        return forward ? count : -count
    }

    /// `beyond` answers for days without rows; without it they are an error.
    func reckon(
        workdays count: Int, from start: CivilDate, beyond: ((CivilDate) -> Bool)? = nil
    ) throws(UncoveredYear) -> ReckonedDay {
        var (date, isProvisional, left) = (start, false, count.magnitude)
        while left > 0 {
            guard let next = date.adding(days: count.signum()) else {
                throw UncoveredYear(year: date.year + count.signum())
            }
            date = next
            guard let isWorkday = isWorkday(date) ?? beyond?(date) else { throw UncoveredYear(year: date.year) }
            if isWorkday { left -= 1 }
            isProvisional = isProvisional || self.isProvisional(date.year)
        }
        return ReckonedDay(date, isProvisional: isProvisional)
    }
}

// MARK: - Rolling

extension WorkCalendar {
    /// The day itself where it is worked, else the workday that the roll names. A day that the rows cannot decide
    /// stands unrolled and provisional; `Roll.none` needs no calendar. Source: Civil Code, article 203.
    public func roll(_ date: CivilDate, _ roll: Roll) -> ReckonedDay {
        (try? rolling(date, roll)) ?? ReckonedDay(date, isProvisional: true)
    }

    /// The day itself where it is worked, else the last workday before it; nil without rows.
    public func lastWorkday(onOrBefore date: CivilDate) -> ReckonedDay? {
        try? rolling(date, .previousWorkday)
    }

    /// The day itself where it is worked, else the first workday after it; nil without rows.
    public func firstWorkday(onOrAfter date: CivilDate) -> ReckonedDay? {
        try? rolling(date, .nextWorkday)
    }

    /// The first workday after the day; nil without rows.
    public func nextWorkday(after date: CivilDate) -> ReckonedDay? {
        adding(workdays: 1, to: date)
    }

    func rolling(_ date: CivilDate, _ roll: Roll) throws(UncoveredYear) -> ReckonedDay {
        if roll == .none { return ReckonedDay(date) }
        guard let isWorkday = isWorkday(date) else { throw UncoveredYear(year: date.year) }
        let isProvisional = isProvisional(date.year)
        if isWorkday { return ReckonedDay(date, isProvisional: isProvisional) }
        let found = try reckon(workdays: roll == .nextWorkday ? 1 : -1, from: date)
        return ReckonedDay(found.date, isProvisional: isProvisional || found.isProvisional)
    }
}

// MARK: - Spans

extension WorkCalendar {
    /// The last day of a span that begins after `start` (the start day is not counted: Civil Code, article 201).
    ///
    /// A period's last day rolls, a count of workdays never does. Nil outside of 1900–2200.
    public func end(of span: TimeSpan, after start: CivilDate, roll: Roll) -> ReckonedDay? {
        switch span {
        case .period(let period): start.adding(period).map { self.roll($0, roll) }
        case .workdays(let count): estimating(workdays: count, from: start)
        }
    }
}
