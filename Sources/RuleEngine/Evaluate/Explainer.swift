import Dabiao
import GRDB

/// Finds out why expressions have the values they have: evaluates every part of them in one SELECT, then walks the
/// tree by the same Kleene logic, so that only what really kept a value unknown is named.
struct Explainer {
    let compiled: CompiledBundle
    private var probes: [String] = []
    private(set) var index: [String: Int] = [:]
    private(set) var references: [Reference] = []
    private(set) var types: [String: ExpressionType] = [:]

    init(_ expressions: [Typed], in compiled: CompiledBundle) {
        self.compiled = compiled
        for expression in expressions { collect(expression) }
    }

    /// Explains why the rows of a list are not known.
    init(rowsOf list: ListDeclaration, in compiled: CompiledBundle) {
        self.compiled = compiled
        collectTold(list.name)
    }

    // MARK: - What to evaluate

    private mutating func probe(_ sql: String) {
        guard index[sql] == nil else { return }
        index[sql] = probes.count
        probes.append(sql)
    }

    private mutating func collect(_ expression: Typed) {
        if case .literal = expression.node { return }
        probe(Emitter.bounded(expression))
        switch expression.node {
        case .reference(let reference): collect(reference, expression.type)
        case .aggregate(_, let rows, _): collectRows(rows, of: expression)
        case .lookup(let rows, _, let otherwise):
            collectRows(rows, of: expression)
            if let otherwise { collect(otherwise) }
        default: for part in expression.parts { collect(part) }
        }
    }

    private mutating func collect(_ reference: Reference, _ type: ExpressionType) {
        guard types[reference.name] == nil else { return }
        types[reference.name] = type
        references.append(reference)
        switch reference.origin {
        case .fact, .derived, .column:
            if let definition = compiled.definitions[reference.qualifiedName] { collect(definition) }
            if let when = compiled.applicability[reference.qualifiedName] { collect(when) }
        case .core, .foreign, .constant, .parameter: break
        }
    }

    private mutating func collectRows(_ rows: Typed.Rows, of expression: Typed) {
        collectTold(rows.source.name)
        probe(Emitter.matches(rows))
        for outer in Self.outer(of: expression) { collect(outer) }
        for inner in Self.allRows(in: expression) {
            for column in compiled.cells(of: inner.expressions, from: inner.rows.source.name) {
                probe(compiled.lacking(column, of: inner.rows))
                probe(compiled.notApplying(column, of: inner.rows))
            }
        }
    }

    private mutating func collectTold(_ list: String) {
        guard let declared = compiled.bundle.lists.first(where: { $0.name == list }) else { return }
        probe(Self.told(list))
        if let when = compiled.applicability[list] { collect(when) }
        if let from = declared.from { collectTold(from) }
    }

    static func told(_ list: String) -> String { "f.\(SQL.name(FactTables.toldColumn(of: list)))" }

    /// An aggregate or lookup and those within it: the rows, and what is asked of each.
    private static func allRows(in expression: Typed) -> [(rows: Typed.Rows, expressions: [Typed])] {
        let own: [(rows: Typed.Rows, expressions: [Typed])] =
            switch expression.node {
            case .aggregate(_, let rows, let value): [(rows, [rows.condition, value].compactMap { $0 })]
            case .lookup(let rows, let column, _): [(rows, [rows.condition, column].compactMap { $0 })]
            default: []
            }
        return own + expression.parts.flatMap { allRows(in: $0) }
    }

    /// The references in an aggregate or lookup to what stands around its rows.
    static func outer(of expression: Typed) -> [Typed] {
        let aliases = Self.aliases(in: expression)
        return leaves(of: expression).filter { leaf in
            guard case .reference(let reference) = leaf.node, reference.origin != .parameter else { return false }
            return !aliases.contains { reference.sql.hasPrefix("\($0).") }
        }
    }

    private static func aliases(in expression: Typed) -> Set<String> {
        let own: [String] =
            switch expression.node {
            case .aggregate(_, let rows, _), .lookup(let rows, _, _): [rows.alias]
            default: []
            }
        return Set(own).union(expression.parts.flatMap { aliases(in: $0) })
    }

    private static func leaves(of expression: Typed) -> [Typed] {
        if case .reference = expression.node { return [expression] }
        return expression.parts.flatMap { leaves(of: $0) }
    }

    // MARK: - Evaluated

    /// The values of every part for one subject, or for each row of a list.
    ///
    /// - Parameter days: the days that names of the expressions' own stand for (`period_start`).
    func findings(
        of list: String?, subject: Int64, on today: CivilDate, days: [String: CivilDate] = [:], in database: Database
    ) throws -> [Findings] {
        let source = Standing.source(list: list, tables: compiled.tables)
        let columns = ([source.key] + probes).joined(separator: ", ")
        let sql =
            "SELECT \(columns) FROM \(source.from) "
            + "WHERE f.\(SQL.name(FactTables.subjectColumn)) = :subject AND :today IS NOT NULL "
            + "AND :period_start IS NOT NULL AND :period_end IS NOT NULL"
        let statement = try database.cachedStatement(sql: sql)
        let days = ["period_start": today, "period_end": today].merging(days) { $1 }
        let arguments =
            StatementArguments(["subject": subject, "today": today.description])
            + StatementArguments(days.mapValues(\.description))
        return try Row.fetchAll(statement, arguments: arguments).compactMap { row in
            guard let key = String.fromDatabaseValue(row[0]) else { return nil }
            return Findings(explainer: self, key: key, values: probes.indices.map { row[$0 + 1] })
        }
    }
}
