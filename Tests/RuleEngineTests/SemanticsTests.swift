import Dabiao
import RuleEngine
import Testing

@Suite("What expressions mean")
struct SemanticsTests {
    static let told = Telling(
        facts: [
            "a": .boolean(true), "x": .number(0.1), "y": .number(0), "i": .number(3), "kg": .number(5000),
            "d": .date(CivilDate(2026, 1, 31)), "code": .text("GB 50516"), "word": .text("it's"),
        ],
        lists: [
            "vessels": [
                ["serial": .text("A"), "capacity": .number(800), "next": .date(CivilDate(2026, 11, 23))],
                ["serial": .text("B"), "capacity": .number(1200), "next": .date(CivilDate(2027, 3, 1))],
                ["serial": .text("C"), "capacity": .number(500)],
            ]
        ])

    @Test(
        "A condition over what was told",
        arguments: [
            // Kleene: only what is undecided is undetermined.
            ("a", Verdict.triggered), ("NOT a", .clear), ("b", .undetermined), ("NOT b", .undetermined),
            ("a AND b", .undetermined), ("NOT a AND b", .clear), ("a OR b", .triggered), ("NOT a OR b", .undetermined),
            ("a = true", .triggered), ("known(a)", .triggered), ("known(b)", .clear), ("NOT known(b)", .triggered),
            // Numbers: decimals are decimals, division by zero is unknown.
            ("x + x + x = 0.3", .triggered), ("x * 10 = 1", .triggered), ("x * 3 > 0.3", .clear),
            ("0.3 + 0.6 + 0.1 >= 1", .triggered), ("i / 2 = 1.5", .triggered), ("i / y > 0", .undetermined),
            ("i / y > 0 OR a", .triggered), ("-i < -2", .triggered), ("abs(-x) = x", .triggered),
            ("i BETWEEN 3 AND 4", .triggered), ("i NOT BETWEEN 4 AND 5", .triggered), ("i IN (1, 2, 3)", .triggered),
            ("i NOT IN (1, 2)", .triggered), ("least(i, 2) = 2", .triggered), ("greatest(i, 2) = 3", .triggered),
            ("ceil(x * 30) = 3", .triggered), ("floor(2.5) = 2", .triggered), ("round(2.5) = 3", .triggered),
            ("sqrt(16) = 4", .triggered), ("sqrt(-i) > 0", .undetermined), ("ln(y) > 0", .undetermined),
            ("pow(10, 400) > 1", .undetermined), ("pow(10, 200) * pow(10, 200) > 1", .undetermined),
            ("exp(0) = 1", .triggered), ("kg / kg = 1", .triggered), ("kg >= 5000", .triggered),
            // Words.
            ("code = 'GB 50516'", .triggered), ("code IN ('GB 50516', 'GB 50156')", .triggered),
            ("word = 'it''s'", .triggered), ("word <> 'its'", .triggered),
            // Days: months clamp, and nothing leaves the civil years.
            ("d + P1M = '2026-02-28'", .triggered), ("d + P1M + P1M = '2026-03-28'", .triggered),
            ("d + P2M = '2026-03-31'", .triggered), ("d - P2M = '2025-11-30'", .triggered),
            ("d + P1Y6M = '2027-07-31'", .triggered), ("d + P30D = '2026-03-02'", .triggered),
            ("d + i * P1M = '2026-04-30'", .triggered), ("d + P300Y > d", .undetermined),
            ("e + P1Y < today", .undetermined), ("d + P1M < today", .triggered), ("today = '2026-11-24'", .triggered),
            ("days_between(d, '2026-02-28') = 28", .triggered), ("today BETWEEN d AND '2027-01-01'", .triggered),
            // If.
            ("if(a, i = 3, b)", .triggered), ("if(b, a, a)", .undetermined), ("if(a, b, a)", .undetermined),
            // Lists: an unknown cell keeps an aggregate unknown unless Kleene logic decides.
            ("count(vessels) = 3", .triggered), ("count(vessels WHERE capacity > 600) = 2", .triggered),
            ("count(vessels WHERE next < today) > 0", .undetermined), ("any(vessels WHERE next < today)", .triggered),
            ("any(vessels WHERE next < '2020-01-01')", .undetermined), ("all(vessels, capacity > 400)", .triggered),
            ("all(vessels WHERE capacity > 600, known(next))", .triggered), ("all(vessels, next > d)", .undetermined),
            ("max(vessels, capacity) = 1200", .triggered),
            ("min(vessels WHERE capacity > 600, next) < today", .triggered),
            ("sum(vessels, capacity) = 2500", .triggered),
            ("sum(vessels WHERE capacity > 9000, capacity) = 0", .triggered),
            ("max(vessels WHERE capacity > 9000, capacity) > 0", .undetermined),
            ("sum(vessels, double) = kg", .triggered),
            ("count(vessels WHERE kg > capacity) = 3", .triggered),
            ("count(vessels WHERE known(next) AND next > today) = 1", .triggered),
            // Tables.
            (
                "lookup(grades WHERE standard = code AND 5000 >= low AND 5000 < high, rank, otherwise: 0) = 1",
                .triggered
            ),
            ("lookup(grades WHERE standard = code AND rank = i, high) = 3000", .triggered),
            ("lookup(grades WHERE standard = code, rank) = 1", .undetermined),
            ("lookup(grades WHERE rank = 9, high) = 1", .undetermined),
            ("lookup(grades WHERE rank = 9, high, otherwise: 7) = 7", .triggered),
        ])
    func condition(_ rule: String, _ expected: Verdict) throws {
        #expect(try Bench.verdict(rule, Self.told)?.verdict == expected)
    }

