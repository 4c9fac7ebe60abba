import Synchronization

@testable import DabiaoDaemon

/// A clock that stands still until it is set.
final class ManualClock: Sendable {
    private let instant: Mutex<Instant>

    /// - Parameter time: as RFC 3339 without the zone, which is China's: `2026-11-24T12:00:00`.
    init(_ time: String) throws {
        instant = Mutex(try Self.instant(time))
    }

    func set(_ time: String) throws {
        let new = try Self.instant(time)
        instant.withLock { $0 = new }
    }

    func set(_ new: Instant) {
        instant.withLock { $0 = new }
    }

    var clock: WallClock {
        WallClock { [self] in instant.withLock { $0 } }
    }

    private static func instant(_ time: String) throws -> Instant {
        try Instant(rfc3339: time + "+08:00")
    }
}
