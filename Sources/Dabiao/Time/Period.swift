/// A length of civil time in months and days, written as in ISO 8601: `P1Y`, `P6M`, `P30D`, `P2W`, `P1Y6M`.
///
/// Months and days do not convert into each other: how long a month is depends on where it starts.
public struct Period: Hashable, Sendable {
    public let months: Int
    public let days: Int

    /// The largest number of months or days that a period may have; more is never meant.
    public static let limit = 99_999

    public init(months: Int = 0, days: Int = 0) {
        self.months = months
        self.days = days
    }

    public static let zero = Period()

    /// True when adding it leads to a later day, whatever the day.
    public var isPositive: Bool { months >= 0 && days >= 0 && self != .zero }

    /// Reads `PnYnMnWnD` with at least one part, each at most once and in this order; nil for any other form and
    /// for a period beyond ``limit``.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 24, text.first == "P" else { return nil }
        var (months, days, value, hasDigits) = (0, 0, 0, false)
        var units = Substring("YMWD")
        for character in text.dropFirst() {
            if let digit = character.wholeNumberValue, character.isASCII {
                value = value * 10 + digit
                guard value <= Self.limit else { return nil }
                hasDigits = true
                continue
            }
            guard hasDigits, let position = units.firstIndex(of: character) else { return nil }
            units = units[units.index(after: position)...]
            switch character {
            case "Y": months += value * 12
            case "M": months += value
            case "W": days += value * 7
            default: days += value
            }
            (value, hasDigits) = (0, false)
        }
        guard !hasDigits, units.count < 4, months <= Self.limit, days <= Self.limit else { return nil }
        self.init(months: months, days: days)
    }

    /// The period so many times over; the caller keeps `count` within reason.
    public static func * (period: Period, count: Int) -> Period {
        Period(months: period.months * count, days: period.days * count)
    }

    /// The same period in the other direction.
    public static prefix func - (period: Period) -> Period {
        period * -1
    }
}

extension Period: CustomStringConvertible {
    /// ISO 8601, shortest form: `P1Y6M`, `P30D`, `P0D`.
    public var description: String {
        let (years, rest) = (months / 12, months % 12)
        let parts = [(years, "Y"), (rest, "M"), (days, "D")].filter { $0.0 != 0 }.map { "\($0.0)\($0.1)" }
        return "P" + (parts.isEmpty ? "0D" : parts.joined())
    }
}
