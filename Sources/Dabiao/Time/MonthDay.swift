/// A day that returns every year, such as 06-30.
public struct MonthDay: Hashable, Comparable, Sendable {
    /// 1 to 12.
    public let month: Int
    /// 1 to 31; 29 is the largest in February.
    public let day: Int

    /// Reads exactly `MM-DD`; nil for any other form and for a day that no year has (02-30).
    public init?(_ text: some StringProtocol) {
        // Any leap year will do.
        guard let date = CivilDate("2000-" + text) else { return nil }
        (month, day) = (date.month, date.day)
    }

    /// Its day in that year: 02-29 is 02-28 in common years; nil outside of 1900–2200.
    public func date(in year: Int) -> CivilDate? {
        CivilDate(year: year, month: month, day: min(day, CivilDate.days(inMonth: month, of: year)))
    }

    public static func < (left: MonthDay, right: MonthDay) -> Bool {
        (left.month, left.day) < (right.month, right.day)
    }
}

extension MonthDay: CustomStringConvertible {
    /// `MM-DD`.
    public var description: String {
        "\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
}
