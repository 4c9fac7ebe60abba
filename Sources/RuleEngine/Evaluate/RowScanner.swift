import Dabiao
import GRDB

/// Reads the rows that aggregates and lookups counted.
struct RowScanner {
    let compiled: CompiledBundle
    let subject: Int64
    let today: CivilDate
    let database: Database

    /// Rows of one scan, at most.
    private static let limit = 100

    /// The scans of an expression that were read: of conditions, what was not reached is left out.
    func scans(in expression: Typed, _ findings: Explainer.Findings) throws -> [ValueExplanation.Scan] {
        switch expression.node {
        case .aggregate(let aggregate, let rows, let value):
            return [try scan(aggregate.rawValue, rows, value, all: aggregate == .all, any: aggregate == .any)]
        case .lookup(let rows, let column, let otherwise):
            let scan = try scan("lookup", rows, column)
            return [scan] + (scan.total == 0 ? try otherwise.map { try scans(in: $0, findings) } ?? [] : [])
        case .choose(let condition, let then, let otherwise):
            let branch = findings.truth(condition).map { [$0 ? then : otherwise] } ?? []
            return try ([condition] + branch).flatMap { try scans(in: $0, findings) }
        case .bands(let bands):
            let decisive = bands.firstIndex { findings.truth($0.when) != false }
            let reached = bands[...(decisive ?? bands.count - 1)].map(\.when)
            let value = decisive.flatMap { findings.truth(bands[$0].when) == true ? bands[$0].value : nil }
            return try (reached + [value].compactMap { $0 }).flatMap { try scans(in: $0, findings) }
        default: return try expression.parts.flatMap { try scans(in: $0, findings) }
        }
    }

    private func scan(_ operation: String, _ rows: Typed.Rows, _ value: Typed?, all: Bool = false, any: Bool = false)
        throws -> ValueExplanation.Scan
    {
        let columns = columns(of: rows.source)
        let basis = compiled.bundle.tables.first { $0.name == rows.source.name }?.rows.map(\.basis) ?? []
        let type = value?.type ?? .text
        // Of what was not told only what the question reads: rows may have many columns.
        let read = Set(
            [rows.condition, value].compactMap { $0 }.flatMap(\.references)
                .filter { $0.origin == .column(source: rows.source.name) }.map(\.name))
        let found = try Row.fetchAll(
            database, sql: select(rows, value, columns.map(\.name)),
            arguments: ["subject": subject, "today": today.description])
        var counted = found.map { row in
            let place: Int? = row[0]
            return ValueExplanation.Row(
                cells: columns.enumerated().compactMap { index, column in
                    let value = FactTables.value(row[index + 3], as: column.type)
                    return value == nil && !read.contains(column.name) ? nil : (column.name, value)
                }, isKnown: !(row[1] as DatabaseValue).isNull, value: FactTables.value(row[2], as: type),
                basis: place.flatMap { basis.indices.contains($0 - 1) ? basis[$0 - 1] : nil } ?? [])
        }
        // One row is enough: those that were decide.
        let deciding = counted.filter { $0.isKnown && (value == nil ? any : $0.value == .boolean(any)) }
        if any || all, !deciding.isEmpty { counted = deciding }
        return ValueExplanation.Scan(
            operation: operation, source: rows.source.name, rows: Array(counted.prefix(Self.limit)),
            total: counted.count)
    }

    /// The place of a table's row, whether the condition holds of it, what is taken from it, and its columns.
    private func select(_ rows: Typed.Rows, _ value: Typed?, _ columns: [String]) -> String {
        let condition = rows.condition.map(Emitter.sql) ?? "1"
        let cell = value.map { "CASE WHEN \(condition) THEN \(Emitter.bounded($0)) END" } ?? "NULL"
        let place = rows.source.kind == .table ? "\(rows.alias).rowid" : "NULL"
        let cells = columns.map { "\(rows.alias).\(SQL.name($0))" }
        let mine = Emitter.mine(rows)
        return "SELECT \(([place, condition, cell] + cells).joined(separator: ", ")) "
            + "FROM \(compiled.tables.factsName) AS f, \(rows.source.sql) AS \(rows.alias)"
            + (mine.isEmpty ? " WHERE" : "\(mine) AND") + " f.\(SQL.name(FactTables.subjectColumn)) = :subject "
            + "AND :today IS NOT NULL AND (\(condition)) IS NOT 0"
    }

    private func columns(of source: RowSource) -> [(name: String, type: ExpressionType)] {
        let declared: [(String, ValueType, String?)] =
            switch source.kind {
            case .list:
                compiled.bundle.lists.first { $0.name == source.name }?.columns.map { ($0.name, $0.type, $0.unit) }
                    ?? []
            case .table:
                compiled.bundle.tables.first { $0.name == source.name }?.columns.map { ($0.name, $0.type, $0.unit) }
                    ?? []
            case .register: Registers.named(source.name)?.columns.map { ($0.name, $0.type, nil) } ?? []
            }
        return declared.map { name, type, unit in (name, ExpressionType(type, unit: unit)) }
    }
}
