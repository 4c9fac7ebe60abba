/// A day of the civil calendar, as the law counts days (Asia/Shanghai, Gregorian, 1900-01-01 to 2200-12-31).
///
/// Deadlines are days, not instants: a due day lasts until 24:00 of that day. Month arithmetic is that of the
/// Civil Code, article 202: where the month has no such day, its last day stands for it.
public struct CivilDate: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public let dayNumber: Int

    /// The years that a civil date may have.
    public static let years = 1900...2200
    public static let earliest = CivilDate(1900, 1, 1)
    public static let latest = CivilDate(2200, 12, 31)

    private init(unchecked dayNumber: Int) {
        self.dayNumber = dayNumber
    }

    /// The day with the given number, or nil outside of 1900–2200.
    public init?(dayNumber: Int) {
        guard (Self.earliest.dayNumber...Self.latest.dayNumber).contains(dayNumber) else { return nil }
        self.init(unchecked: dayNumber)
    }

    /// A day that is known to exist; for literals.
    public init(_ year: Int, _ month: Int, _ day: Int) {
        precondition(
            Self.years.contains(year) && (1...12).contains(month)
                && (1...Self.days(inMonth: month, of: year)).contains(day), "no such day: \(year)-\(month)-\(day)")
        self.init(unchecked: Self.number(year, month, day))
    }

    /// The day of that year, month and day of month, or nil if the calendar has none.
    public init?(year: Int, month: Int, day: Int) {
        guard Self.years.contains(year), (1...12).contains(month),
            (1...Self.days(inMonth: month, of: year)).contains(day)
        else { return nil }
        self.init(unchecked: Self.number(year, month, day))
    }

    /// Reads exactly `YYYY-MM-DD`; nil for any other form and for a day that does not exist (2026-02-30).
    public init?(_ text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 10, digits[4] == UInt8(ascii: "-"), digits[7] == UInt8(ascii: "-") else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for digit in digits[range] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
                value = value * 10 + Int(digit - UInt8(ascii: "0"))
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        left.dayNumber < right.dayNumber
    }
}

// MARK: - Parts

extension CivilDate {
    public var year: Int { parts.year }
    /// 1 to 12.
    public var month: Int { parts.month }
    /// 1 to 31.
    public var day: Int { parts.day }

    /// 1 = Monday … 7 = Sunday (ISO 8601).
    public var weekday: Int { (dayNumber + 3) %% 7 + 1 }

    /// True on Saturday and Sunday, whatever the State Council arranged.
    public var isWeekend: Bool { weekday >= 6 }

    // Howard Hinnant's public-domain `civil_from_days`: exact for the proleptic Gregorian calendar.
    private var parts: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = shifted >= 0 ? shifted / 146_097 : (shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1
        )
    }

    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}

// MARK: - Arithmetic

extension CivilDate {
    /// The day so many days later (earlier when negative), or nil outside of 1900–2200.
    public func adding(days: Int) -> CivilDate? {
        let (sum, overflow) = dayNumber.addingReportingOverflow(days)
        return overflow ? nil : CivilDate(dayNumber: sum)
    }

    /// The corresponding day so many months later (earlier when negative), clamped to the month's last day; nil
    /// outside of 1900–2200. Source: Civil Code, article 202.
    public func adding(months: Int) -> CivilDate? {
        let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(months)
        guard !overflow else { return nil }
        let (targetYear, targetMonth) = (index.flooredQuotient(12), index %% 12 + 1)
        guard Self.years.contains(targetYear) else { return nil }
        return CivilDate(
            year: targetYear, month: targetMonth, day: min(day, Self.days(inMonth: targetMonth, of: targetYear)))
    }

    /// The day a period later: months first, clamped, then days.
    public func adding(_ period: Period) -> CivilDate? {
        adding(months: period.months)?.adding(days: period.days)
    }

    /// The day so many periods later, counted in one step and not date by date; nil outside of 1900–2200.
    public func adding(_ period: Period, times count: Int) -> CivilDate? {
        let (months, monthsOverflow) = period.months.multipliedReportingOverflow(by: count)
        let (days, daysOverflow) = period.days.multipliedReportingOverflow(by: count)
        return monthsOverflow || daysOverflow ? nil : adding(Period(months: months, days: days))
    }

    /// The last day of this day's month.
    public var endOfMonth: CivilDate {
        CivilDate(year, month, Self.days(inMonth: month, of: year))
    }

    /// How many days later `other` is.
    public func days(until other: CivilDate) -> Int {
        other.dayNumber - dayNumber
    }
}

extension CivilDate: CustomStringConvertible, LosslessStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = (year, month, day)
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }

    public init?(_ description: String) {
        self.init(description[...])
    }
}

extension CivilDate: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let date = CivilDate(text[...]) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a date YYYY-MM-DD: \(text)")
        }
        self = date
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

infix operator %% : MultiplicationPrecedence

extension Int {
    /// The remainder of floored division: never negative for a positive divisor.
    static func %% (left: Int, right: Int) -> Int {
        let remainder = left % right
        return remainder < 0 ? remainder + right : remainder
    }

    func flooredQuotient(_ divisor: Int) -> Int {
        (self - self %% divisor) / divisor
    }
}
