/// A minute of the civil calendar (Asia/Shanghai), for what happens at an hour and not only on a day.
public struct CivilMinute: Hashable, Comparable, Sendable {
    public let date: CivilDate
    /// Minutes since midnight, 0 to 1439.
    public let minuteOfDay: Int

    /// The minute of that day, or nil where a day has no such hour or minute.
    public init?(_ date: CivilDate, hour: Int, minute: Int) {
        guard (0...23).contains(hour), (0...59).contains(minute) else { return nil }
        self.init(date, minuteOfDay: hour * 60 + minute)
    }

    private init(_ date: CivilDate, minuteOfDay: Int) {
        self.date = date
        self.minuteOfDay = minuteOfDay
    }

    /// Reads exactly `YYYY-MM-DDTHH:MM`; nil for any other form and for a minute that does not exist.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count == 2, let date = CivilDate(parts[0]) else { return nil }
        let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let digits = clock.compactMap { part in
            part.utf8.count == 2
                && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(part) : nil
        }
        guard clock.count == 2, digits.count == 2 else { return nil }
        self.init(date, hour: digits[0], minute: digits[1])
    }

    public static func < (left: CivilMinute, right: CivilMinute) -> Bool {
        (left.date, left.minuteOfDay) < (right.date, right.minuteOfDay)
    }

    /// The same time of the day a period later; nil outside of 1900–2200.
    public func adding(_ period: Period) -> CivilMinute? {
        date.adding(period).map { CivilMinute($0, minuteOfDay: minuteOfDay) }
    }

    /// So many minutes later (earlier when negative); nil outside of 1900–2200.
    public func adding(minutes: Int) -> CivilMinute? {
        let (total, perDay) = (minuteOfDay + minutes, 24 * 60)
        let days = total >= 0 ? total / perDay : -((perDay - 1 - total) / perDay)
        return date.adding(days: days).map { CivilMinute($0, minuteOfDay: total - days * perDay) }
    }

    /// How many minutes later `other` is.
    public func minutes(until other: CivilMinute) -> Int {
        date.days(until: other.date) * 24 * 60 + other.minuteOfDay - minuteOfDay
    }
}

extension CivilMinute: CustomStringConvertible {
    /// `YYYY-MM-DDTHH:MM`.
    public var description: String {
        let (hour, minute) = (minuteOfDay / 60, minuteOfDay % 60)
        return "\(date)T\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
}
