public import Dabiao
public import GRDB

/// The registers that the daemon keeps, as expressions read them: each is a view in the store under its name, with the
/// columns `subject` (an enterprise sees its sites' rows too), `id` (what tells rows apart) and those listed here.
///
/// They are complete: no row means that there is none.
public enum Registers {
    public struct Column: Sendable {
        public let name: String
        public let title: String
        public let type: ValueType

        init(_ name: String, _ title: String, _ type: ValueType) {
            (self.name, self.title, self.type) = (name, title, type)
        }
    }

    public struct Register: Sendable {
        public let name: String
        public let title: String
        public let columns: [Column]
        /// The column with the day of an entry, by which it may discharge a duty; nil where entries discharge nothing.
        public let date: String?
    }

    public static let all: [Register] = [
        Register(
            name: "assessments", title: "评定记录",
            columns: [
                Column("kind", "类别", .choice(AssessmentKind.allCases.map(\.rawValue))), Column("date", "日期", .date),
                Column("bundle", "插件", .text), Column("score", "得分", .decimal),
            ], date: "date"),
        Register(
            name: "certificates", title: "证书",
            columns: [
                Column("number", "编号", .text), Column("grade", "等级", .text), Column("state", "状态", .text),
                Column("certified_on", "定级日期", .date), Column("expires_on", "有效期截止日期", .date),
            ], date: "certified_on"),
        Register(
            name: "sites", title: "场所",
            columns: [
                Column("name", "名称", .text), Column("district", "所在区", .text), Column("subdistrict", "所在街道（乡镇）", .text),
                Column("address", "地址", .text),
            ], date: nil),
        Register(
            name: "verdicts", title: "否决结论",
            columns: [
                Column("rule", "否决项", .text), Column("bundle", "插件", .text),
                Column("effect", "后果", .choice(Effect.allCases.map(\.rawValue))), Column("row", "行", .text),
                // Unknown is undetermined; what does not apply bars nobody, and is false.
                Column("hit", "是否触发", .boolean),
            ], date: nil),
    ]

    public static func named(_ name: String) -> Register? { all.first { $0.name == name } }

    /// What people call each register and its columns.
    public static let titles = Dictionary(
        all.flatMap { register in
            [(register.name, register.title)]
                + register.columns.map { ("\(register.name).\($0.name)", "\(register.title)的\($0.title)") }
        }
    ) { first, _ in first }

    /// Registers that no expression may read, each with the reason.
    static let closed = [
        "occurrences": Phrase(
            "期限由义务的条件产生，条件再读期限就成了循环；是否完成请看台账或 assessments",
            "occurrences follow from the conditions of duties, which would then read themselves; whether a duty was done "
                + "stands in the ledgers and in assessments")
    ]

    /// Why veto rules, and what they are computed from, do not read the verdicts.
    static let verdictsOfRules = [
        "verdicts": Phrase(
            "否决结论由否决项得出，否决项再读它就成了循环", "verdicts follow from the veto rules, which would then read themselves")
    ]

    /// Empty tables of the registers' shapes, for databases that have none.
    static var definitions: [String] {
        all.map { register in
            let columns = register.columns.map { "\(SQL.name($0.name)) \(FactTables.storage(of: $0.type))" }
            return "CREATE TABLE \(SQL.name(register.name)) (\"subject\" INTEGER, \"id\" ANY, "
                + columns.joined(separator: ", ") + ") STRICT"
        }
    }
}

extension Registers.Register {
    /// What a database holds of a subject in it, a row each; a cell that is not there is unknown.
    public func entries(of subject: Int64, in database: Database) throws -> [[String: Value]] {
        let names = columns.map { SQL.name($0.name) }.joined(separator: ", ")
        let rows = try Row.fetchAll(
            database, sql: "SELECT \(names) FROM \(SQL.name(name)) WHERE \"subject\" = ? ORDER BY \"id\"",
            arguments: [subject])
        return rows.map { row in
            let cells = columns.enumerated().compactMap { place, column in
                FactTables.value(row[place], as: ExpressionType(column.type, unit: nil)).map { (column.name, $0) }
            }
            return Dictionary(cells) { first, _ in first }
        }
    }

    /// Fills its table in a database that has none of its own: a row for each entry, known cells only.
    func write(_ entries: [[String: Value]], of subject: Int64, in database: Database) throws {
        try database.execute(sql: "DELETE FROM \(SQL.name(name))")
        let names = (["subject", "id"] + columns.map(\.name)).map(SQL.name).joined(separator: ", ")
        let places = columns.map { _ in "?" } + ["?", "?"]
        for (index, entry) in entries.enumerated() {
            let cells: [(any DatabaseValueConvertible)?] =
                [subject, Int64(index + 1)] + columns.map { FactTables.stored(entry[$0.name]) }
            try database.execute(
                sql: "INSERT INTO \(SQL.name(name)) (\(names)) VALUES (\(places.joined(separator: ", ")))",
                arguments: StatementArguments(cells))
        }
    }
}
