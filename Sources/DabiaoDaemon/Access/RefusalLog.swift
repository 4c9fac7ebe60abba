import DabiaoStore
import Synchronization

/// Bounds what refusals write into the audit: at most one entry a minute for each uid, and for a hundred uids together
/// at most; the others are counted, and the next entry says how many they were.
///
/// Counts that no further refusal brings into the audit are written when the daemon stops; a crash loses them.
final class RefusalLog: Sendable {
    private struct Window {
        let since: Int64
        var withheld = 0
        var last: AuditEntry?
    }

    /// By uid; nil is all that are too many to be counted one by one.
    private let windows = Mutex<[UInt32?: Window]>([:])

    private static let seconds: Int64 = 60
    private static let most = 100

    /// How many refusals were withheld before this one, which is to be written; nil where it is withheld itself.
    func admit(_ entry: AuditEntry) -> Int? {
        windows.withLock { windows in
            let isKnown = windows[entry.uid] != nil
            if !isKnown, windows.count >= Self.most { Self.forget(&windows, at: entry.at) }
            let key = isKnown || windows.count < Self.most ? Optional(entry.uid) : nil
            guard let window = windows[key], abs(entry.at - window.since) < Self.seconds else {
                let withheld = windows[key]?.withheld ?? 0
                windows[key] = Window(since: entry.at)
                return withheld
            }
            windows[key]?.withheld += 1
            windows[key]?.last = entry
            return nil
        }
    }

    /// Takes out what is counted and not written: the last refusal of each, and how many stand before it.
    func drain() -> [(entry: AuditEntry, withheld: Int)] {
        windows.withLock { windows in
            defer { windows = [:] }
            return windows.values.compactMap { window in window.last.map { ($0, window.withheld - 1) } }
                .sorted { ($0.0.at, $0.0.uid) < ($1.0.at, $1.0.uid) }
        }
    }

    /// Makes room: windows that are over and withheld nothing.
    private static func forget(_ windows: inout [UInt32?: Window], at now: Int64) {
        windows = windows.filter { $0.value.withheld > 0 || abs(now - $0.value.since) < seconds }
    }
}
