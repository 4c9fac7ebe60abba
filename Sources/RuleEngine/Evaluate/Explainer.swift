import Dabiao
import GRDB

/// Finds out why expressions have the values they have: evaluates every part of them in one SELECT, then walks the
/// tree by the same Kleene logic, so that only what really kept a value unknown is named.
struct Explainer {
    private let compiled: CompiledBundle
    private var probes: [String] = []
    private var index: [String: Int] = [:]
    private var references: [Reference] = []
    private var types: [String: ExpressionType] = [:]

    init(_ expressions: [Typed], in compiled: CompiledBundle) {
        self.compiled = compiled
        for expression in expressions { collect(expression) }
    }

    // MARK: - What to evaluate

    private mutating func probe(_ sql: String) {
        guard index[sql] == nil else { return }
        index[sql] = probes.count
        probes.append(sql)
    }

    private mutating func collect(_ expression: Typed) {
        if case .literal = expression.node { return }
        probe(Emitter.sql(expression))
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
        if reference.origin == .derived, let definition = compiled.definitions[reference.name] { collect(definition) }
        if reference.origin == .fact, let when = compiled.applicability[reference.name] { collect(when) }
    }

    private mutating func collectRows(_ rows: Typed.Rows, of expression: Typed) {
        if let told = Emitter.told(rows.source) { probe(told) }
        probe(Emitter.matches(rows))
        for outer in Self.outer(of: expression) { collect(outer) }
    }

    /// The references in an aggregate or lookup to what stands around its rows.
    private static func outer(of expression: Typed) -> [Typed] {
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
    func findings(of list: String?, subject: Int64, on today: CivilDate, in database: Database) throws -> [Findings] {
        let source = Standing.source(list: list, tables: compiled.tables)
        let columns = ([source.key] + probes).joined(separator: ", ")
        let sql =
            "SELECT \(columns) FROM \(source.from) "
            + "WHERE f.\(SQL.name(FactTables.subjectColumn)) = :subject AND :today IS NOT NULL"
        let statement = try database.cachedStatement(sql: sql)
        let arguments: StatementArguments = ["subject": subject, "today": today.description]
        return try Row.fetchAll(statement, arguments: arguments).compactMap { row in
            guard let key = String.fromDatabaseValue(row[0]) else { return nil }
            return Findings(explainer: self, key: key, values: probes.indices.map { row[$0 + 1] })
        }
    }

    /// One row's values.
    struct Findings {
        let explainer: Explainer
        let key: String
        let values: [DatabaseValue]

        private func value(_ sql: String) -> DatabaseValue {
            explainer.index[sql].map { values[$0] } ?? .null
        }

        /// Every name that was read, with its value; nil is unknown.
        var facts: [(name: String, value: Value?)] {
            explainer.references.filter { $0.origin != .parameter }.map { reference in
                let type = explainer.types[reference.name] ?? .text
                return (reference.name, FactTables.value(value(reference.sql), as: type))
            }
        }

        func isUnknown(_ expression: Typed) -> Bool {
            if case .literal = expression.node { return false }
            return value(Emitter.sql(expression)).isNull
        }

        /// The truth of a condition; nil is unknown.
        func truth(_ expression: Typed) -> Bool? {
            if case .literal(.boolean(let truth)) = expression.node { return truth }
            return Int64.fromDatabaseValue(value(Emitter.sql(expression))).map { $0 != 0 }
        }

        /// Why an expression is unknown; empty where it is known.
        func reasons(_ expression: Typed) -> [UnknownReason] {
            guard isUnknown(expression) else { return [] }
            let reasons: [UnknownReason]
            switch expression.node {
            case .reference(let reference): reasons = self.reasons(reference)
            case .choose(let condition, let then, let otherwise):
                let truth = value(Emitter.sql(condition))
                reasons =
                    truth.isNull
                    ? self.reasons(condition) : self.reasons(Int64.fromDatabaseValue(truth) == 1 ? then : otherwise)
            case .bands(let bands):
                let decisive = bands.first { truth($0.when) != false }
                reasons = decisive.map { truth($0.when) == nil ? self.reasons($0.when) : self.reasons($0.value) } ?? []
            case .aggregate(let aggregate, let rows, let value):
                reasons = self.reasons(aggregate, rows, value, expression)
            case .lookup(let rows, let column, let otherwise):
                reasons = self.reasons(rows, column, otherwise, expression)
            default: reasons = expression.parts.flatMap { self.reasons($0) }
            }
            return reasons.isEmpty ? [.undefined] : reasons.unique
        }

        private func reasons(_ reference: Reference) -> [UnknownReason] {
            switch reference.origin {
            case .derived: return explainer.compiled.definitions[reference.name].map { reasons($0) } ?? []
            case .fact:
                let when = explainer.compiled.applicability[reference.name]
                let applies = when.map { value(Emitter.sql($0)) }
                return applies.flatMap { Int64.fromDatabaseValue($0) } == 0
                    ? [.notApplicable(reference.name)] : [.missing(reference.name)]
            case .column(let source): return [.missingCell(list: source, column: reference.name)]
            case .core, .foreign, .parameter, .constant: return [.missing(reference.name)]
            }
        }

        private func outerReasons(_ rows: Typed.Rows, _ expression: Typed) -> [UnknownReason] {
            if let told = Emitter.told(rows.source), value(told).isNull { return [.notTold(rows.source.name)] }
            return Explainer.outer(of: expression).flatMap { reasons($0) }
        }

        private func reasons(_ aggregate: Aggregate, _ rows: Typed.Rows, _ value: Typed?, _ expression: Typed)
            -> [UnknownReason]
        {
            let outer = outerReasons(rows, expression)
            guard outer.isEmpty else { return outer }
            let matches = self.value(Emitter.matches(rows))
            if aggregate == .min || aggregate == .max, Int64.fromDatabaseValue(matches) == 0 {
                return [.noRows(rows.source.name)]
            }
            let suspects = matches.isNull ? [rows.condition] : [value]
            return cells(suspects, of: rows)
        }

        private func reasons(_ rows: Typed.Rows, _ column: Typed, _ otherwise: Typed?, _ expression: Typed)
            -> [UnknownReason]
        {
            let matches = value(Emitter.matches(rows))
            switch Int64.fromDatabaseValue(matches) {
            case 0: return otherwise.map { reasons($0) } ?? [.noRow(rows.source.name)]
            case 1: return cells([column], of: rows)
            case .some: return [.ambiguous(rows.source.name)]
            case nil:
                let outer = outerReasons(rows, expression)
                return outer.isEmpty ? cells([rows.condition], of: rows) : outer
            }
        }

        /// The columns of the rows that an expression reads.
        private func cells(_ expressions: [Typed?], of rows: Typed.Rows) -> [UnknownReason] {
            expressions.compactMap { $0 }.flatMap(\.references).compactMap { reference in
                reference.origin == .column(source: rows.source.name)
                    ? .missingCell(list: rows.source.name, column: reference.name) : nil
            }
        }
    }
}

extension [UnknownReason] {
    /// Each reason once, in the order found.
    fileprivate var unique: [UnknownReason] {
        var seen = Set<UnknownReason>()
        return filter { seen.insert($0).inserted }
    }
}
