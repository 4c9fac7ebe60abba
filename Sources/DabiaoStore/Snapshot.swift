public import Dabiao
public import GRDB

/// The database as it stood at one moment: everything that can be read. It is valid inside ``Store/read(_:)`` only.
///
/// The operations are in extensions, a file per concern.
public class Snapshot {
    /// The connection, for the modules that keep tables of their own beside ours (the rule engine's fact tables).
    public let database: Database
    /// For whom it is read: lists of enterprises, occurrences and messages show what lies in it.
    public let scope: Scope

    init(_ database: Database, scope: Scope) {
        self.database = database
        self.scope = scope
    }
}

/// A snapshot that can also be changed. All changes become durable together, or none does. It is valid inside
/// ``Store/write(_:)`` only.
public final class Transaction: Snapshot {}

// MARK: - Statements

extension Snapshot {
    /// Every row of a query, by a statement that the connection keeps prepared.
    func fetchAll<Record: Stored>(
        _ sql: String, _ arguments: StatementArguments = []
    ) throws -> [Record] {
        let cursor = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments)
        var records: [Record] = []
        while let row = try cursor.next() {
            var reader = RowReader(row)
            records.append(try Record(&reader))
        }
        return records
    }

    /// The first row of a query, or nil if it has none.
    func fetchFirst<Record: Stored>(
        _ sql: String, _ arguments: StatementArguments = []
    ) throws -> Record? {
        guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments) else { return nil }
        var reader = RowReader(row)
        return try Record(&reader)
    }

    /// The first column of the first row of a query; nil if there is no row, or NULL in it.
    func fetchValue<Value: DatabaseValueConvertible>(
        _ sql: String, _ arguments: StatementArguments = []
    ) throws -> Value? {
        try Value.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }
}

extension Transaction {
    /// Runs a changing statement that the connection keeps prepared, and returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
        return database.changesCount
    }

    /// Inserts one row and returns its id.
    func insert(_ sql: String, _ arguments: StatementArguments) throws -> Int64 {
        try run(sql, arguments)
        return database.lastInsertedRowID
    }
}
