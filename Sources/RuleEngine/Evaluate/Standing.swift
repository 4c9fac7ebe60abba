import Dabiao

/// The SELECTs that give every standing verdict: one for the rules about the subject itself, one for each list
/// whose rows are judged. For one subject it is the same text with a WHERE.
struct Standing: Sendable {
    struct Query: Sendable {
        let rules: [CompiledBundle.Rule]
        /// Nil where the subject itself is judged.
        let list: String?
        let sql: String
        let sqlForOne: String
    }

    let queries: [Query]

    /// The value of a verdict's column where `when` is false.
    static let notApplicable: Int64 = 2

    init(rules: [CompiledBundle.Rule], tables: FactTables) {
        let lists = [nil] + tables.bundle.lists.map { Optional($0.name) }
        queries = lists.compactMap { list in
            let mine = rules.filter { $0.rule.list == list }
            return mine.isEmpty ? nil : Self.query(mine, list: list, tables: tables)
        }
    }

    private static func query(_ rules: [CompiledBundle.Rule], list: String?, tables: FactTables) -> Query {
        let columns = rules.flatMap { rule in
            [verdict(of: rule), ChangeDay.sql(of: rule.typed) ?? "NULL"]
        }
        let subject = "f.\(SQL.name(FactTables.subjectColumn))"
        let source = Self.source(list: list, tables: tables)
        let all = "SELECT \(([subject, source.key, source.told] + columns).joined(separator: ", ")) FROM \(source.from)"
        // The bare reference to :today keeps the argument's name known where no rule reads it.
        let sql = all + " WHERE :today IS NOT NULL"
        return Query(rules: rules, list: list, sql: sql, sqlForOne: sql + " AND \(subject) = :subject")
    }

    /// The rows that a rule or duty is about: their key (NULL where a list has none), whether they were told, and
    /// what they are selected from.
    static func source(list: String?, tables: FactTables) -> (key: String, told: String, from: String) {
        guard let list else { return ("''", "1", "\(tables.factsName) AS f") }
        let (row, subject) = (Compiler.rowAlias, SQL.name(FactTables.subjectColumn))
        return (
            "\(row).\(SQL.name(FactTables.keyColumn))", "f.\(SQL.name(FactTables.toldColumn(of: list)))",
            "\(tables.factsName) AS f LEFT JOIN \(SQL.name(tables.listName(list))) AS \(row) "
                + "ON \(row).\(subject) = f.\(subject)"
        )
    }

    static func verdict(of rule: CompiledBundle.Rule) -> String {
        let condition = Emitter.sql(rule.condition)
        guard let when = rule.when else { return condition }
        return "(CASE \(Emitter.sql(when)) WHEN 0 THEN \(notApplicable) WHEN 1 THEN \(condition) END)"
    }
}
