public import Dabiao

extension CompiledBundle {
    /// Checks every expression of a bundle; all errors at once, each at its file, line and column.
    ///
    /// - Parameter requires: the compiled bundles that it reads (`common.x`).
    public static func compile(_ bundle: Bundle, requires: [CompiledBundle] = []) -> (CompiledBundle?, [Diagnostic]) {
        var compiler = Compiler(bundle, requires: requires.map(\.tables))
        let compiled = compiler.compile()
        if compiler.diagnostics.isEmpty { compiler.tryOut(compiled, requires: requires.map(\.tables)) }
        return compiler.diagnostics.isEmpty ? (compiled, []) : (nil, compiler.diagnostics)
    }
}

/// One pass over a bundle's expressions.
struct Compiler {
    let bundle: Bundle
    let tables: FactTables
    let schema: FactSchema
    var diagnostics: [Diagnostic] = []

    init(_ bundle: Bundle, requires: [FactTables]) {
        self.bundle = bundle
        tables = FactTables(bundle)
        schema = FactSchema(tables, requires: requires)
    }

    /// Names of the subject's facts alone.
    var factScope: Scope { Scope(frames: [schema.facts], schema: schema) }

    /// Names inside `for: list`, or of the subject alone.
    func scope(of list: String?) -> Scope {
        list.flatMap { schema.sources[$0] }.map { factScope.entering($0.frame(alias: Self.rowAlias)) } ?? factScope
    }

    /// The alias of the row that a rule or duty is about.
    static let rowAlias = "r1"

    mutating func compile() -> CompiledBundle {
        let order = derivations()
        let rules = bundle.vetoRules.compactMap { rule($0) }
        let items = bundle.checklist.compactMap { item($0) }
        let duties = bundle.obligations.compactMap { duty($0) }
        let compiled = CompiledBundle(
            bundle: bundle, tables: tables, derivations: order.steps.map(\.derivation), rules: rules, items: items,
            duties: Dictionary(duties.map { (CompiledBundle.DutyKey($0.obligation), $0) }) { first, _ in first },
            definitions: order.definitions, applicability: order.applicability,
            standing: Standing(rules: rules, tables: tables))
        checkEffects(compiled, definitions: order.definitions.merging(order.columns) { first, _ in first })
        return compiled
    }

    // MARK: - One expression

    /// Parses and checks a source; reports at the place of the offending character.
    mutating func check(_ source: ExpressionSource, in scope: Scope, expecting expected: ExpressionType) -> Typed? {
        var checker = Checker()
        do throws(SyntaxError) {
            let parsed = try Parser.parse(source.text)
            let checked = checker.check(parsed, in: scope, expecting: expected)
            if let checked, !fits(checked.type, expected) {
                _ = checker.mismatch(0, found: checked.type, expected: expected.phrase) as Bool?
            }
            for error in checker.errors { report(error, in: source) }
            return checker.errors.isEmpty ? checked : nil
        } catch {
            report(error, in: source)
            return nil
        }
    }

    private func fits(_ type: ExpressionType, _ expected: ExpressionType) -> Bool {
        switch (type.kind, expected.kind) {
        case (.number(let unit, _), .number(let wanted, _)): unit == .composed || unit.unified(with: wanted) != nil
        case (.text, .choice), (.choice, .text), (.choice, .choice): true
        default: type == expected
        }
    }

    private mutating func report(_ error: SyntaxError, in source: ExpressionSource) {
        let before = source.text.prefix(error.offset)
        let line = before.count { $0 == "\n" }
        let column =
            line == 0 ? source.location.column + error.offset : before.reversed().prefix { $0 != "\n" }.count + 1
        diagnostics.append(
            Diagnostic(
                at: SourceLocation(file: source.location.file, line: source.location.line + line, column: column),
                error.message))
    }

    // MARK: - Rules, items, duties

    private mutating func rule(_ rule: VetoRule) -> CompiledBundle.Rule? {
        var scope = scope(of: rule.list)
        scope.allowsToday = true
        let when = rule.when.flatMap { check($0, in: scope, expecting: .boolean) }
        guard let condition = check(rule.rule, in: scope, expecting: .boolean) else { return nil }
        return CompiledBundle.Rule(rule: rule, condition: condition, when: when, mayNotApply: mayNotApply)
    }

    private var mayNotApply: Bool { bundle.facts.contains { $0.when != nil } }

    private mutating func item(_ item: ChecklistItem) -> CompiledBundle.Item? {
        var scope = factScope
        scope.allowsToday = true
        let when = item.when.flatMap { check($0, in: scope, expecting: .boolean) }
        let award = item.award.flatMap { check($0, in: scope, expecting: .number(.any)) }
        guard let conforms = item.conforms.flatMap({ check($0, in: scope, expecting: .boolean) }) else {
            return CompiledBundle.Item(item: item, award: award, when: when)
        }
        let full = Typed(node: .literal(.number(item.points)), type: .number(.any), offset: 0)
        let none = Typed(node: .literal(.number(0)), type: .number(.any), offset: 0)
        let all = Typed(node: .choose(conforms, then: full, otherwise: none), type: .number(.any), offset: 0)
        return CompiledBundle.Item(item: item, award: all, when: when)
    }

    private mutating func duty(_ obligation: Obligation) -> CompiledBundle.Duty? {
        let scope = scope(of: obligation.list)
        var periodScope = scope
        periodScope.parameters = ["period_start": .date, "period_end": .date]
        let (start, due, opens): (Typed?, Typed?, Typed?)
        switch obligation.schedule {
        case .recurring(let recurrence):
            start = recurrence.start.flatMap { check($0, in: scope, expecting: .date) }
            due = recurrence.due.flatMap { check($0, in: periodScope, expecting: .date) }
            opens = recurrence.opens.flatMap { check($0, in: periodScope, expecting: .date) }
        case .once(let source, _, _):
            (start, due, opens) = (check(source, in: scope, expecting: .date), nil, nil)
        case .expiry(let dueSource, let opensSource, _):
            start = nil
            due = check(dueSource, in: scope, expecting: .date)
            opens = opensSource.flatMap { check($0, in: scope, expecting: .date) }
        }
        return CompiledBundle.Duty(
            obligation: obligation, when: obligation.when.flatMap { check($0, in: scope, expecting: .boolean) },
            start: start, due: due, opens: opens, entries: obligation.discharge.compactMap { entry($0) })
    }

    private mutating func entry(_ discharge: Discharge) -> (register: String, condition: Typed?)? {
        guard case .register(let register, let condition) = discharge, let source = schema.sources[register] else {
            return nil
        }
        let scope = factScope.entering(source.frame(alias: Self.rowAlias))
        return (register, condition.flatMap { check($0, in: scope, expecting: .boolean) })
    }
}
