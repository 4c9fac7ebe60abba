package import Dabiao

/// A point in time as the kernel counts it: seconds and nanoseconds since 1970-01-01T00:00:00Z, no leap seconds.
///
/// Civil days and times of day are those of Asia/Shanghai. That zone has been UTC+8 without daylight saving time
/// since 1991, and dabiao asks only about now and later, so one constant stands for the zone: the daemon needs no
/// zone files and no calendar object, and a machine set to another zone tells the same dates.
package struct Instant: Hashable, Sendable {
    package let seconds: Int64
    /// 0 to 999,999,999.
    package let nanoseconds: Int32

    /// Seconds that China's time is ahead of UTC.
    static let zoneOffset = 8 * 3600
    private static let secondsPerDay = 86_400
    private static let nanosecondsPerSecond: Int32 = 1_000_000_000

    package init(seconds: Int64, nanoseconds: Int32 = 0) {
        precondition((0..<Self.nanosecondsPerSecond).contains(nanoseconds), "nanoseconds: \(nanoseconds)")
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// That time of that day in China.
    package init(_ date: CivilDate, hour: Int, minute: Int, second: Int = 0) {
        let timeOfDay = hour * 3600 + minute * 60 + second
        self.init(seconds: Int64(date.dayNumber * Self.secondsPerDay + timeOfDay - Self.zoneOffset))
    }
}

// MARK: - In China

extension Instant {
    /// The day in China; instants outside of 1900–2200 give the nearest day that a civil date can be.
    package var date: CivilDate {
        let nearest = min(max(civil.dayNumber, CivilDate.earliest.dayNumber), CivilDate.latest.dayNumber)
        return CivilDate(dayNumber: nearest) ?? .earliest
    }

    /// Seconds since midnight in China, 0 to 86,399.
    package var secondOfDay: Int { civil.secondOfDay }

    private var civil: (dayNumber: Int, secondOfDay: Int) {
        let (day, rest) = Int(seconds).quotientAndRemainder(dividingBy: Self.secondsPerDay)
        let shifted = rest + Self.zoneOffset
        if shifted < 0 { return (day - 1, shifted + Self.secondsPerDay) }
        if shifted >= Self.secondsPerDay { return (day + 1, shifted - Self.secondsPerDay) }
        return (day, shifted)
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 to the second, in China's time: `2026-12-31T08:59:50+08:00`.
    package var description: String {
        let time = secondOfDay
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date)T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))+08:00"
    }
}

// MARK: - Arithmetic

extension Instant: Comparable {
    package static func < (left: Instant, right: Instant) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The instant so much later, to the nanosecond; beyond what can be counted, the last one that can.
    package static func + (instant: Instant, duration: Duration) -> Instant {
        let (wholeSeconds, attoseconds) = duration.components
        var nanoseconds = instant.nanoseconds + Int32(attoseconds / 1_000_000_000)
        var carry: Int64 = 0
        if nanoseconds < 0 {
            (nanoseconds, carry) = (nanoseconds + nanosecondsPerSecond, -1)
        } else if nanoseconds >= nanosecondsPerSecond {
            (nanoseconds, carry) = (nanoseconds - nanosecondsPerSecond, 1)
        }
        let seconds = instant.seconds.addingSaturated(wholeSeconds).addingSaturated(carry)
        return Instant(seconds: seconds, nanoseconds: nanoseconds)
    }

    package static func - (instant: Instant, duration: Duration) -> Instant {
        instant + (.zero - duration)
    }

    /// How much later `left` is.
    package static func - (left: Instant, right: Instant) -> Duration {
        .seconds(left.seconds) - .seconds(right.seconds)
            + .nanoseconds(Int64(left.nanoseconds) - Int64(right.nanoseconds))
    }
}

extension Int64 {
    fileprivate func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}
