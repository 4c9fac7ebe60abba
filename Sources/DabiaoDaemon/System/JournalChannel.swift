import CSystemd
package import Dabiao
import Glibc

/// Tells messages to the system's journal.
///
/// Where no journal runs, `sd_journal_sendv` drops the entry and reports success (systemd 252: `ENOENT` of the
/// socket is "fail silently"). A reminder must not count as told then, so the socket is looked for first. A journal
/// that ended and left its socket behind refuses by itself. An entry too large for a datagram travels in a sealed
/// memory file, so the length does not matter.
package struct JournalChannel: Sendable {
    /// What became of an entry.
    package enum Outcome: Hashable, Sendable {
        /// The journal has it. When it is written to disk is journald's affair (`SyncIntervalSec`).
        case accepted
        /// It was not told to anybody; the same entry may be tried again.
        case failed(DabiaoError)
    }

    /// Where journald listens, by its own protocol; libsystemd knows no other place.
    static let socket = "/run/systemd/journal/socket"

    /// Whether a journal runs on this machine.
    package static var isPresent: Bool { access(socket, F_OK) == 0 }

    package init() {}

    /// Hands one entry over. Waits while journald's queue is full: not to be called on an event loop.
    package func write(_ entry: JournalEntry) -> Outcome {
        guard Self.isPresent else {
            return .failed(
                DabiaoError(
                    .system, Phrase("本机没有运行 systemd 日志服务", "no systemd journal runs on this machine"),
                    remedy: Phrase(
                        "请启动 systemd-journald，或在通道配置中改用 spool", "start systemd-journald, or use the channel spool")))
        }
        let result = Self.send(entry.assignments)
        guard result < 0 else { return .accepted }
        return .failed(
            DabiaoError.system(Phrase("系统日志没有接收消息", "the journal did not take the message"), errno: -result))
    }

    /// All texts lie in one buffer, so that their addresses hold until libsystemd has read them.
    private static func send(_ assignments: [String]) -> Int32 {
        var bytes: [UInt8] = []
        let ranges = assignments.map { assignment in
            let start = bytes.count
            bytes.append(contentsOf: assignment.utf8)
            return start..<bytes.count
        }
        return bytes.withUnsafeMutableBytes { buffer in
            let vectors = ranges.map { range in
                iovec(iov_base: buffer.baseAddress?.advanced(by: range.lowerBound), iov_len: range.count)
            }
            return sd_journal_sendv(vectors, Int32(vectors.count))
        }
    }
}
