import Dabiao

/// Makes random trees over the stage's vocabulary, of every construct of the language.
struct Sower {
    var seed: Seed
    /// Columns in view, by the list or table around them.
    private var sources: [String] = []

    init(_ seed: Seed) {
        self.seed = seed
    }

    mutating func claim(depth: Int) -> Stage.Claim {
        switch Int.random(in: 0..<8, using: &seed) {
        case 0, 1: Stage.Claim(number(depth), .decimal)
        case 2: Stage.Claim(date(depth), .date)
        default: Stage.Claim(truth(depth))
        }
    }

    private static let columns: [String: (truths: [String], numbers: [String], integers: [String], dates: [String])] = [
        "vessels": (["sound"], ["n", "part"], ["m"], ["next"]), "pumps": (["spare"], ["q"], [], []),
        "grid": (["strict"], ["low", "high"], ["rank"], ["since"]),
    ]

    /// A name of a type: more often of the innermost row, where there is one.
    private mutating func name(_ outer: [String], _ columns: (String) -> [String]) -> Tree {
        let inner = sources.flatMap(columns)
        return .name(seed.pick(inner.isEmpty || seed.once(in: 3) ? outer : inner))
    }

    // MARK: - Truth

    mutating func truth(_ depth: Int) -> Tree {
        guard depth > 0 else {
            if seed.once(in: 9) { return .literal(.boolean(seed.once(in: 2))) }
            return name(["a", "b", "c"]) { Self.columns[$0]?.truths ?? [] }
        }
        let less = depth - 1
        switch Int.random(in: 0..<18, using: &seed) {
        case 0: return .not(truth(less))
        case 1: return .and((0..<Int.random(in: 2...4, using: &seed)).map { _ in truth(less) })
        case 2: return .or((0..<Int.random(in: 2...4, using: &seed)).map { _ in truth(less) })
        case 3: return .compare(seed.pick(["=", "<>"]), truth(less), truth(less))
        case 4: return .choose(truth(less), truth(less), truth(less))
        case 5: return .known(seed.once(in: 2) ? number(less) : seed.once(in: 2) ? date(less) : truth(less))
        case 6, 7: return .compare(seed.pick(["=", "<>", "<", "<=", ">", ">="]), number(less), number(less))
        case 8: return .compare(seed.pick(["=", "<>", "<", "<=", ">", ">="]), date(less), anyDate(less))
        case 9: return maybeNot(.isIn(number(less), (0..<3).map { _ in number(less / 2) }))
        case 10: return maybeNot(.between(number(less), number(less), number(less)))
        case 11: return maybeNot(.between(date(less), anyDate(less), anyDate(less)))
        case 12: return words()
        case 14: return .compare(seed.pick(["=", "<>", "<", "<=", ">", ">="]), minute(less), minute(less))
        case 15: return .compare(seed.pick(["=", "<>", "<", "<=", ">", ">="]), duration(less), duration(less))
        case 16: return maybeNot(.between(duration(less), duration(less), duration(less)))
        case 13: return aggregated(depth, ["any", "all"]) { $0.truth($1) } ?? truth(less)
        default: return looked(depth) { $0.truth($1) } ?? truth(less)
        }
    }

    private mutating func maybeNot(_ tree: Tree) -> Tree { seed.once(in: 2) ? .not(tree) : tree }

    private mutating func words() -> Tree {
        let code = Tree.literal(.text(seed.pick(Stage.codes)))
        let risk = seed.pick(Stage.risks)
        let all: [Tree] = [
            .compare(seed.pick(["=", "<>"]), .name("code"), code), .compare("=", .name("word"), .name("code")),
            .compare("<>", .name("word"), .literal(.text("it's"))), .isIn(.name("code"), [code, .name("word")]),
            .member(.literal(.text(risk)), of: "risks"), .not(.member(.name("word"), of: "risks")),
            .has("ANY", "risks", [risk, seed.pick(Stage.risks)]), .has("ALL", "risks", [risk, seed.pick(Stage.risks)]),
            .known(.name("risks")),
        ]
        if sources.contains("grid"), seed.once(in: 2) {
            return .compare("=", .name("label"), seed.once(in: 2) ? .name("code") : code)
        }
        return maybeNot(seed.pick(all))
    }

    // MARK: - Numbers

    mutating func number(_ depth: Int) -> Tree {
        guard depth > 0 else {
            if seed.once(in: 3) {
                return .literal(.number(seed.pick([0, 1, 2, 3, 0.1, 0.3, 7.5, 10, 1000, 1e15])))
            }
            return name(["x", "y", "i", "oil", "third", "grade"]) { source in
                Self.columns[source].map { $0.numbers + $0.integers } ?? []
            }
        }
        let less = depth - 1
        switch Int.random(in: 0..<14, using: &seed) {
        case 0...4: return .arithmetic(seed.pick(["+", "-", "*", "/"]), number(less), number(less))
        case 5: return .negative(number(less))
        case 6: return .call(seed.pick(["least", "greatest"]), [number(less), number(less), number(less / 2)])
        case 7: return .call(seed.pick(["abs", "ceil", "floor", "round"]), [number(less)])
        case 8: return .call(seed.pick(["sqrt", "exp", "ln"]), [number(less)])
        case 9: return .call("pow", [number(less), number(0)])
        case 10: return .choose(truth(less), number(less), number(less))
        case 11: return aggregated(depth, ["count", "sum", "min", "max"]) { $0.number($1) } ?? number(less)
        case 12: return looked(depth) { $0.number($1) } ?? number(less)
        default: return integer(less)
        }
    }

