import Dabiao
import Synchronization

/// Lets one at a time do what only one can, and refuses the others.
final class Turn: Sendable {
    private let isTaken = Mutex(false)
    private let refusal: DabiaoError

    /// - Parameter refusal: what the others are told.
    init(_ refusal: DabiaoError) {
        self.refusal = refusal
    }

    func begin() throws(DabiaoError) {
        let wasTaken = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return isTaken
        }
        if wasTaken { throw refusal }
    }

    func end() {
        isTaken.withLock { $0 = false }
    }
}