    @Test(
        "Nothing told is never a verdict",
        arguments: ["a", "x > 1", "d < today", "count(vessels) > 0", "any(vessels WHERE capacity > 1)", "word = 'x'"])
    func nothingTold(_ rule: String) throws {
        #expect(try Bench.verdict(rule)?.verdict == .undetermined)
    }

    @Test(
        "A list told empty has no rows: count and sum are 0, any is false, all is true, max is unknown",
        arguments: [
            ("count(vessels) = 0", Verdict.triggered), ("sum(vessels, capacity) = 0", .triggered),
            ("any(vessels WHERE capacity > 0)", .clear), ("all(vessels, capacity > 0)", .triggered),
            ("max(vessels, capacity) > 0", .undetermined),
        ])
    func toldEmpty(_ rule: String, _ expected: Verdict) throws {
        #expect(try Bench.verdict(rule, Telling(lists: ["vessels": []]))?.verdict == expected)
    }

    @Test("A rule about rows is their Kleene OR, and each row has its own verdict")
    func rows() throws {
        let verdict = try #require(try Bench.verdict("next < today", for: "vessels", Self.told))
        #expect(verdict.verdict == .triggered)
        #expect(verdict.rows.map(\.key) == ["A", "B", "C"])
        #expect(verdict.rows.map(\.verdict) == [.triggered, .clear, .undetermined])
        #expect(try Bench.verdict("next < today", for: "vessels")?.verdict == .undetermined)
        #expect(try Bench.verdict("next < today", for: "vessels", Telling(lists: ["vessels": []]))?.verdict == .clear)
    }

    @Test("What applies to nobody is not applicable, and what may apply is undetermined")
    func applicability() throws {
        let rule = "oil > 100"
        #expect(try Bench.verdict(rule, Self.told)?.verdict == .notApplicable)
        #expect(try Bench.verdict(rule)?.verdict == .undetermined)
        #expect(try Bench.verdict("\(rule) OR b", Self.told)?.verdict == .undetermined)
        #expect(try Bench.verdict("a", when: "NOT a", Self.told)?.verdict == .notApplicable)
        #expect(try Bench.verdict("a", when: "b", Self.told)?.verdict == .undetermined)
        let other = Telling(facts: ["code": .text("GB 50156"), "oil": .number(120)])
        #expect(try Bench.verdict(rule, other)?.verdict == .triggered)
    }

    @Test("Told although it does not apply, a fact reads as unknown")
    func toldButNotApplicable() throws {
        let telling = Telling(facts: ["code": .text("GB 50516"), "oil": .number(120)])
        #expect(try Bench.verdict("oil > 100", telling)?.verdict == .notApplicable)
    }

    @Test(
        "A verdict knows the day on which it may change by itself",
        arguments: [
            ("d + P1Y < today", CivilDate(2027, 1, 31)), ("today > '2026-11-24'", CivilDate(2026, 11, 25)),
            ("any(vessels WHERE next < today)", CivilDate(2027, 3, 1)), ("a", nil), ("d < today", nil),
        ])
    func changeDay(_ rule: String, _ day: CivilDate?) throws {
        #expect(try Bench.verdict(rule, Self.told)?.changesOn == day)
    }

    @Test("The verdict does not change before the day it names")
    func changeDayIsNeverLate() throws {
        let rule = "d + P1Y < today OR any(vessels WHERE next < today AND capacity > 1000)"
        var today = CivilDate(2026, 1, 1)
        var last = try #require(try Bench.verdict(rule, Self.told, on: today))
        let bench = try Workbench(Bench.compile(Bench.bundle(rule: rule)), days: Bench.days)
        while today < CivilDate(2027, 6, 1), let next = today.adding(days: 1) {
            let verdict = try #require(try bench.verdicts(Self.told, on: next).first)
            if verdict.verdict != last.verdict { #expect(last.changesOn == next) }
            (today, last) = (next, verdict)
        }
        #expect(last.verdict == .triggered)
    }

    @Test(
        "Workdays are counted by the calendar, the start day not counted",
        arguments: [
            ("2026-09-30", "3 workdays", "2026-10-10"), ("2026-09-30", "1 workdays", "2026-10-08"),
            ("2026-10-03", "1 workdays", "2026-10-08"), ("2026-09-28", "2 workdays", "2026-09-30"),
        ])
    func workdays(_ start: String, _ count: String, _ due: String) throws {
        let telling = Telling(facts: ["d": .date(try #require(CivilDate(start[...])))])
        #expect(try Bench.verdict("d + \(count) = '\(due)'", telling)?.verdict == .triggered)
        #expect(try Bench.verdict("'\(due)' = d + \(count)", telling)?.verdict == .triggered)
        #expect(try Bench.verdict("d + 500 workdays > d", telling)?.verdict == .undetermined)
    }

    @Test("Counting back, the start day is not counted either")
    func workdaysBack() throws {
        let telling = Telling(facts: ["d": .date(CivilDate(2026, 10, 8))])
        #expect(try Bench.verdict("d - 1 workdays = '2026-09-30'", telling)?.verdict == .triggered)
        let holiday = Telling(facts: ["d": .date(CivilDate(2026, 10, 5))])
        #expect(try Bench.verdict("d - 1 workdays = '2026-09-30'", holiday)?.verdict == .triggered)
        #expect(try Bench.verdict("d - 0 workdays = d", holiday)?.verdict == .triggered)
    }
}
