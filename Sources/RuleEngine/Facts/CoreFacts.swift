import Dabiao

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

    static func reference(_ name: String) -> Reference {
        let subject = "f.\(SQL.name(FactTables.subjectColumn))"
        return Reference(
            name: name, origin: .core,
            sql: "(SELECT k.\(SQL.name(name)) FROM \(view) AS k WHERE k.\"subject\" = \(subject))")
    }
}

/// The registers that the daemon keeps, as far as expressions read them.
enum Registers {
    static let all: [String: [(name: String, type: ValueType)]] = [
        "assessments": [
            ("kind", .choice(["self-review", "on-site-verification", "review", "recheck", "spot-check"])),
            ("date", .date), ("bundle", .text), ("score", .decimal),
        ]
    ]

    /// Empty tables of the registers' shapes, for databases that have none.
    static var definitions: [String] {
        all.sorted { $0.key < $1.key }.map { name, columns in
            let columns = columns.map { "\(SQL.name($0.name)) \(FactTables.storage(of: $0.type))" }
            return "CREATE TABLE \(SQL.name(name)) (\"subject\" INTEGER, \"id\" INTEGER, "
                + columns.joined(separator: ", ") + ") STRICT"
        }
    }
}
