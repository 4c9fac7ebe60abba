public import Dabiao
import DabiaoStore
import Digest
import Foundation
import Glibc

/// Puts a backup in the place of a state folder's database: `dabiaod --restore`. It belongs to the daemon's program, which
/// alone knows the store, and refuses while a daemon runs on the folder.
public struct Restore: Sendable {
    /// What was done.
    public struct Report: Codable, Hashable, Sendable {
        public let state: String
        public let backup: String
        /// Where the former database is kept; nil where there was none.
        public let former: String?

        /// One sentence for people.
        public var text: Phrase {
            let kept = former.map { Phrase("；原数据库保存为 \($0)", "; the former database is kept as \($0)") }
            return Phrase(
                "已从 \(backup) 恢复到 \(state)\(kept?.zh ?? "")", "restored \(backup) into \(state)\(kept?.en ?? "")")
        }
    }

    /// - Throws: `DabiaoError` if a process holds the folder, or the backup is no whole database of ours: nothing was
    ///   changed then.
    public static func run(_ file: String, into state: String) async throws -> Report {
        let now = WallClock.system.now()
        let detail = try JSONEncoder().encode(["file": URL(filePath: file).lastPathComponent])
        let entry = AuditEntry(
            at: now.seconds, uid: getuid(), pid: getpid(), groups: groups(), method: "dabiaod --restore",
            outcome: .done,
            detail: String(decoding: detail, as: UTF8.self))
        let former = try await Restoration(of: file, into: state).run(stamp: stamp(now), entry: entry)
        return Report(state: state, backup: file, former: former)
    }

    private static func groups() -> [UInt32] {
        var groups = [gid_t](repeating: 0, count: 65536)
        return Array(groups.prefix(Int(max(0, getgroups(Int32(groups.count), &groups)))))
    }

    /// `2026-12-31T08:59:50`, of the time in Beijing.
    private static func stamp(_ now: Instant) -> String {
        String("\(Instant(seconds: now.seconds))".prefix(19))
    }
}
