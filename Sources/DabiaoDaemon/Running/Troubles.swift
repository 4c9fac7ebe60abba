import Dabiao
import Synchronization

/// What fails now and is tried again: a full disk, a journal that went away. Shown until it works again.
final class Troubles: Sendable {
    private struct State {
        var current: [String: DabiaoError] = [:]
        var listener: (@Sendable ([DabiaoError]) -> Void)?
    }

    private let state = Mutex(State())

    /// Every trouble, by the name of what it is about.
    var current: [DabiaoError] { state.withLock { Self.ordered($0.current) } }

    /// The troubles about these names.
    func about(_ names: Set<String>) -> [DabiaoError] {
        state.withLock { Self.ordered($0.current.filter { names.contains($0.key) }) }
    }

    /// Says that something fails, or with nil that it works.
    func set(_ name: String, to error: DabiaoError?) {
        let told = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.current[name] != error else { return nil }
            state.current[name] = error
            let (listener, troubles) = (state.listener, Self.ordered(state.current))
            return { listener?(troubles) }
        }
        told?()
    }

    /// Is told of all troubles whenever one begins, changes or ends.
    func onChange(_ listener: @escaping @Sendable ([DabiaoError]) -> Void) {
        state.withLock { $0.listener = listener }
    }

    private static func ordered(_ troubles: [String: DabiaoError]) -> [DabiaoError] {
        troubles.sorted { $0.key < $1.key }.map(\.value)
    }
}

extension DabiaoError {
    /// Any error as one that people can read.
    init(unforeseen error: any Error) {
        self =
            error as? DabiaoError
            ?? DabiaoError(.system, Phrase("守护进程内部出错", "the daemon failed inside"), cause: "\(error)")
    }
}
