public import Dabiao

extension CompiledBundle {
    /// Checks every expression of a bundle; all errors at once, each at its file, line and column.
    ///
    /// - Parameters:
    ///   - requires: the compiled bundles that it reads (`common.x`).
    ///   - days: the days that it is compiled for, on all of which the same declarations are in force. What has not begun
    ///     by their end may read what is not declared yet, and is left out then.
    ///   - isExcused: whether a name stands for what could not be read, which was told already: using it is no second
    ///     error.
    public static func compile(
        _ bundle: Bundle, requires: [CompiledBundle] = [], for days: Span = Span(),
        excusing isExcused: @escaping (String) -> Bool = { _ in false }
    ) -> (CompiledBundle?, [Diagnostic]) {
        var compiler = Compiler(bundle, requires: requires.map(\.tables), days: days, excusing: isExcused)
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
    let days: Span
    var diagnostics: [Diagnostic] = []

    init(
        _ bundle: Bundle, requires: [FactTables], days: Span = Span(), excusing isExcused: @escaping (String) -> Bool
    ) {
        self.bundle = bundle
        self.days = days
        tables = FactTables(bundle)
        schema = FactSchema(tables, requires: requires, excusing: isExcused)
    }

    /// Names of the subject's facts alone.
    var factScope: Scope { Scope(frames: [schema.facts], schema: schema) }

    /// Names of the subject's facts in what is computed when they are told, and only then.
    var derivedScope: Scope {
        var scope = factScope
        for register in Registers.all { scope.closedSources[register.name] = Self.whyNoRegisters }
        return scope
    }

    private static let whyNoRegisters = Phrase(
        "派生值和适用条件只在填报时计算，登记却随时会变；请在否决项、检查项或义务里读它",
        "derived values and applicability are computed when facts are told, and registers change at any time: read it in a "
            + "rule, a check item or a duty")

    /// Names inside `for: list`, or of the subject alone; nil where the list could not be read.
    func scope(of list: String?) -> Scope? {
        guard let list else { return factScope }
        return schema.sources[list].map { factScope.entering($0.frame(alias: Self.rowAlias)) }
    }

    /// The alias of the row that a rule or duty is about.
    static let rowAlias = "r1"

    mutating func compile() -> CompiledBundle {
        checkNames()
        let order = derivations()
        let rules = current(bundle.vetoRules, \.span).compactMap { thing in
            leniently(unless: thing.span) { $0.rule(thing, order) }
        }
        let items = current(bundle.checklist, \.span).compactMap { thing in
            leniently(unless: thing.span) { $0.item(thing) }
        }
        // One that has ended may have left something to do.
        let duties = bundle.obligations.compactMap { thing in
            leniently(unless: Span(effective: thing.span.effective)) { $0.duty(thing) }
        }
        let compiled = CompiledBundle(
            bundle: bundle, tables: tables, derivations: order.steps.map(\.derivation), rules: rules, items: items,
            duties: Dictionary(duties.map { (CompiledBundle.DutyKey($0.obligation), $0) }) { first, _ in first },
            definitions: order.definitions, applicability: order.applicability,
            standing: Standing(rules: rules, tables: tables))
        checkEffects(compiled, definitions: order.definitions)
        return compiled
    }

    // MARK: - Days

    /// Those that have not ended before the days begin.
    private func current<Thing>(_ things: [Thing], _ span: (Thing) -> Span) -> [Thing] {
        things.filter { thing in days.effective.map { !span(thing).hasEnded(by: $0) } ?? true }
    }

    /// Compiles something; what is wrong with it counts only where it is in force on some of the days.
    private mutating func leniently<Result>(unless span: Span, _ compile: (inout Compiler) -> Result?) -> Result? {
        let before = diagnostics.count
        let result = compile(&self)
        guard !span.overlaps(days), diagnostics.count > before else { return result }
        diagnostics.removeSubrange(before...)
        return nil
    }

    /// Whether a list is declared on the days; tells where it is not.
    mutating func declares(_ list: String?, at location: SourceLocation) -> Bool {
        guard let list, schema.sources[list] == nil else { return true }
        return undeclared(Phrase("清单", "list"), list, at: location)
    }

    mutating func declaresDischarges(of obligation: Obligation) -> Bool {
        obligation.discharge.reduce(true) { fits, discharge in
            switch discharge {
            case .fact(let name) where name.contains("."):
                isForeignDate(name, at: obligation.location) && fits
            case .fact(let name) where !bundle.facts.contains { $0.name == name }:
                undeclared(Phrase("事实", "fact"), name, at: obligation.location)
            case .column(let name) where !(columns(of: obligation.list).contains { $0.name == name }):
                undeclared(Phrase("列", "column"), name, at: obligation.location)
            default: fits
            }
        }
    }

    /// Whether a name is a date that another bundle or the daemon knows (`common.x`); tells where it is not.
    private mutating func isForeignDate(_ name: String, at location: SourceLocation) -> Bool {
        let dates = schema.qualified.filter { $0.value.type == .date }
        guard dates[name] == nil, !schema.isExcused(name) else { return true }
        let near = name.nearest(among: dates.keys.sorted())
        diagnostics.append(
            Diagnostic(
                at: location,
                Phrase(
                    "没有日期事实“\(name)”" + (near.map { "，是否是“\($0)”？" } ?? "：它要由“requires”中的插件声明"),
                    "there is no fact '\(name)' of type date"
                        + (near.map { "; did you mean '\($0)'?" } ?? ": a bundle under 'requires' must declare it"))))
        return false
    }

    private func columns(of list: String?) -> [ColumnDeclaration] {
        bundle.lists.first { $0.name == list }?.columns ?? []
    }

    private mutating func undeclared(_ kind: Phrase, _ name: String, at location: SourceLocation) -> Bool {
        let when = days.phrase
        diagnostics.append(
            Diagnostic(
                at: location,
                Phrase(
                    "用到的\(kind.zh)“\(name)”在它的有效期内（\(when.zh)）没有声明",
                    "the \(kind.en) '\(name)' that it uses is not declared for days of its span (\(when.en))")))
        return false
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
            } else if let checked, expected.isInteger, !checked.type.isInteger {
                checker.errors.append(
                    SyntaxError(
                        0, "此处应为整数，表达式却可能是小数：用 round(…)、ceil(…) 或 floor(…) 取整",
                        "an integer is expected and this may be a decimal: make it whole by round(…), ceil(…) or floor(…)"
                    ))
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
        diagnostics.append(Diagnostic(at: source.location(of: error.offset), error.message))
    }

    // MARK: - Rules, items

    private mutating func rule(_ rule: VetoRule, _ derivations: Derivations) -> CompiledBundle.Rule? {
        guard declares(rule.list, at: rule.location), var scope = scope(of: rule.list) else { return nil }
        scope.allowsToday = true
        scope.closedSources = Registers.verdictsOfRules
        if let list = rule.list, let why = scope.closedSources[list] {
            diagnostics.append(
                Diagnostic(
                    at: rule.location,
                    Phrase("否决项不能写“for: \(list)”：\(why.zh)", "a veto rule has no 'for: \(list)': \(why.en)")))
        }
        let when = rule.when.flatMap { check($0, in: scope, expecting: .boolean) }
        guard let condition = check(rule.rule, in: scope, expecting: .boolean) else { return nil }
        return CompiledBundle.Rule(
            rule: rule, condition: condition, when: when,
            applicability: derivations.applicability(behind: [when, condition].compactMap { $0 }, and: rule.list))
    }

    private mutating func item(_ item: ChecklistItem) -> CompiledBundle.Item? {
        guard var scope = scope(of: item.list) else { return nil }
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
}

extension ExpressionSource {
    /// Where the character with so many characters before it stands.
    func location(of offset: Int) -> SourceLocation {
        let before = text.prefix(offset)
        let line = before.count { $0 == "\n" }
        let column = line == 0 ? location.column + offset : before.reversed().prefix { $0 != "\n" }.count + 1
        return SourceLocation(file: location.file, line: location.line + line, column: column)
    }
}
