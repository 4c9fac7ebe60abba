import Dabiao

// Aggregates and lookups: one scalar sub-query each, strict about unknown rows and cells.
extension Emitter {
    /// Columns of a scan that no author's name can meet: whether the condition holds, and the value where it does.
    private static let hit = SQL.name(":hit")
    private static let cell = SQL.name(":cell")
    /// True where the condition is known of every row, and the value of every row it holds for.
    private static let isComplete = "count(*) = count(\(hit)) AND coalesce(sum(\(hit)), 0) = count(\(cell))"

    static func aggregate(_ aggregate: Aggregate, _ rows: Typed.Rows, _ value: Typed?) -> String {
        let allKnown = "count(*) = count(\(hit))"
        switch aggregate {
        case .count:
            return scan(rows, value: nil, result: "CASE WHEN \(allKnown) THEN coalesce(sum(\(hit)), 0) * 1.0 END")
        case .sum:
            let sum = "nullif(nullif(coalesce(sum(\(cell)), 0.0), 9e999), -9e999)"
            return scan(rows, value: value, result: "CASE WHEN \(isComplete) THEN \(sum) END")
        case .min, .max:
            let extreme = "\(aggregate.rawValue)(\(cell))"
            return scan(rows, value: value, result: "CASE WHEN \(isComplete) THEN \(extreme) END")
        case .any:
            let condition = SQL.joined([rows.condition, value].compactMap { $0.map(sql) }, "AND")
            let result = "CASE WHEN max(\(hit)) = 1 THEN 1 WHEN \(allKnown) THEN 0 END"
            return scan(
                rows, condition: condition == "NULL" ? "1" : condition, value: nil, result: result,
                terms: [rows.condition, value].compactMap { $0 })
        case .all:
            let terms = [rows.condition.map { "(NOT \(sql($0)))" }, value.map(sql)].compactMap { $0 }
            let result = "CASE WHEN min(\(hit)) = 0 THEN 0 WHEN \(allKnown) THEN 1 END"
            return scan(rows, condition: SQL.joined(terms, "OR"), value: nil, result: result)
        }
    }

    static func lookup(_ rows: Typed.Rows, _ column: Typed, _ otherwise: Typed?) -> String {
        let none = otherwise.map(sql) ?? "NULL"
        let result =
            "CASE WHEN count(*) <> count(\(hit)) THEN NULL WHEN sum(\(hit)) = 1 THEN max(\(cell)) "
            + "WHEN coalesce(sum(\(hit)), 0) = 0 THEN \(none) END"
        return scan(rows, value: column, result: result)
    }

    /// How many rows a condition holds for; unknown where it is unknown for one.
    static func matches(_ rows: Typed.Rows) -> String {
        scan(rows, value: nil, result: "CASE WHEN count(*) = count(\(hit)) THEN coalesce(sum(\(hit)), 0) END")
    }

    /// Whether a list was told: the column of the subject's facts that says so; nil for sources that are complete.
    static func told(_ source: RowSource) -> String? {
        source.kind == .list ? "f.\(SQL.name(FactTables.toldColumn(of: source.name)))" : nil
    }

    /// Lists and registers are read for the subject at hand; tables are everybody's.
    static func mine(_ rows: Typed.Rows) -> String {
        belongs(rows).map { " WHERE \($0)" } ?? ""
    }

    /// What rows must satisfy to be the subject's own; nil where they are everybody's.
    static func belongs(_ rows: Typed.Rows) -> String? {
        let subject = SQL.name(FactTables.subjectColumn)
        switch rows.source.kind {
        case .list:
            let group = rows.group.map { group in
                let column = SQL.name(group.column)
                let theirs = Compiler.grouped("\(rows.alias).\(column)", isNumber: group.isNumber)
                return " AND \(theirs) = \(Compiler.rowAlias).\(column)"
            }
            return "\(rows.alias).\(subject) = f.\(subject)" + group.joined()
        case .register: return "\(rows.alias).\"subject\" = f.\(subject)"
        case .table: return nil
        }
    }

    private static func scan(_ rows: Typed.Rows, value: Typed?, result: String) -> String {
        scan(rows, condition: rows.condition.map(sql) ?? "1", value: value, result: result)
    }

    /// - Parameter terms: conditions of which one that is false settles that a row does not matter; the rows'
    ///   condition where nil. SQLite computes the condition anew wherever it is read: such rows are left out first.
    private static func scan(
        _ rows: Typed.Rows, condition: String, value: Typed?, result: String, terms: [Typed]? = nil
    ) -> String {
        let settled = (terms ?? [rows.condition].compactMap { $0 }).flatMap(conjuncts)
            // What reads rows itself is not written twice, or the SQL would grow with the nesting.
            .filter { $0.sources.isEmpty }.map { "\(sql($0)) IS NOT 0" }
        let own = mine(rows)
        let rest = settled.isEmpty ? "" : (own.isEmpty ? " WHERE " : " AND ") + settled.joined(separator: " AND ")
        let source = "FROM \(rows.source.sql) AS \(rows.alias)\(own)\(rest)"
        var scan = "SELECT \(condition) AS \(hit), \(rows.alias).* \(source)"
        if let value {
            let cells = "CASE \(hit) WHEN 1 THEN \(bounded(value)) END AS \(cell)"
            scan = "SELECT \(hit), \(cells) FROM (\(scan)) AS \(rows.alias)"
        }
        let answer = "(SELECT \(result) FROM (\(scan)))"
        return told(rows.source).map { "(CASE WHEN \($0) = 1 THEN \(answer) END)" } ?? answer
    }

    private static func conjuncts(_ condition: Typed) -> [Typed] {
        if case .and(let terms) = condition.node { terms.flatMap(conjuncts) } else { [condition] }
    }
}
