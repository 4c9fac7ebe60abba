import CSystemd
package import Dabiao
import Glibc

/// What the daemon takes for now. Nothing below `DabiaoDaemon` reads a clock; whoever in it needs one is given this.
///
/// Either the system's clock, or a pretended one for drills, demos and tests (`--pretend-now`), which runs on from
/// its start at real speed. A test that moves time by hand passes its own reading.
package struct WallClock: Sendable {
    private let reading: @Sendable () -> Instant
    /// How far this clock is ahead of the system's (`CLOCK_REALTIME`): zero unless time is pretended. An ``Alarm``
    /// subtracts it, since the kernel knows only real time.
    package let ahead: Duration

    /// - Parameters:
    ///   - ahead: how far the readings are ahead of the system's clock.
    ///   - reading: tells the current instant; may be called from any thread.
    package init(ahead: Duration = .zero, reading: @escaping @Sendable () -> Instant) {
        self.ahead = ahead
        self.reading = reading
    }

    /// The system's clock.
    package static let system = WallClock(reading: systemTime)

    /// A clock that shows `start` now and runs on at real speed. When the system's clock is set, it moves along.
    package static func pretended(from start: Instant) -> WallClock {
        let ahead = start - systemTime()
        return WallClock(ahead: ahead) { systemTime() + ahead }
    }

    /// The current instant.
    package func now() -> Instant {
        reading()
    }

    /// The current day in China.
    package func today() -> CivilDate {
        now().date
    }

    private static func systemTime() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
    }
}
