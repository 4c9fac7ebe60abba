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
        var steps: [Step] = []
        /// Of derived facts by name, of derived columns by `list.column`.
        var definitions: [String: Typed] = [:]
        /// Each `when`, of facts, derived facts and lists by name, of columns by `list.column`.
        var applicability: [String: Typed] = [:]

        /// Each `when` of what expressions read, themselves or through derived values. That of a column, which only its
        /// row can answer, stands as one that is false: some row's may be.
        ///
        /// - Parameter list: the list whose rows are judged.
        func applicability(behind expressions: [Typed], and list: String?) -> [Typed] {
            let never = Typed(node: .literal(.boolean(false)), type: .boolean, offset: 0)
            var (seen, waiting) = (Set<String>(), expressions)
            var found = [list.flatMap { applicability[$0] }].compactMap { $0 }
            while let expression = waiting.popLast() {
                for name in Compiler.names(in: [expression]) where seen.insert(name).inserted {
                    if let when = applicability[name] { found.append(name.contains(".") ? never : when) }
                    if let value = definitions[name] { waiting.append(value) }
                }
            }
            return found
        }
    }

    mutating func derivations() -> Derivations {
        var found = Derivations()
        for fact in bundle.facts {
            guard let when = check(when: fact.when, of: fact.name, in: derivedScope, &found) else { continue }
            found.steps.append(
                step(
                    fact.name, reads: [when], to: Self.value("f.\(SQL.name(fact.name))", when: when), at: fact.location)
            )
        }
        for derived in bundle.derived {
            let when = check(when: derived.when, of: derived.name, in: derivedScope, &found)
            let type = ExpressionType(derived.type, unit: derived.unit)
            guard let value = checkDerivation(derived.derivation, in: derivedScope, expecting: type) else { continue }
            found.definitions[derived.name] = value
            found.steps.append(
                step(
                    derived.name, reads: [value] + [when].compactMap { $0 },
                    to: Self.value(Emitter.bounded(value), when: when), at: derived.location))
        }
        for list in bundle.lists { derivations(of: list, &found) }
        found.steps = ordered(found.steps)
        return found
    }

    private mutating func derivations(of list: ListDeclaration, _ found: inout Derivations) {
        guard declares(list.from, at: list.location) else { return }
        let applicability = check(when: list.when, of: list.name, in: derivedScope, &found)
        if let rows = rows(of: list, when: applicability) { found.steps.append(rows) }
        guard let scope = columnScope(of: list) else { return }
        for column in list.columns {
            let name = "\(list.name).\(column.name)"
            let when = check(when: column.when, of: name, in: scope, &found)
            var sql = "\(Self.rowAlias).\(SQL.name(column.name))"
            var reads = [when].compactMap { $0 }
            if let derivation = column.derivation {
                let type = ExpressionType(column.type, unit: column.unit)
                guard let value = checkDerivation(derivation, in: scope, expecting: type) else { continue }
                found.definitions[name] = value
                (sql, reads) = (Emitter.bounded(value), reads + [value])
            }
            guard !reads.isEmpty else { continue }
            found.steps.append(
                step(
                    name, column: column.name, reads: reads, to: Self.value(sql, when: when), list: list.name,
                    at: column.location))
        }
    }

    /// The checked `when` of something that is told or derived.
    private mutating func check(
        when source: ExpressionSource?, of name: String, in scope: Scope, _ found: inout Derivations
    ) -> Typed? {
        let when = source.flatMap { check($0, in: scope, expecting: .boolean) }
        found.applicability[name] = when
        return when
    }

    /// Unknown where it does not apply.
    private static func value(_ sql: String, when: Typed?) -> String {
        when.map { "CASE \(Emitter.sql($0)) WHEN 0 THEN NULL ELSE \(sql) END" } ?? sql
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
        _ name: String, column: String? = nil, reads values: [Typed], to sql: String, list: String? = nil,
        at location: SourceLocation
    ) -> Step {
        let column = SQL.name(column ?? name)
        let all = Self.update(column, to: sql, list: list, tables: tables)
        let one = all + (list == nil ? " WHERE" : " AND") + " f.\(SQL.name(FactTables.subjectColumn)) = :subject"
        let reads = Self.names(in: values).union([list].compactMap { $0 })
        return Step(
            name: name, reads: reads,
            derivation: CompiledBundle.Derivation(
                name: name, reads: reads, statements: [all], statementsForOne: [one], location: location),
            location: location)
    }

    /// What expressions read. The rows of a list, too: they are gathered, or found not to apply, before anything reads
    /// them.
    static func names(in expressions: [Typed]) -> Set<String> {
        Set(
            expressions.flatMap { expression in
                expression.references.map(\.qualifiedName)
                    + expression.sources.filter { $0.kind == .list }.map(\.name)
            })
    }

    /// The statement that computes a column of the facts, or of a list, for every subject.
    static func update(_ column: String, to sql: String, list: String?, tables: FactTables) -> String {
        guard let list else { return "UPDATE \(tables.factsName) AS f SET \(column) = \(sql)" }
        let subject = SQL.name(FactTables.subjectColumn)
        return "UPDATE \(SQL.name(tables.listName(list))) AS \(rowAlias) SET \(column) = \(sql) "
            + "FROM \(tables.factsName) AS f WHERE f.\(subject) = \(rowAlias).\(subject)"
    }

    /// Names inside the columns of a list: those of its row, and of what it gathers.
    private func columnScope(of list: ListDeclaration) -> Scope? {
        guard let source = schema.sources[list.name] else { return nil }
        var scope = derivedScope.entering(source.frame(alias: Self.rowAlias))
        if let from = list.from, let source = schema.sources[from] { scope.group = (source, list.per) }
        return scope
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
