import Dabiao

// Derived values: checked, ordered by what they read, cycles refused.
extension Compiler {
    struct Step {
        let name: String
        let reads: Set<String>
        let derivation: CompiledBundle.Derivation
        let location: SourceLocation
    }

    /// Every derivation of a bundle, checked.
    struct Derivations {
        /// In the order in which they must be computed.
        let steps: [Step]
        /// Of derived facts, by name.
        let definitions: [String: Typed]
        /// Of derived columns, by `list.column`.
        let columns: [String: Typed]
        /// The `when` of facts, by name.
        let applicability: [String: Typed]
    }

    mutating func derivations() -> Derivations {
        var steps: [Step] = []
        var (definitions, columns, applicability): ([String: Typed], [String: Typed], [String: Typed]) = ([:], [:], [:])
        for fact in bundle.facts {
            guard let when = fact.when.flatMap({ check($0, in: factScope, expecting: .boolean) }) else { continue }
            applicability[fact.name] = when
            let name = SQL.name(fact.name)
            let value = "CASE \(Emitter.sql(when)) WHEN 0 THEN NULL ELSE f.\(name) END"
            steps.append(step(fact.name, reads: when, set: name, to: value, list: nil, at: fact.location))
        }
        for derived in bundle.derived {
            guard let type = ExpressionType(derived.type, unit: derived.unit),
                let value = checkDerivation(derived.derivation, in: factScope, expecting: type)
            else { continue }
            definitions[derived.name] = value
            steps.append(
                step(
                    derived.name, reads: value, set: SQL.name(derived.name), to: Emitter.bounded(value), list: nil,
                    at: derived.location))
        }
        for list in bundle.lists {
            if let gathering = gathering(of: list) { steps.append(gathering) }
            for column in list.columns {
                guard let derivation = column.derivation, let type = ExpressionType(column.type, unit: column.unit),
                    let value = checkDerivation(derivation, in: columnScope(of: list), expecting: type)
                else { continue }
                columns["\(list.name).\(column.name)"] = value
                steps.append(
                    step(
                        "\(list.name).\(column.name)", reads: value, set: SQL.name(column.name),
                        to: Emitter.bounded(value), list: list.name, at: column.location))
            }
        }
        return Derivations(
            steps: ordered(steps), definitions: definitions, columns: columns, applicability: applicability)
    }

    /// The checked form of a derivation; the parts of one that is given in bands are checked each by itself.
    private mutating func checkDerivation(_ derivation: Derivation, in scope: Scope, expecting type: ExpressionType)
        -> Typed?
    {
        switch derivation {
        case .expression(let source): return check(source, in: scope, expecting: type)
        case .bands(let bands):
            let checked = bands.map { band -> Typed.Band? in
                let (when, value) = (
                    check(band.when, in: scope, expecting: .boolean), check(band.value, in: scope, expecting: type)
                )
                guard let when, let value else { return nil }
                return Typed.Band(when: when, value: value)
            }
            guard !checked.contains(where: { $0 == nil }) else { return nil }
            return Typed(node: .bands(checked.compactMap { $0 }), type: type, offset: 0)
        }
    }

    private func step(
        _ name: String, reads value: Typed, set column: String, to sql: String, list: String?,
        at location: SourceLocation
    ) -> Step {
        let subject = SQL.name(FactTables.subjectColumn)
        let all: String
        if let list {
            let row = Self.rowAlias
            all =
                "UPDATE \(SQL.name(tables.listName(list))) AS \(row) SET \(column) = \(sql) "
                + "FROM \(tables.factsName) AS f WHERE f.\(subject) = \(row).\(subject)"
        } else {
            all = "UPDATE \(tables.factsName) AS f SET \(column) = \(sql)"
        }
        let one = all + (list == nil ? " WHERE" : " AND") + " f.\(subject) = :subject"
        let reads = value.references.map { reference in
            if case .column(let source) = reference.origin { "\(source).\(reference.name)" } else { reference.name }
        }
        // The rows of a derived list are gathered before anything reads them.
        let lists = value.sources.filter { $0.kind == .list }.map(\.name) + [list].compactMap { $0 }
        return Step(
            name: name, reads: Set(reads + lists),
            derivation: CompiledBundle.Derivation(statements: [all], statementsForOne: [one], location: location),
            location: location)
    }

    /// Names inside the columns of a list: those of its row, and of what it gathers.
    private func columnScope(of list: ListDeclaration) -> Scope {
        var scope = scope(of: list.name)
        if let from = list.from, let source = schema.sources[from] { scope.group = (source, list.per) }
        return scope
    }

    /// The step that makes the rows of a derived list, in the order in which their first source rows stand.
    private func gathering(of list: ListDeclaration) -> Step? {
        guard let from = list.from else { return nil }
        let (subject, row, key) = (
            SQL.name(FactTables.subjectColumn), SQL.name(FactTables.rowColumn), SQL.name(FactTables.keyColumn)
        )
        let (target, source) = (SQL.name(tables.listName(list.name)), SQL.name(tables.listName(from)))
        let per = list.per.map(SQL.name).joined(separator: ", ")
        let name = list.per.map(SQL.name).joined(separator: " || '/' || ")
        func told(_ list: String) -> String { SQL.name(FactTables.toldColumn(of: list)) }
        func statements(_ mine: String) -> [String] {
            [
                "DELETE FROM \(target)\(mine)",
                "INSERT INTO \(target) (\(subject), \(row), \(key), \(per)) SELECT \(subject), "
                    + "row_number() OVER (PARTITION BY \(subject) ORDER BY min(\(row))), \(name), \(per) "
                    + "FROM \(source)\(mine) GROUP BY \(subject), \(per)",
                "UPDATE \(tables.factsName) SET \(told(list.name)) = \(told(from))\(mine)",
            ]
        }
        return Step(
            name: list.name, reads: Set([from] + list.per.map { "\(from).\($0)" }),
            derivation: CompiledBundle.Derivation(
                statements: statements(""), statementsForOne: statements(" WHERE \(subject) = :subject"),
                location: list.location), location: list.location)
    }

    /// Each after what it reads; those that wait for each other are reported.
    private mutating func ordered(_ steps: [Step]) -> [Step] {
        var (waiting, order) = (steps, [Step]())
        while !waiting.isEmpty {
            let names = Set(waiting.map(\.name))
            let ready = waiting.filter { $0.reads.isDisjoint(with: names) }
            guard !ready.isEmpty else {
                let circle = waiting.map(\.name).joined(separator: ", ")
                for step in waiting {
                    diagnostics.append(
                        Diagnostic(
                            at: step.location,
                            Phrase(
                                "派生值互相依赖，无法计算：\(circle)",
                                "derived values depend on each other and cannot be computed: \(circle)")))
                }
                return order
            }
            order += ready
            waiting.removeAll { step in ready.contains { $0.name == step.name } }
        }
        return order
    }
}
