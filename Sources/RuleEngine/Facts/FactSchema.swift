import Dabiao

/// What the expressions of a bundle may name: its own facts, lists and tables, the registers, the core facts, and
/// the facts of the bundles that it requires.
struct FactSchema {
    /// A source of rows with its columns.
    struct Source {
        let source: RowSource
        let columns: [(name: String, type: ExpressionType, isComputed: Bool)]
        /// The one column that identifies a row of a list; nil where there is none or several.
        var key: String?

        /// The columns under an alias.
        func frame(alias: String) -> Scope.Frame {
            let names = columns.map { column in
                let reference = Reference(
                    name: column.name, origin: .column(source: source.name), sql: "\(alias).\(SQL.name(column.name))",
                    isComputed: column.isComputed)
                return (column.name, (reference: reference, type: column.type))
            }
            return Scope.Frame(source: source.name, names: Dictionary(names) { first, _ in first })
        }
    }

    let facts: Scope.Frame
    let sources: [String: Source]
    /// `enterprise.grade`, `common.x`.
    let qualified: [String: (reference: Reference, type: ExpressionType)]
    /// Names whose declarations could not be read, which was told already.
    let isExcused: (String) -> Bool

    init(_ tables: FactTables, requires: [FactTables], excusing isExcused: @escaping (String) -> Bool) {
        self.isExcused = isExcused
        let bundle = tables.bundle
        var names: [String: (reference: Reference, type: ExpressionType)] = [:]
        for (name, type, origin) in Self.scalars(of: bundle) {
            let sql = "f.\(SQL.name(name))"
            names[name] = (Reference(name: name, origin: origin, sql: sql, isComputed: origin == .derived), type)
        }
        names.merge(Self.constants(of: bundle, named: { $0 })) { first, _ in first }
        facts = Scope.Frame(source: nil, names: names)

        var sources: [String: Source] = [:]
        for list in bundle.lists {
            var source = Self.source(list.name, .list, tables.listName(list.name), list.columns)
            source.key = list.key.count == 1 ? list.key[0] : nil
            sources[list.name] = source
        }
        for table in bundle.tables {
            sources[table.name] = Self.source(table.name, .table, tables.tableName(table.name), table.columns)
        }
        for register in Registers.all {
            let source = RowSource(name: register.name, kind: .register, sql: SQL.name(register.name))
            let typed = register.columns.map { column in
                (name: column.name, type: ExpressionType(column.type, unit: nil), isComputed: false)
            }
            sources[register.name] = Source(source: source, columns: typed)
        }
        self.sources = sources

        var qualified: [String: (reference: Reference, type: ExpressionType)] = [:]
        for fact in CoreFacts.all {
            qualified[fact.name] = (CoreFacts.reference(fact.name), ExpressionType(fact.type, unit: nil))
        }
        for required in requires {
            for (name, type, origin) in Self.scalars(of: required.bundle) {
                let spelling = "\(required.bundle.id).\(name)"
                var reference = Self.foreign(name, spelling, in: required, from: bundle)
                reference.isComputed = origin == .derived
                qualified[spelling] = (reference, type)
            }
            let id = required.bundle.id
            qualified.merge(Self.constants(of: required.bundle, named: { "\(id).\($0)" })) { first, _ in first }
        }
        self.qualified = qualified
    }

    private static func scalars(of bundle: Bundle) -> [(String, ExpressionType, Reference.Origin)] {
        bundle.facts.map { ($0.name, ExpressionType($0.type, unit: $0.unit), .fact) }
            + bundle.derived.map { ($0.name, ExpressionType($0.type, unit: $0.unit), .derived) }
    }

    /// The parameters of a bundle: each reads as its figure.
    private static func constants(of bundle: Bundle, named: (String) -> String) -> [String: (
        reference: Reference, type: ExpressionType
    )] {
        let constants = bundle.parameters.map { parameter in
            let name = named(parameter.name)
            let reference = Reference(
                name: name, origin: .constant, sql: SQL.literal(parameter.value), isComputed: true)
            return (name, (reference, ExpressionType(parameter.type, unit: parameter.unit)))
        }
        return Dictionary(constants.map { ($0.0, (reference: $0.1.0, type: $0.1.1)) }) { first, _ in first }
    }

    private static func source(
        _ name: String, _ kind: RowSource.Kind, _ table: String, _ columns: [ColumnDeclaration]
    ) -> Source {
        let typed = columns.map { column in
            (
                name: column.name, type: ExpressionType(column.type, unit: column.unit),
                isComputed: column.derivation != nil
            )
        }
        return Source(source: RowSource(name: name, kind: kind, sql: SQL.name(table)), columns: typed)
    }

    /// A fact of another bundle: of the same subject, or of the enterprise that the subject belongs to.
    private static func foreign(_ name: String, _ spelling: String, in tables: FactTables, from bundle: Bundle)
        -> Reference
    {
        let subject = "f.\(SQL.name(FactTables.subjectColumn))"
        let owner =
            tables.bundle.subject == bundle.subject
            ? subject
            : "(SELECT k.\(SQL.name(CoreFacts.enterpriseColumn)) FROM \(CoreFacts.view) AS k "
                + "WHERE k.\"subject\" = \(subject))"
        return Reference(
            name: spelling, origin: .foreign(bundle: tables.bundle.id),
            sql: "(SELECT g.\(SQL.name(name)) FROM \(tables.factsName) AS g "
                + "WHERE g.\(SQL.name(FactTables.subjectColumn)) = \(owner))")
    }
}
