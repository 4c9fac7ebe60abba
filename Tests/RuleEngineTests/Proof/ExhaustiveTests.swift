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

    private static let minutes: [Value?] = (Sower.minutes.map { .datetime($0) }) + [nil]
    private static let lengths: [Value?] = (Sower.lengths.map { .period($0) }) + [nil]
    private static let orders = ["=", "<>", "<", "<=", ">", ">="]

    @Test("Minutes compared and moved, durations compared, multiplied and used to move days and minutes")
    func minutesAndDurations() throws {
        let (t, u, p, q) = (Tree.name("t"), Tree.name("u"), Tree.name("span"), Tree.name("term"))
        let (d, i, month) = (Tree.name("d"), Tree.name("i"), Tree.literal(.period(Period(months: 1))))
        let durations: [Tree] = [p, q, month, .multiple(i, of: p), .multiple(i, of: month)]
        let moves = Sizes.pairs([t, d], Sizes.pairs([false, true], durations)).map { moment, way in
            (moment, Tree.move(moment, isBack: way.0, by: way.1))
        }
        let minute = Tree.literal(.datetime(try #require(CivilMinute("2026-02-28T08:30"))))
        var claims = Sizes.pairs(Self.orders, Sizes.pairs([t, minute], [u])).map { operation, sides in
            Stage.Claim(.compare(operation, sides.0, sides.1))
        }
        claims += Sizes.pairs(Self.orders, Sizes.pairs(durations, durations)).map {
            Stage.Claim(.compare($0, $1.0, $1.1))
        }
        claims += Sizes.pairs(durations, [q, month]).map { Stage.Claim(.not(.between($0, p, $1))) }
        claims += durations.map { Stage.Claim(.isIn($0, [q, month])) } + durations.map { Stage.Claim($0, .duration) }
        claims += moves.map { Stage.Claim($1, $0 == t ? .datetime : .date) }
        claims += [
            Stage.Claim(.call("date", [t]), .date), Stage.Claim(.call("hours_between", [t, u]), .decimal),
            Stage.Claim(.compare("<", .call("date", [t]), d)),
        ]
        let tellings = Sizes.tellings([
            ("t", Self.minutes), ("u", Array(Self.minutes.suffix(3))), ("span", Self.lengths),
            ("term", Array(Self.lengths.suffix(4))), ("i", [-1, 0, 12, nil].map { $0.map { .number($0) } }),
            ("d", [.date(CivilDate(2026, 1, 31)), nil]),
        ])
        try expectAgreement(claims, tellings, atLeast: 100_000)
    }

    @Test("References compared with each other, with words and with the key column of their list")
    func references() throws {
        let (chief, deputy, person) = (Tree.name("chief"), Tree.name("deputy"), Tree.name("person"))
        let words = [Tree.literal(.text("A")), .literal(.text("C"))]
        var claims = Sizes.pairs(["=", "<>"], [(chief, deputy), (chief, words[0]), (words[1], deputy)])
            .map { Stage.Claim(.compare($0, $1.0, $1.1)) }
        claims += [Stage.Claim(.isIn(chief, words)), Stage.Claim(.not(.isIn(deputy, words)))]
        let mine = Tree.compare("=", person, chief)
        claims += [mine, .or([mine, .compare("=", deputy, person)])].flatMap { condition in
            [
                Stage.Claim(.lookup("crew", where: condition, column: .name("trained"), otherwise: nil), .date),
                Stage.Claim(.aggregate("count", over: "crew", where: condition, value: nil), .decimal),
                Stage.Claim(.aggregate("all", over: "crew", where: condition, value: .known(.name("trained")))),
            ]
        }
        let names: [Value?] = ["A", "B", "Z", nil].map { $0.map { .text($0) } }
        let day = Value.date(CivilDate(2026, 1, 31))
        let crews: [[[String: Value]]?] = [
            nil, [], [["person": .text("A"), "trained": day]], [["person": .text("B")]],
            [["person": .text("A")], ["person": .text("B"), "trained": day]],
        ]
        let tellings = Sizes.pairs(crews, Sizes.tellings([("chief", names), ("deputy", names)])).map { crew, telling in
            Telling(facts: telling.facts, lists: ["crew": crew].compactMapValues { $0 })
        }
        try expectAgreement(claims, tellings, atLeast: 1000)
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
        let void = Tree.compare("=", .name("rank"), x)
        claims += [
            Stage.Claim(.lookup("void", where: void, column: .name("since"), otherwise: nil), .date),
            Stage.Claim(.lookup("void", where: void, column: .name("rank"), otherwise: x), .decimal),
            Stage.Claim(.aggregate("count", over: "void", where: void, value: nil), .decimal),
            Stage.Claim(.aggregate("any", over: "void", where: void, value: nil)),
            Stage.Claim(.aggregate("all", over: "void", where: nil, value: void)),
            Stage.Claim(.aggregate("min", over: "void", where: nil, value: .name("since")), .date),
        ]
        let tellings = Sizes.pairs(Self.lists, [0, 1, nil]).map { list, x in
            Telling(
                facts: ["x": x.map { Value.number($0) }, "code": .text("A")].compactMapValues { $0 },
                lists: ["vessels": list].compactMapValues { $0 })
        }
        try expectAgreement(claims, tellings, atLeast: 50_000)
    }
}
