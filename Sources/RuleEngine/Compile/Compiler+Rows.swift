import Dabiao

// The rows of lists: gathered from another list, and gone where the list does not apply.
extension Compiler {
    private static let subject = SQL.name(FactTables.subjectColumn)

    /// The step that makes a list's rows what they are; nil for a told list that always applies.
    func rows(of list: ListDeclaration, when: Typed?) -> Step? {
        guard list.from != nil || when != nil else { return nil }
        let reads = Self.names(in: [when].compactMap { $0 })
        let sources = list.from.map { from in [from] + list.per.map { "\(from).\($0)" } } ?? []
        return Step(
            name: list.name, reads: reads.union(sources),
            derivation: CompiledBundle.Derivation(
                name: list.name, reads: reads.union(sources),
                statements: statements(of: list, when: when, forOne: false),
                statementsForOne: statements(of: list, when: when, forOne: true), location: list.location),
            location: list.location)
    }

    private func statements(of list: ListDeclaration, when: Typed?, forOne: Bool) -> [String] {
        gathering(of: list, forOne: forOne) + (when.map { emptying(list, unless: $0, forOne: forOne) } ?? [])
    }

    /// A list that does not apply reads as one that was not told.
    private func emptying(_ list: ListDeclaration, unless when: Typed, forOne: Bool) -> [String] {
        let target = SQL.name(tables.listName(list.name))
        let gone = "(\(Emitter.sql(when))) = 0" + (forOne ? " AND f.\(Self.subject) = :subject" : "")
        let told = SQL.name(FactTables.toldColumn(of: list.name))
        return [
            "DELETE FROM \(target) WHERE \(Self.subject) IN (SELECT f.\(Self.subject) FROM \(tables.factsName) AS f WHERE \(gone))",
            "UPDATE \(tables.factsName) AS f SET \(told) = NULL WHERE \(gone)",
        ]
    }

    /// The rows of a derived list, a row for each combination of the columns `per`, in the order in which their first
    /// source rows stand; not told where a source row does not say to which it belongs.
    private func gathering(of list: ListDeclaration, forOne: Bool) -> [String] {
        guard let from = list.from else { return [] }
        let (subject, row, key) = (Self.subject, SQL.name(FactTables.rowColumn), SQL.name(FactTables.keyColumn))
        let (target, source) = (SQL.name(tables.listName(list.name)), SQL.name(tables.listName(from)))
        let mine = forOne ? " AND \(subject) = :subject" : ""
        let types = Dictionary(list.columns.map { ($0.name, $0.type) }) { first, _ in first }
        let values = list.per.map { Self.grouped(SQL.name($0), isNumber: types[$0]?.isNumber == true) }
        let names = list.per.map(SQL.name).joined(separator: ", ")
        let keys = zip(list.per, values).map { name, value in
            Self.keyPart(value, isNumber: types[name]?.isNumber == true, isPart: list.per.count > 1)
        }
        let isWhole = list.per.map { "\(SQL.name($0)) IS NOT NULL" }.joined(separator: " AND ")
        let told = (
            list: SQL.name(FactTables.toldColumn(of: list.name)), from: SQL.name(FactTables.toldColumn(of: from))
        )
        return [
            "DELETE FROM \(target) WHERE true\(mine)",
            "INSERT INTO \(target) (\(subject), \(row), \(key), \(names)) SELECT \(subject), "
                + "row_number() OVER (PARTITION BY \(subject) ORDER BY min(\(row))), "
                + "\(keys.joined(separator: " || '/' || ")), \(values.joined(separator: ", ")) "
                + "FROM \(source) WHERE \(isWhole)\(mine) GROUP BY \(subject), \(values.joined(separator: ", "))",
            "UPDATE \(tables.factsName) AS f SET \(told.list) = CASE WHEN NOT EXISTS (SELECT 1 FROM \(source) AS s "
                + "WHERE s.\(subject) = f.\(subject) AND NOT (\(isWhole))) THEN \(told.from) END WHERE true"
                + (forOne ? " AND f.\(subject) = :subject" : ""),
        ]
    }

    /// As rows are gathered by it: numbers at nine decimals, as they are compared.
    static func grouped(_ column: String, isNumber: Bool) -> String {
        isNumber ? "round(\(column), 9)" : column
    }

    /// A part of a row's key, written as `ListDeclaration.key(of:at:)` writes it.
    private static func keyPart(_ value: String, isNumber: Bool, isPart: Bool) -> String {
        guard !isNumber else {
            return "CASE \(value) WHEN CAST(\(value) AS INTEGER) THEN CAST(CAST(\(value) AS INTEGER) AS TEXT) "
                + "ELSE CAST(\(value) AS TEXT) END"
        }
        let plain = "replace(replace(\(value), '\\', '\\\\'), char(0), '\\0')"
        return "CASE \(value) WHEN '' THEN '\\e' ELSE \(isPart ? "replace(\(plain), '/', '\\/')" : plain) END"
    }
}
