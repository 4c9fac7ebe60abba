import Dabiao
import RuleEngine
import Testing

@Suite("Every small expression means the same to both evaluators")
struct ExhaustiveTests {
    private func expectAgreement(
        _ claims: [Stage.Claim], _ tellings: [Telling], atLeast count: Int,
        sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) throws {
        let arena = try Arena()
        var compared = 0
        for start in stride(from: 0, to: claims.count, by: 250) {
            let outcome = try arena.compare(Array(claims[start..<min(start + 250, claims.count)]), tellings)
            compared += outcome.compared
            #expect(outcome.refused.isEmpty, "\(outcome.refused.first?.claim.tree.text ?? "")")
            guard let first = outcome.differences.first else { continue }
            Issue.record("\(try arena.shrink(first))", sourceLocation: sourceLocation)
            return
        }
        #expect(compared >= count, sourceLocation: sourceLocation)
    }

    private static let truths: [Value?] = [.boolean(true), .boolean(false), nil]

    @Test("Conditions over true, false and unknown: all of up to five nodes over two facts, of four over three")
    func kleene() throws {
        let (a, b, c) = (Tree.name("a"), Tree.name("b"), Tree.name("c"))
        let (deep, wide) = (Sizes.truths(upTo: 5, over: [a, b]), Sizes.truths(upTo: 4, over: [a, b, c]))
        let values = ["a", "b", "c"].map { (name: $0, values: Self.truths) }
        let literals = Sizes.truths(upTo: 3, over: [a, .literal(.boolean(true)), .literal(.boolean(false))])
        try expectAgreement((deep + literals).map { .init($0) }, Sizes.tellings(Array(values[..<2])), atLeast: 8000)
        try expectAgreement(wide.map { .init($0) }, Sizes.tellings(values), atLeast: 8000)
    }

    private static let numbers: [Value?] = [0, 1, -2, 0.1, 0.3, 1e200, nil].map { $0.map { .number($0) } }

    @Test("Comparisons of all numbers made of one operation")
    func numbers() throws {
        let leaves: [Tree] = [.name("x"), .name("y"), .literal(.number(3)), .literal(.number(0.1))]
        let numbers = Sizes.numbers(over: leaves)
        let tellings = Sizes.tellings([("x", Self.numbers), ("y", Self.numbers)])
        let values = numbers.map { Stage.Claim($0, .decimal) }
        let comparisons = Sizes.pairs(["=", "<>", "<", "<=", ">", ">="], Sizes.pairs(numbers, leaves))
            .map { Stage.Claim(.compare($0, $1.0, $1.1)) }
        let ranges = Sizes.pairs(leaves, Sizes.pairs(leaves, leaves)).flatMap { value, bounds in
            [Tree.between(value, bounds.0, bounds.1), .isIn(value, [bounds.0, bounds.1])].flatMap { tree in
                [Stage.Claim(tree), Stage.Claim(.not(tree))]
            }
        }
        let sums = Sizes.pairs(Array(numbers.suffix(40)), Array(numbers[..<12])).map { left, right in
            Stage.Claim(.compare("=", .arithmetic("-", left, right), .literal(.number(0))))
        }
        try expectAgreement(values + comparisons + ranges + sums, tellings, atLeast: 100_000)
    }

    private static let days: [Value?] =
        [
            CivilDate(2024, 1, 31), CivilDate(2024, 2, 29), CivilDate(2025, 2, 28), CivilDate(2026, 1, 1),
            CivilDate(2026, 1, 3), CivilDate(2026, 3, 31), CivilDate(2027, 1, 2), .earliest, .latest, nil,
        ].map { $0.map { .date($0) } }
    private static let periods = [
        Period(months: 1), Period(months: 13), Period(months: 1200), Period(days: 1), Period(days: 366),
        Period(months: 1, days: 30),
    ]

