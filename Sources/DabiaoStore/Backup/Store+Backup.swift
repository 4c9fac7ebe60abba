import Dabiao
import GRDB
import Synchronization

extension Store {
    /// Writes everything as it stands now into a new file, page by page, while commands and questions go on.
    ///
    /// The file is whole by itself: it needs no log beside it. Nothing of it is synced.
    ///
    /// - Parameters:
    ///   - path: where nothing lies yet. What lies there after a failure is of no use.
    ///   - step: is told now and then how many bytes of how many are written.
    /// - Throws: `DabiaoError` where the disk takes no more; `CancellationError`.
    public func copy(to path: String, step: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) async throws {
        let isCancelled = Mutex(false)
        try await translatingErrors(about: path) {
            let copy = try DatabaseQueue(path: path, configuration: .aside())
            // A connection of its own: those that answer questions stay free.
            let source: any DatabaseReader = try (writer as? DatabasePool)?.makeSnapshot() ?? writer
            try await withTaskCancellationHandler {
                try await copy.writeWithoutTransaction { destination in
                    try destination.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
                    try source.read { database in
                        let size = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 0
                        try database.backup(to: destination, pagesPerStep: 256) { progress in
                            if isCancelled.withLock({ $0 }) { throw CancellationError() }
                            step(progress.completedPageCount * size, progress.totalPageCount * size)
                        }
                    }
                }
            } onCancel: {
                isCancelled.withLock { $0 = true }
            }
            try copy.close()
            try Self.leaveLog(path)
        }
    }

    /// Makes a database file one that needs no log beside it.
    private static func leaveLog(_ path: String) throws {
        let copy = try DatabaseQueue(path: path, configuration: .aside())
        try copy.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = OFF; PRAGMA journal_mode = DELETE")
        }
        try copy.close()
    }

    /// Checks a database file from its first page to its last entry of the audit, and changes nothing.
    ///
    /// - Throws: `DabiaoError` that says what is wrong; `CancellationError`.
    public static func checkFile(_ path: String) async throws {
        try await translatingErrors(about: path) {
            var configuration = Configuration.aside()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let problems = try await queue.read { try Snapshot($0, scope: .everything).problems() }
            try queue.close()
            guard problems.isEmpty else { throw DabiaoError.unsound(path, problems) }
        }
    }
}

extension Snapshot {
    /// The full check: SQLite's own of every page, index and constraint, of what refers to what, and of the audit chain.
    ///
    /// - Returns: the first few things that are wrong.
    public func problems() throws -> [String] {
        let pages = try integrityFaults(limit: 5)
        guard pages.isEmpty else { return pages }
        let dangling = try danglingRows().map { "\($0.rows) rows of \($0.table) refer to rows that are not there" }
        guard case .broken(let id) = try verifyAuditChain() else { return dangling }
        return dangling + ["audit \(id) is not as it was written"]
    }
}

extension DabiaoError {
    static func unsound(_ path: String, _ problems: [String]) -> DabiaoError {
        DabiaoError(
            .system, Phrase("\(path) 没有通过完整检查", "\(path) did not pass the full check"),
            remedy: Phrase("请检查磁盘（journalctl -k）", "check the disk (journalctl -k)"),
            cause: problems.joined(separator: "; "))
    }
}

extension Configuration {
    /// Of a file beside the store's own.
    static func aside() -> Configuration {
        var configuration = Configuration()
        configuration.label = "dabiao.aside"
        configuration.busyMode = .timeout(5)
        return configuration
    }
}
