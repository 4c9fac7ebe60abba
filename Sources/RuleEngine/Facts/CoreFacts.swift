public import Dabiao
public import GRDB

/// What the daemon itself knows of every subject: the qualified names that every bundle may read.
///
/// They stand in the view `coreFact`, a row per subject, under these very names.
public enum CoreFacts {
    public static let view = "coreFact"

    /// Name, title and type of each, in the order of the view's columns.
    static let all: [(name: String, title: String, type: ValueType)] = [
        ("enterprise.name", "企业名称", .text),
        ("enterprise.credit_code", "统一社会信用代码", .text),
        ("enterprise.scale", "企业规模", .text),
        ("enterprise.industry", "行业代码", .text),
        ("enterprise.district", "所在区", .text),
        ("enterprise.employees", "从业人数", .integer),
        ("enterprise.grade", "达标等级", .text),
        ("enterprise.certified_on", "定级日期", .date),
        ("enterprise.expires_on", "有效期截止日期", .date),
        ("site.name", "场所名称", .text),
        ("site.district", "场所所在区", .text),
    ]

    /// What people call each.
    public static let titles = Dictionary(all.map { ($0.name, $0.title) }) { first, _ in first }

    /// The subject to which the enterprise's own facts belong.
    static let enterpriseColumn = "enterprise.subject"

    /// A table of the same shape, for databases that have no registers (the author's tools).
    static var definition: String {
        let columns = all.map { "\(SQL.name($0.name)) \(FactTables.storage(of: $0.type))" }
        return "CREATE TABLE \(view) (\"subject\" INTEGER PRIMARY KEY, \(SQL.name(enterpriseColumn)) INTEGER, "
            + columns.joined(separator: ", ") + ") STRICT"
    }

    /// What is known of a subject now, by name.
    public static func values(of subject: Int64, in database: Database) throws -> [String: Value] {
        let columns = all.map { SQL.name($0.name) }.joined(separator: ", ")
        let row = try Row.fetchOne(
            database, sql: "SELECT \(columns) FROM \(view) WHERE \"subject\" = ?", arguments: [subject])
        let values = all.enumerated().compactMap { index, fact in
            row.flatMap { FactTables.value($0[index], as: ExpressionType(fact.type, unit: nil)) }
                .map { (fact.name, $0) }
        }
        return Dictionary(values) { first, _ in first }
    }

    /// Tells a subject's row in a table of that shape anew.
    static func write(_ values: [String: Value], of subject: Int64, in database: Database) throws {
        let settings = all.map { "\(SQL.name($0.name)) = ?" }.joined(separator: ", ")
        let arguments = all.map { FactTables.stored(values[$0.name]) } + [subject]
        try database.execute(
            sql: "UPDATE \(view) SET \(settings) WHERE \"subject\" = ?", arguments: StatementArguments(arguments))
    }

    static func reference(_ name: String) -> Reference {
        let subject = "f.\(SQL.name(FactTables.subjectColumn))"
        return Reference(
            name: name, origin: .core,
            sql: "(SELECT k.\(SQL.name(name)) FROM \(view) AS k WHERE k.\"subject\" = \(subject))")
    }
}
