public import Dabiao
public import GRDB

// Creating and filling the tables, in the caller's transaction.
extension FactTables {
    /// Whether the tables are there.
    public func exist(in database: Database) throws -> Bool {
        try database.tableExists(factsName)
    }

    /// Creates the tables and fills the lookup tables; no subject has a row yet.
    public func create(in database: Database) throws {
        for definition in definitions { try database.execute(sql: definition) }
        for table in bundle.tables where !table.columns.isEmpty {
            let columns = table.columns.map(\.name)
            let insert = try database.makeStatement(
                sql:
                    "INSERT INTO \(SQL.name(tableName(table.name))) (\(columns.map(SQL.name).joined(separator: ", "))) "
                    + "VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))")
            for row in table.rows {
                let cells = columns.map { Self.stored(row.cells[$0]) }
                try insert.execute(arguments: StatementArguments(cells))
            }
        }
    }

    /// Removes the tables.
    public func drop(in database: Database) throws {
        for name in names { try database.execute(sql: "DROP TABLE IF EXISTS \(SQL.name(name))") }
    }

    /// Gives a subject of whom nothing is told a row in which everything is unknown.
    public func ensureRow(of subject: Int64, in database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO \(factsName) (\(SQL.name(Self.subjectColumn))) VALUES (?)"
        ).execute(arguments: [subject])
    }

    /// Replaces all that is known of a subject by a telling; derived values are unknown until they are derived.
    public func write(_ telling: Telling, of subject: Int64, in database: Database) throws {
        let told = bundle.lists.filter { telling.lists[$0.name] != nil }
        var arguments: [(any DatabaseValueConvertible)?] = [subject]
        arguments += bundle.facts.map { Self.stored(telling.facts[$0.name]) }
        arguments += bundle.lists.map { telling.lists[$0.name] == nil ? nil : 1 }
        try database.cachedStatement(sql: statements.replaceFacts).execute(arguments: StatementArguments(arguments))
        for sql in statements.emptyList { try database.cachedStatement(sql: sql).execute(arguments: [subject]) }
        for list in told {
            try write(telling.lists[list.name] ?? [], of: list, subject, in: database)
        }
    }

    private func write(
        _ rows: [[String: Value]], of list: ListDeclaration, _ subject: Int64, in database: Database
    ) throws {
        let statement = try database.cachedStatement(sql: statements.insertRow[list.name] ?? "")
        for (index, row) in rows.enumerated() {
            var arguments: [(any DatabaseValueConvertible)?] = [subject, index + 1, list.key(of: row, at: index + 1)]
            arguments += list.columns.map { Self.stored(row[$0.name] ?? ($0.blankIsNever ? .never : nil)) }
            try statement.execute(arguments: StatementArguments(arguments))
        }
    }

    /// As a value is stored: numbers rounded at nine decimals, days as text.
    static func stored(_ value: Value?) -> (any DatabaseValueConvertible)? {
        switch value {
        case nil: nil
        case .boolean(let value): value ? 1 : 0
        case .number(let value): value.roundedAtNineDecimals
        case .text(let value): value
        case .date(let value): value.description
        case .datetime(let value): value.description
        case .never: SQL.never
        case .period(let value): SQL.stored(value)
        case .set(let values): SQL.stored(values)
        }
    }

    /// The value that a column of this type holds; nil is unknown.
    static func value(_ stored: DatabaseValue, as type: ExpressionType) -> Value? {
        guard !stored.isNull else { return nil }
        switch type.kind {
        case .boolean: return Int64.fromDatabaseValue(stored).map { .boolean($0 != 0) }
        case .number: return Double.fromDatabaseValue(stored).map { .number($0.roundedAtNineDecimals) }
        case .date:
            let text = String.fromDatabaseValue(stored)
            return text == SQL.never ? .never : text.flatMap { CivilDate($0[...]) }.map { .date($0) }
        case .set: return String.fromDatabaseValue(stored).map { .set($0.split(separator: "\n").map(String.init)) }
        case .datetime: return String.fromDatabaseValue(stored).flatMap { CivilMinute($0) }.map { .datetime($0) }
        case .duration: return String.fromDatabaseValue(stored).flatMap(SQL.duration).map { .period($0) }
        case .text, .choice, .reference, .workdays: return String.fromDatabaseValue(stored).map { .text($0) }
        }
    }
}

extension Double {
    /// The nearest number of nine decimals; beyond about nine million a double has no such decimals to round.
    var roundedAtNineDecimals: Double {
        let scaled = self * 1e9
        return abs(scaled) < 9e15 ? scaled.rounded() / 1e9 : self
    }
}
extension FactTables {
    /// SQL whose parameters are the values in the order of the declarations.
    struct Statements: Hashable, Sendable {
        /// The subject, its facts, and for each list whether it was told.
        var replaceFacts = ""
        /// For each list, in order: the subject.
        var emptyList: [String] = []
        /// By list: the subject, the row's place and key, and its columns.
        var insertRow: [String: String] = [:]

        init() {}

        init(of tables: FactTables) {
            let (bundle, subject) = (tables.bundle, FactTables.subjectColumn)
            let facts = bundle.facts.map(\.name) + bundle.lists.map { FactTables.toldColumn(of: $0.name) }
            replaceFacts = Self.insert("INSERT OR REPLACE", into: tables.factsName, [subject] + facts)
            for list in bundle.lists {
                let table = tables.listName(list.name)
                emptyList.append("DELETE FROM \(SQL.name(table)) WHERE \(SQL.name(subject)) = ?")
                let names = [subject, FactTables.rowColumn, FactTables.keyColumn] + list.columns.map(\.name)
                insertRow[list.name] = Self.insert("INSERT", into: table, names)
            }
        }

        private static func insert(_ verb: String, into table: String, _ names: [String]) -> String {
            let columns = names.map(SQL.name).joined(separator: ", ")
            let values = names.map { _ in "?" }.joined(separator: ", ")
            return "\(verb) INTO \(SQL.name(table)) (\(columns)) VALUES (\(values))"
        }
    }
}