    @Test("Days compared, shifted by periods once and several times, and by workdays")
    func dates() throws {
        let (d, e, i) = (Tree.name("d"), Tree.name("e"), Tree.name("i"))
        var shifts: [Tree] = [d, .name("later")]
        for isBack in [false, true] {
            shifts += [i, .literal(.number(0)), .literal(.number(1)), .literal(.number(1_000_000_000))]
                .map { .workdays(d, isBack: isBack, count: $0) }
            for period in Self.periods {
                shifts += [nil, i].map { .shift(d, isBack: isBack, period, times: $0) }
                shifts += Self.periods.map {
                    .shift(.shift(d, isBack: isBack, period, times: nil), isBack: !isBack, $0, times: nil)
                }
            }
        }
        let comparisons = Sizes.pairs(["=", "<", ">="], shifts).map { Stage.Claim(.compare($0, $1, e)) }
        let between = shifts.map { Stage.Claim(.not(.between(e, d, $0))) }
        let lengths = shifts.map { Stage.Claim(.call("days_between", [e, $0]), .decimal) }
        let tellings = Sizes.tellings([
            ("d", Self.days), ("e", Array(Self.days.suffix(4))),
            ("i", [0, 1, -1, 12, nil].map { $0.map { .number($0) } }),
        ])
        try expectAgreement(
            shifts.map { .init($0, .date) } + comparisons + between + lengths, tellings, atLeast: 100_000)
    }

    /// Not told, told empty, and every list of at most two rows.
    private static var lists: [[[String: Value]]?] {
        let numbers: [Value?] = [.number(0), .number(1), nil]
        let rows: [[String: Value]] = Sizes.pairs(truths, numbers).map { sound, n in
            ["sound": sound, "n": n].compactMapValues { $0 }
        }
        return [nil, []] + rows.map { [$0] } + Sizes.pairs(rows, rows).map { [$0, $1] }
    }

    @Test("Aggregates and lookups over every list of at most two rows, and over a table")
    func rows() throws {
        let (n, sound, x) = (Tree.name("n"), Tree.name("sound"), Tree.name("x"))
        let high = Tree.compare(">", n, x)
        let conditions: [Tree?] = [
            nil, sound, .not(sound), high, .known(n), .and([sound, high]), .or([sound, high]),
            .literal(.boolean(false)),
        ]
        let values: [Tree] = [n, .name("part"), .arithmetic("/", .literal(.number(1)), n), x]
        var claims = conditions.flatMap { condition -> [Stage.Claim] in
            let numbers = Sizes.pairs(["sum", "min", "max"], values).map { name, value in
                Stage.Claim(.aggregate(name, over: "vessels", where: condition, value: value), .decimal)
            }
            let truths = Sizes.pairs(["any", "all"], conditions.compactMap { $0 }).map { name, value in
                Stage.Claim(.aggregate(name, over: "vessels", where: condition, value: value))
            }
            let lookups = Sizes.pairs(values, [nil, x, .literal(.number(7))]).map { value, otherwise in
                Stage.Claim(.lookup("vessels", where: condition, column: value, otherwise: otherwise), .decimal)
            }
            let plain = ["count", "any"].map { name in
                Stage.Claim(
                    .aggregate(name, over: "vessels", where: condition, value: nil),
                    name == "count" ? .decimal : .boolean)
            }
            return numbers + truths + lookups + plain
        }
        let table: [Tree] = [
            .compare(">", x, .name("low")), .compare("=", .name("label"), .name("code")), .name("strict"),
            .compare("=", .name("rank"), x), .compare("=", .name("rank"), .literal(.number(9))),
        ]
        claims += table.flatMap { condition in
            [
                Stage.Claim(.lookup("grid", where: condition, column: .name("since"), otherwise: nil), .date),
                Stage.Claim(.lookup("grid", where: condition, column: .name("high"), otherwise: x), .decimal),
                Stage.Claim(.aggregate("count", over: "grid", where: condition, value: nil), .decimal),
            ]
        }
        let tellings = Sizes.pairs(Self.lists, [0, 1, nil]).map { list, x in
            Telling(
                facts: ["x": x.map { Value.number($0) }, "code": .text("A")].compactMapValues { $0 },
                lists: ["vessels": list].compactMapValues { $0 })
        }
        try expectAgreement(claims, tellings, atLeast: 50_000)
    }
}
