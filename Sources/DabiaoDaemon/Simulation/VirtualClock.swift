import Synchronization

/// A clock that stands still until it is set.
final class VirtualClock: Sendable {
    private let instant: Mutex<Instant>

    init(_ start: Instant) {
        instant = Mutex(start)
    }

    func set(_ new: Instant) {
        instant.withLock { $0 = new }
    }

    var clock: WallClock {
        WallClock { [self] in instant.withLock { $0 } }
    }
}
