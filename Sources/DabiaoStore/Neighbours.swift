import GRDB

extension Transaction {
    /// Drops the tables of a neighbouring module that are no longer wanted, and returns their names.
    ///
    /// - Parameters:
    ///   - names: The tables that stay.
    ///   - prefixes: What the neighbour's names begin with (`facts_`, `list_` …); each has an underscore, which no table
    ///     of the store has, so that none of those can be meant.
    @discardableResult
    public func dropTables(notNamedBy names: Set<String>, prefixes: [String]) throws -> [String] {
        precondition(prefixes.allSatisfy { $0.contains("_") && !$0.hasPrefix("sqlite_") && !$0.hasPrefix("grdb_") })
        let tables = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        let unwanted = tables.filter { table in !names.contains(table) && prefixes.contains(where: table.hasPrefix) }
        for table in unwanted {
            try database.execute(sql: "DROP TABLE \(table.quotedDatabaseIdentifier)")
        }
        return unwanted
    }
}
