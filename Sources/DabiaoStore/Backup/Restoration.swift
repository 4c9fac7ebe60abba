import Dabiao
import Foundation
import GRDB
import Glibc

/// Puts a backup in the place of a state folder's database, while no daemon runs on the folder.
///
/// The backup is copied into the folder, opened there as a daemon would open it, checked, and told in its own audit; only
/// then one rename puts it in place. Whatever breaks off before that leaves everything as it was.
public struct Restoration: Sendable {
    /// The state folder.
    let directory: String
    /// The backup.
    let file: String

    public init(of file: String, into directory: String) {
        self.file = file
        self.directory = directory
    }

    /// Where the copy is examined.
    private var staging: String { directory + "/" + Self.folder }
    private var copy: String { staging + "/dabiao.db" }

    /// The folder in the state folder that a restoration uses and removes.
    public static let folder = "restore"

    /// - Parameters:
    ///   - stamp: a word for the time, for the name under which the former database is kept.
    ///   - entry: tells the restoration in the audit.
    /// - Returns: where the former database lies; nil where there was none.
    /// - Throws: `DabiaoError` if a process holds the folder, or the backup is no whole database of ours.
    public func run(stamp: String, entry: AuditEntry) async throws -> String? {
        let folder = try StateFolder(directory)
        defer { folder.release() }
        try? FileManager.default.removeItem(atPath: staging)
        defer { try? FileManager.default.removeItem(atPath: staging) }
        try bring()
        do {
            try await examine(entry)
        } catch let error as DabiaoError {
            throw unfit(error)
        }
        let former = try await setAside(folder.databasePath, stamp)
        try handOver(folder)
        return former
    }

    /// Copies the backup into the folder.
    private func bring() throws {
        var status = stat()
        if stat(file + "-wal", &status) == 0, status.st_size > 0 {
            throw DabiaoError(
                .refused,
                Phrase("“\(file)”不是备份：旁边有它的日志 -wal，它正在使用或没有正常关闭", "\(file) is no backup: its log -wal lies beside it"),
                remedy: Phrase("请用 dabiaoctl backup 写出的文件", "use a file that dabiaoctl backup wrote"))
        }
        do {
            try FileManager.default.createDirectory(
                atPath: staging, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o750])
            try FileManager.default.copyItem(atPath: file, toPath: copy)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: copy)
        } catch {
            throw DabiaoError(
                .system, Phrase("不能把“\(file)”复制到 \(staging)", "\(file) cannot be copied to \(staging)"),
                remedy: Phrase(
                    "请检查文件是否存在、能否读取，以及状态文件夹的剩余空间",
                    "check that it is there and readable, and the space left in the state folder"),
                cause: error.localizedDescription)
        }
    }

    /// Opens the copy as a daemon would, checks it, and tells in its audit what becomes of it.
    private func examine(_ entry: AuditEntry) async throws {
        try translatingErrors(about: copy) { try DatabaseProbe.examineFilled(copy) }
        let store = try Store(directory: staging)
        let problems = try await store.read { try $0.problems() }
        guard problems.isEmpty else { throw DabiaoError.unsound(copy, problems) }
        try await store.write { _ = try $0.append(entry) }
        try store.close()
        try await Self.settle(copy)
    }

    private func unfit(_ error: DabiaoError) -> DabiaoError {
        DabiaoError(
            error.code,
            Phrase(
                "没有恢复，数据库没有改动：" + error.message.zh.replacingOccurrences(of: copy, with: file),
                "nothing was restored or changed: " + error.message.en.replacingOccurrences(of: copy, with: file)),
            remedy: Phrase(
                "请用 dabiaoctl backup 写出的文件；它由更新的 dabiao 写出时，请先升级",
                "use a file that dabiaoctl backup wrote; upgrade first if a newer dabiao wrote it"), cause: error.cause)
    }

    // MARK: - The change

    /// Moves all that a database's log holds into its file, so that the file is all there is.
    private static func settle(_ path: String) async throws {
        try await translatingErrors(about: path) {
            let queue = try DatabaseQueue(path: path, configuration: .aside())
            let mode = try await queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                return try String.fetchOne(database, sql: "PRAGMA journal_mode = DELETE")
            }
            try queue.close()
            guard mode == "delete" else { throw DatabaseError(resultCode: .SQLITE_BUSY) }
        }
    }

    /// Gives the former database a second name. It keeps its first one until the new one takes that: a crash leaves one or
    /// the other. One so damaged that its log cannot be taken in is kept with its log.
    private func setAside(_ path: String, _ stamp: String) async throws -> String? {
        guard access(path, F_OK) == 0 else { return nil }
        let former = "\(path).\(stamp)"
        let logs = ["-wal", "-journal"].filter { access(path + $0, F_OK) == 0 }
        for suffix in [""] + logs {
            guard link(path + suffix, former + suffix) == 0 else { throw failure(former + suffix) }
        }
        do {
            try await Self.settle(path)
            for suffix in logs { unlink(former + suffix) }
        } catch let error as DabiaoError where error.message == DabiaoError.damaged(path).message {
            for suffix in logs + ["-shm"] { unlink(path + suffix) }
        } catch {
            for suffix in [""] + logs { unlink(former + suffix) }
            throw error
        }
        return former
    }

    /// Puts the copy in place at one stroke, and makes that durable.
    private func handOver(_ folder: borrowing StateFolder) throws {
        try sync(copy)
        var status = stat()
        if geteuid() == 0, stat(directory, &status) == 0 {
            // Root restores for the user who runs the daemon.
            for path in [copy, directory + "/lock"] { chown(path, status.st_uid, status.st_gid) }
        }
        guard rename(copy, folder.databasePath) == 0 else { throw failure(folder.databasePath) }
        try sync(directory)
    }

    private func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(path) }
    }

    private func failure(_ path: String) -> DabiaoError {
        DabiaoError(
            .system, Phrase("写不了 \(path)，没有恢复", "\(path) cannot be written, nothing was restored"),
            remedy: Phrase("请检查状态文件夹的权限和剩余空间", "check the state folder's permissions and the space left"),
            cause: String(cString: strerror(errno)))
    }
}
