import Dabiao

/// The SELECTs that give every standing verdict: one for the rules about the subject itself, one for each list
/// whose rows are judged. For one subject it is the same text with a WHERE.
struct Standing: Sendable {
    struct Query: Sendable {
        let rules: [CompiledBundle.Rule]
        /// Nil where the subject itself is judged.
        let list: String?
        /// Where the verdict of each rule stands, and the day on which it may change by itself.
        let places: [(verdict: Int, change: Int?)]
        let sql: String

        var sqlForOne: String { sql(of: ":subject") }

        func sql(of subject: String) -> String { "\(sql) AND \(Standing.subject) = \(subject)" }
    }

    let queries: [Query]
    /// One text per subject that changes whenever an answer of the queries does: see `Answers`.
    let answers: String

    /// The value of a verdict's column where `when` is false.
    static let notApplicable: Int64 = 2
    /// The value where it is unknown, and a fact that it rests on does not apply: the explanation tells which it is.
    static let mayNotApply: Int64 = 3

    static let subject = "f.\(SQL.name(FactTables.subjectColumn))"
    /// The names of the columns before the rules' own.
    static let names = [FactTables.subjectColumn, FactTables.keyColumn, ":told"].map(SQL.name)

    init(rules: [CompiledBundle.Rule], tables: FactTables) {
        let lists = [nil] + (tables.bundle.lists.map(\.name) + Registers.all.map(\.name)).map { Optional($0) }
        queries = lists.compactMap { list in
            let mine = rules.filter { $0.rule.list == list }
            return mine.isEmpty ? nil : Self.query(mine, list: list, tables: tables)
        }
        answers = Answers.sql(queries, tables: tables)
    }

    private static func query(_ rules: [CompiledBundle.Rule], list: String?, tables: FactTables) -> Query {
        let source = Self.source(list: list, tables: tables)
        var columns = zip([subject, source.key, source.told], names).map { "\($0) AS \($1)" }
        let places = rules.map { rule in
            let place = columns.count
            columns.append("\(verdict(of: rule, key: list == nil ? nil : source.key)) AS \(column(place))")
            guard let change = ChangeDay.sql(of: rule.typed) else { return (verdict: place, change: Int?.none) }
            columns.append("\(change) AS \(column(place + 1))")
            return (place, place + 1)
        }
        // The bare reference to :today keeps the argument's name known where no rule reads it.
        let sql = "SELECT \(columns.joined(separator: ", ")) FROM \(source.from) WHERE :today IS NOT NULL"
        return Query(rules: rules, list: list, places: places, sql: sql)
    }

    /// The name of the column at a place.
    static func column(_ place: Int) -> String { SQL.name(":\(place)") }

    /// The rows that a rule, item or duty is about: their key (NULL where there are none), whether they were told
    /// (of a register always), and what they are selected from.
    static func source(list: String?, tables: FactTables) -> (key: String, told: String, from: String) {
        guard let list else { return ("''", "1", "\(tables.factsName) AS f") }
        let (row, subject) = (Compiler.rowAlias, SQL.name(FactTables.subjectColumn))
        guard tables.bundle.lists.contains(where: { $0.name == list }) else {
            return (
                "CAST(\(row).\"id\" AS TEXT)", "1",
                "\(tables.factsName) AS f LEFT JOIN \(SQL.name(list)) AS \(row) ON \(row).\"subject\" = f.\(subject)"
            )
        }
        return (
            "\(row).\(SQL.name(FactTables.keyColumn))", "f.\(SQL.name(FactTables.toldColumn(of: list)))",
            "\(tables.factsName) AS f LEFT JOIN \(SQL.name(tables.listName(list))) AS \(row) "
                + "ON \(row).\(subject) = f.\(subject)"
        )
    }

    /// Whether a rule is hit; ``notApplicable`` where its `when` is false, NULL where it is unknown.
    static func hit(of rule: CompiledBundle.Rule) -> String {
        let condition = Emitter.sql(rule.condition)
        return rule.when.map { "(CASE \(Emitter.sql($0)) WHEN 0 THEN \(notApplicable) WHEN 1 THEN \(condition) END)" }
            ?? condition
    }

    /// - Parameter key: of the rows that are judged; where there are none, only what they rest on may not apply.
    private static func verdict(of rule: CompiledBundle.Rule, key: String?) -> String {
        guard rule.mayNotApply else { return hit(of: rule) }
        let doubts = SQL.joined(rule.applicability.map { "(\(Emitter.sql($0)) = 0)" }, "OR")
        let hit = key.map { "CASE WHEN \($0) IS NOT NULL THEN \(Self.hit(of: rule)) END" } ?? Self.hit(of: rule)
        return "coalesce(\(hit), CASE WHEN \(doubts) THEN \(mayNotApply) END)"
    }
}
