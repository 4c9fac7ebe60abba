import Dabiao

/// What the daemon itself knows of every subject: the qualified names that every bundle may read.
///
/// They stand in the view `coreFact`, a row per subject, under these very names.
public enum CoreFacts {
    public static let view = "coreFact"

    /// Name and type of each, in the order of the view's columns.
    static let types: KeyValuePairs<String, ValueType> = [
        "enterprise.name": .text,
        "enterprise.credit_code": .text,
        "enterprise.scale": .text,
        "enterprise.industry": .text,
        "enterprise.district": .text,
        "enterprise.employees": .integer,
        "enterprise.grade": .text,
        "enterprise.certified_on": .date,
        "enterprise.expires_on": .date,
        "site.name": .text,
        "site.district": .text,
    ]

    /// The subject to which the enterprise's own facts belong.
    static let enterpriseColumn = "enterprise.subject"

    /// A table of the same shape, for databases that have no registers (the author's tools).
    static var definition: String {
        let columns = types.map { name, type in "\(SQL.name(name)) \(FactTables.storage(of: type))" }
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
