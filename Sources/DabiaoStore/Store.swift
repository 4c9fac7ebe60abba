public import Dabiao
public import GRDB

/// Everything that dabiao keeps, in one SQLite database that one process owns.
///
/// One command is one transaction: it sees one state, and what it changes is on the disk when ``write(_:)`` returns
/// (WAL with `synchronous=FULL`: one `fdatasync` a transaction), or not at all. The store reads no clock.
public final class Store: Sendable {
    let writer: any DatabaseWriter
    private let folder: StateFolder?
    /// Whose affairs it shows.
    public let scope: Scope
    /// The store of which this is a part, and which it keeps open; nil of a whole one.
    private let whole: Store?

    /// Opens the database in a state folder, or makes it, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - directory: The state folder. It is made if only its last part is missing.
    ///   - prepare: Runs on every connection as it opens, for the SQL functions of other modules.
    /// - Throws: `DabiaoError` if another process holds the folder, if it cannot be written, or if its database is
    ///   damaged, foreign, or of a newer schema; nothing is changed then.
    public convenience init(
        directory: String, prepare: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) throws {
        let folder = try StateFolder(directory)
        let path = folder.databasePath
        let writer = try translatingErrors(about: path) {
            try DatabaseProbe.examine(path)
            let pool = try DatabasePool(path: path, configuration: .store(prepare))
            // GRDB lowers it to NORMAL when it turns WAL on: an acknowledged command could be lost. What undoes a part of a
            // transaction (15 MB for a thousand reminders) is kept in memory: it went to a file that is never read.
            try pool.writeWithoutTransaction {
                try $0.execute(sql: "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY")
            }
            try Schema.migrator.migrate(pool)
            return pool
        }
        self.init(writer, folder)
    }

    /// A store in memory, for tests.
    public static func inMemory(
        prepare: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) throws -> Store {
        try translatingErrors(about: ":memory:") {
            let queue = try DatabaseQueue(configuration: .store(prepare))
            try Schema.migrator.migrate(queue)
            return Store(queue, nil)
        }
    }

    init(_ writer: any DatabaseWriter, _ folder: StateFolder?) {
        self.writer = writer
        self.folder = folder
        scope = .everything
        whole = nil
    }

    private init(_ whole: Store, _ scope: Scope) {
        writer = whole.writer
        folder = whole.folder
        self.scope = scope
        self.whole = whole
    }

    /// The same store as somebody of a scope reads it.
    public func limited(to scope: Scope) -> Store {
        Store(whole ?? self, scope)
    }

    deinit {
        if whole == nil { try? writer.close() }
    }

    /// Runs one command in a transaction of its own; commands run one after the other. If `body` throws, or the task
    /// is cancelled before the end, nothing is changed.
    ///
    /// - Throws: What `body` throws; `DabiaoError` for a full, read-only or damaged disk.
    public func write<Result: Sendable>(_ body: @Sendable (Transaction) throws -> Result) async throws -> Result {
        try await translatingErrors(about: path) {
            try await writer.write { try body(Transaction($0, scope: scope)) }
        }
    }

    /// Answers questions from one unchanging state, while commands go on.
    ///
    /// - Throws: What `body` throws; `DabiaoError` for a damaged disk.
    public func read<Result: Sendable>(_ body: @Sendable (Snapshot) throws -> Result) async throws -> Result {
        try await translatingErrors(about: path) {
            try await writer.read { try body(Snapshot($0, scope: scope)) }
        }
    }

    /// Closes the database and lets the state folder go. Later reads and writes throw.
    public func close() throws {
        try translatingErrors(about: path) {
            // GRDB closes the writer before the readers, and SQLite empties its log only when the last to close may
            // write: the database file alone would then be next to nothing. A log that stays loses nothing.
            _ = try? writer.writeWithoutTransaction { try $0.checkpoint(.truncate) }
            try writer.close()
        }
        folder?.release()
    }

    private var path: String { folder?.databasePath ?? Self.temporary }

    /// What errors name where there is no file.
    static let temporary = ":memory:"
}

extension Configuration {
    /// Connections that trust the schema and stay small: one writer and, when they are needed, two readers,
    /// so that a long list holds up no short question; a page cache of at most 1 MiB each.
    static func store(_ prepare: @escaping @Sendable (Database) throws -> Void = { _ in }) -> Configuration {
        var configuration = Configuration()
        configuration.label = "dabiao"
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            // Recursive triggers: else REPLACE would delete append-only rows without firing their triggers.
            try database.execute(
                sql: """
                    PRAGMA cache_size = -1024;
                    PRAGMA recursive_triggers = ON;
                    PRAGMA wal_autocheckpoint = 4000;
                    PRAGMA journal_size_limit = 16777216;
                    """)
            try prepare(database)
        }
        return configuration
    }
}
