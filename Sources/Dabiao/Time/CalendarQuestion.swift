/// A direct question to the calendar (`dabiaoctl calendar due`): on which days does something fall due?
public struct CalendarQuestion: Hashable, Sendable {
    public enum Rule: Hashable, Sendable {
        /// The first `count` dates of start + n × period, each counted from the start.
        case every(Period, count: Int)
        /// So many workdays after the start, which is not counted.
        case workdays(Int)
        /// The next `count` of these days of the year strictly after the start.
        case days([MonthDay], count: Int)
    }

    /// The days in order. They are `provisional` when they rest on a year whose arrangement is not published yet.
    public struct Answer: Hashable, Sendable, Codable {
        public let due: [CivilDate]
        public let provisional: Bool
    }

    public let start: CivilDate
    public let rule: Rule
    /// Applies to ``Rule/every(_:count:)`` and ``Rule/days(_:count:)``; a workday count never rolls.
    public let roll: Roll

    public init(start: CivilDate, rule: Rule, roll: Roll = .none) {
        self.start = start
        self.rule = rule
        self.roll = roll
    }

    /// The answer; throws when a needed year has no rows, a date leaves 1900–2200, or the question has no meaning.
    public func answer(by calendar: WorkCalendar) throws(DabiaoError) -> Answer {
        try check()
        let days: [ReckonedDay]
        do throws(UncoveredYear) {
            days = try reckoned(by: calendar)
        } catch {
            throw DabiaoError(error)
        }
        guard days.count == count else { throw .outsideOfYears }
        return Answer(due: days.map(\.date), provisional: days.contains(where: \.isProvisional))
    }
}

extension CalendarQuestion {
    private var count: Int {
        switch rule {
        case .every(_, let count), .days(_, let count): count
        case .workdays: 1
        }
    }

    private func check() throws(DabiaoError) {
        func require(_ condition: Bool, _ message: Phrase) throws(DabiaoError) {
            guard condition else { throw DabiaoError(.invalid, message) }
        }
        try require(count >= 1, Phrase("个数至少为 1", "the count must be at least 1"))
        switch rule {
        case .every(let period, _):
            try require(
                period.isPositive, Phrase("周期“\(period)”应大于零", "the period \(period) must be longer than nothing"))
        case .workdays(let count):
            try require(count >= 1, Phrase("工作日数至少为 1", "the number of workdays must be at least 1"))
        case .days(let days, _):
            try require(
                !days.isEmpty, Phrase("至少给出一个日期 MM-DD", "at least one day MM-DD is needed"))
        }
    }

    private func reckoned(by calendar: WorkCalendar) throws(UncoveredYear) -> [ReckonedDay] {
        if case .workdays(let count) = rule { return [try calendar.reckon(workdays: count, from: start)] }
        var days: [ReckonedDay] = []
        for date in nominalDates { days.append(try calendar.rolling(date, roll)) }
        return days
    }

    /// The dates before rolling; fewer than ``count`` when they leave 1900–2200.
    private var nominalDates: [CivilDate] {
        switch rule {
        case .workdays: []
        case .every(let period, let count):
            Array(
                sequence(state: 0) { number -> CivilDate? in
                    number += 1
                    return number > count ? nil : start.adding(period, times: number)
                })
        case .days(let days, let count):
            Array(
                (start.year...CivilDate.years.upperBound).lazy
                    .flatMap { year in Set(days.compactMap { $0.date(in: year) }).sorted() }
                    .filter { $0 > start }
                    .prefix(count))
        }
    }
}
