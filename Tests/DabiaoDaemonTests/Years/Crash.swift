import GRDB
import Synchronization

/// Kills a daemon between two commits: so many go through, and from then on nothing reaches the disk.
///
/// It watches every connection of a store that was given it at its opening. What the daemon does between the commits
/// (a file in the spool) is done, as it would be by a process that is killed there.
final class Crash: TransactionObserver, Sendable {
    struct Died: Error {}

    private struct Plan {
        /// The commits that still go through; nil: nobody dies.
        var left: Int?
        var committed = 0
        var isDead = false
    }

    private let plan = Mutex(Plan())

    /// Lets so many commits through, and none after them.
    func arm(after commits: Int) {
        plan.withLock { $0 = Plan(left: commits) }
    }

    /// Lets everything through again.
    ///
    /// - Returns: how many commits went through since, and whether one did not.
    func disarm() -> (committed: Int, isDead: Bool) {
        plan.withLock { plan in
            defer { plan = Plan() }
            return (plan.committed, plan.isDead)
        }
    }

    func watch(_ database: Database) {
        database.add(transactionObserver: self, extent: .databaseLifetime)
    }

    // MARK: - TransactionObserver

    func observes(eventsOfKind eventKind: DatabaseEventKind) -> Bool { false }

    func databaseDidChange(with event: DatabaseEvent) {}

    func databaseWillCommit() throws {
        try plan.withLock { plan in
            guard let left = plan.left else { return }
            guard plan.committed < left else {
                plan.isDead = true
                throw Died()
            }
            plan.committed += 1
        }
    }

    func databaseDidCommit(_ database: Database) {}

    func databaseDidRollback(_ database: Database) {}
}
