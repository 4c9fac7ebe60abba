import GRDB

extension Snapshot {
    /// What SQLite's full check finds wrong with the database: pages, indexes, constraints; empty where nothing is.
    ///
    /// - Parameter limit: how many faults to tell at most.
    public func integrityFaults(limit: Int) throws -> [String] {
        let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(limit))")
        return lines == ["ok"] ? [] : lines
    }

    /// How many rows refer to rows that are not there, by their table.
    public func danglingRows() throws -> [(table: String, rows: Int)] {
        let tables = try String.fetchAll(database, sql: "SELECT \"table\" FROM pragma_foreign_key_check")
        return Dictionary(tables.map { ($0, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }.map {
            ($0.key, $0.value)
        }
    }
}