    mutating func integer(_ depth: Int) -> Tree {
        guard depth > 0 else {
            if seed.once(in: 2) { return .literal(.number(Double(Int.random(in: 0...14, using: &seed)))) }
            return name(["i"]) { Self.columns[$0]?.integers ?? [] }
        }
        let less = depth - 1
        switch Int.random(in: 0..<7, using: &seed) {
        case 0, 1: return .arithmetic(seed.pick(["+", "-", "*"]), integer(less), integer(less))
        case 2: return .negative(integer(less))
        case 3: return .call(seed.pick(["ceil", "floor", "round"]), [number(less)])
        case 4: return .call("days_between", [anyDate(less), date(less)])
        case 5: return .choose(truth(less), integer(less), integer(less))
        default: return aggregated(depth, ["count"]) { $0.integer($1) } ?? integer(less)
        }
    }

    // MARK: - Days

    private static let periods = [
        Period(months: 1), Period(months: 11), Period(months: 12), Period(months: 18, days: 3), Period(days: 30),
        Period(days: 1), Period(months: 3600), Period(months: 1200), Period(days: 50_000),
    ]

    mutating func date(_ depth: Int) -> Tree {
        guard depth > 0 else { return name(["d", "e", "later"]) { Self.columns[$0]?.dates ?? [] } }
        let less = depth - 1
        let isBack = seed.once(in: 2)
        switch Int.random(in: 0..<10, using: &seed) {
        case 0, 1: return .shift(date(less), isBack: isBack, seed.pick(Self.periods), times: nil)
        case 2, 3: return .shift(date(less), isBack: isBack, seed.pick(Self.periods), times: integer(less / 2))
        case 4: return .workdays(date(less), isBack: isBack, count: integer(less / 2))
        case 5: return .choose(truth(less), date(less), date(less))
        case 6: return aggregated(depth, ["min", "max"]) { $0.date($1) } ?? date(less)
        case 7: return .move(date(less), isBack: isBack, by: duration(less / 2))
        case 8: return .call("date", [minute(less)])
        default: return looked(depth) { $0.date($1) } ?? date(less)
        }
    }

    mutating func minute(_ depth: Int) -> Tree {
        guard depth > 0 else { return .name(seed.pick(["t", "u"])) }
        let less = depth - 1
        guard seed.once(in: 3) else {
            return .move(minute(less), isBack: seed.once(in: 2), by: duration(less / 2))
        }
        return .choose(truth(less), minute(less), minute(less))
    }

    mutating func duration(_ depth: Int) -> Tree {
        guard depth > 0 else {
            return seed.once(in: 3) ? .literal(.period(seed.pick(Self.periods))) : .name(seed.pick(["span", "term"]))
        }
        let less = depth - 1
        guard seed.once(in: 3) else { return .multiple(integer(less), of: duration(less / 2)) }
        return .choose(truth(less), duration(less), duration(less))
    }

    /// A date, or where the type is clear from what it meets, a literal.
    private mutating func anyDate(_ depth: Int) -> Tree {
        seed.once(in: 3) ? .literal(.date(seed.pick(Sower.dates))) : date(depth)
    }

    static let dates = [
        CivilDate(2024, 2, 29), CivilDate(2026, 1, 31), CivilDate(2026, 2, 28), CivilDate(2026, 1, 2),
        CivilDate(2026, 1, 4), CivilDate(2026, 3, 27), CivilDate(2027, 1, 5), CivilDate(2026, 3, 31), .earliest,
        .latest,
    ]

    // MARK: - Rows

    private mutating func enter() -> String? {
        let free = ["vessels", "pumps", "grid"].filter { !sources.contains($0) }
        guard sources.count < 2, !free.isEmpty else { return nil }
        return seed.pick(free)
    }

    private mutating func inside<Answer>(_ source: String, _ body: (inout Sower) -> Answer) -> Answer {
        sources.append(source)
        defer { sources.removeLast() }
        return body(&self)
    }

    private mutating func aggregated(_ depth: Int, _ names: [String], _ value: (inout Sower, Int) -> Tree) -> Tree? {
        guard let source = enter() else { return nil }
        let name = seed.pick(names)
        let (isConditional, less) = (seed.once(in: 2), min(depth - 1, 2))
        return inside(source) { sower in
            let condition = isConditional ? sower.truth(less) : nil
            let needsValue = name != "count" && (name != "any" || condition == nil || sower.seed.once(in: 2))
            return .aggregate(name, over: source, where: condition, value: needsValue ? value(&sower, less) : nil)
        }
    }

    private mutating func looked(_ depth: Int, _ value: (inout Sower, Int) -> Tree) -> Tree? {
        guard let source = enter() else { return nil }
        let less = min(depth - 1, 2)
        let otherwise = seed.once(in: 2) ? value(&self, less) : nil
        return inside(source) { sower in
            let condition = sower.truth(less)
            return .lookup(source, where: condition, column: value(&sower, less), otherwise: otherwise)
        }
    }
}
