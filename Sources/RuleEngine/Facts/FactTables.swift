public import Dabiao
import Digest

/// The typed tables into which what was told of a bundle's subjects is projected.
///
/// Their names carry a hash of everything that determines their content: facts, lists, how long they are valid and what
/// they were called before, tables with their rows, and derivations. A bundle version that changes any of it gets new tables, filled from the submissions; nothing is
/// ever altered in place.
///
/// - `facts_HASH`: a row per subject; a column per fact and derived fact, and for each list whether it was told.
/// - `list_HASH_NAME`: a row per row of the list.
/// - `table_HASH_NAME`: the bundle's lookup table.
public struct FactTables: Hashable, Sendable {
    /// 16 hexadecimal characters.
    public let hash: String
    let bundle: Bundle
    /// The statements that write a telling, spelled once.
    private(set) var statements = Statements()

    static let subjectColumn = ":subject"
    static let rowColumn = ":row"
    static let keyColumn = ":key"

    static func toldColumn(of list: String) -> String { ":told \(list)" }

    public init(_ bundle: Bundle) {
        self.bundle = bundle
        hash = String(SHA256.digest(of: Self.determinants(of: bundle).utf8).prefix(16))
        statements = Statements(of: self)
    }

    /// Every table's name, quoted where SQL needs it: for housekeeping.
    public var names: [String] {
        [factsName] + bundle.lists.map { listName($0.name) } + bundle.tables.map { tableName($0.name) }
    }

    var factsName: String { "facts_\(hash)" }
    func listName(_ list: String) -> String { "list_\(hash)_\(list)" }
    func tableName(_ table: String) -> String { "table_\(hash)_\(table)" }

    /// The SQL type of a value: every number is REAL.
    static func storage(of type: ValueType) -> String {
        switch type {
        case .boolean: "INTEGER"
        case .integer, .decimal: "REAL"
        case .text, .date, .datetime, .duration, .choice, .set, .reference: "TEXT"
        }
    }

    var definitions: [String] {
        let facts =
            bundle.facts.map { column($0.name, $0.type) } + bundle.derived.map { column($0.name, $0.type) }
            + bundle.lists.map { "\(SQL.name(Self.toldColumn(of: $0.name))) INTEGER" }
        let subject = SQL.name(Self.subjectColumn)
        let own = (["\(subject) INTEGER PRIMARY KEY"] + facts).joined(separator: ", ")
        return ["CREATE TABLE \(factsName) (\(own)) STRICT"]
            + bundle.lists.map { list in
                let columns = list.columns.map { column($0.name, $0.type) }
                let keys = [
                    "\(subject) INTEGER NOT NULL", "\(SQL.name(Self.rowColumn)) INTEGER NOT NULL",
                    "\(SQL.name(Self.keyColumn)) TEXT NOT NULL",
                ]
                let primary = "PRIMARY KEY (\(subject), \(SQL.name(Self.rowColumn)))"
                return "CREATE TABLE \(SQL.name(listName(list.name))) "
                    + "(\((keys + columns + [primary]).joined(separator: ", "))) STRICT, WITHOUT ROWID"
            }
            + bundle.tables.map { table in
                let columns = table.columns.map { column($0.name, $0.type) + " NOT NULL" }
                return "CREATE TABLE \(SQL.name(tableName(table.name))) (\(columns.joined(separator: ", "))) STRICT"
            }
    }

    private func column(_ name: String, _ type: ValueType) -> String {
        let name = SQL.name(name)
        let check =
            switch type {
            case .boolean: " CHECK (\(name) IN (0, 1))"
            case .date: " CHECK (\(name) IS date(\(name), '+0 days'))"
            case .datetime: " CHECK (\(name) IS strftime('%Y-%m-%dT%H:%M', \(name), '+0 days'))"
            case .duration: " CHECK (\(name) GLOB 'P*M*D')"
            default: ""
            }
        return "\(name) \(Self.storage(of: type))\(check)"
    }

    /// A text that differs whenever the content of the tables may.
    private static func determinants(of bundle: Bundle) -> String {
        var parts = [bundle.id, bundle.subject.rawValue]
        for parameter in bundle.parameters {
            parts += ["parameter", parameter.name, "\(parameter.value)"]
        }
        for fact in bundle.facts {
            parts += ["fact", fact.name, "\(fact.type)", fact.when?.text ?? ""] + told(fact.validFor, fact.was)
            if let unit = fact.unit { parts += ["in", unit] }
        }
        for derived in bundle.derived {
            parts += ["derived", derived.name, "\(derived.type)", "\(derived.derivation.sources.map(\.text))"]
            parts += ["when", derived.when?.text ?? ""]
        }
        for list in bundle.lists {
            parts += ["list", list.name] + list.key + ["from", list.from ?? ""] + list.per
            parts += ["when", list.when?.text ?? ""] + told(list.validFor, list.was)
            for column in list.columns {
                let derivation = column.derivation?.sources.map(\.text) ?? []
                parts += [column.name, "\(column.type)", "\(derivation)", column.when?.text ?? ""]
                parts += told(nil, column.was) + (column.unit.map { ["in", $0] } ?? [])
            }
            parts += list.columns.filter(\.blankIsNever).flatMap { ["never", $0.name] }
        }
        for table in bundle.tables {
            parts += ["table", table.name] + table.columns.flatMap { [$0.name, "\($0.type)"] }
            parts += table.rows.flatMap { row in
                table.columns.map { row.cells[$0.name]?.description ?? "" }
            }
        }
        return parts.map { "\($0.utf8.count):\($0)" }.joined(separator: ",")
    }

    /// How what was told is read: for how long it is valid, and under which former names it is looked for.
    private static func told(_ validFor: Period?, _ was: [String]) -> [String] {
        (validFor.map { ["valid", "\($0)"] } ?? []) + (was.isEmpty ? [] : ["was"] + was)
    }
}
