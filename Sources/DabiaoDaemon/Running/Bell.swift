import Synchronization

/// Wakes those who wait for something to have changed; rings that come while nobody listens are one ring.
final class Bell: Sendable {
    private struct State {
        var listeners: [AsyncStream<Void>.Continuation] = []
        var isSilent = false
    }

    private let state = Mutex(State())

    /// A listener of its own, which hears every ring from now on; one that comes after ``silence()`` has ended already.
    func listen() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let isLate = state.withLock { state in
            if !state.isSilent { state.listeners.append(continuation) }
            return state.isSilent
        }
        if isLate { continuation.finish() }
        return stream
    }

    func ring() {
        for listener in state.withLock({ $0.listeners }) { listener.yield() }
    }

    /// Ends every listener's stream, for good.
    func silence() {
        let listeners = state.withLock { state in
            state.isSilent = true
            return state.listeners
        }
        for listener in listeners { listener.finish() }
    }

    /// Whether it has fallen silent: long work ends at the next good moment.
    var isSilent: Bool { state.withLock { $0.isSilent } }
}
