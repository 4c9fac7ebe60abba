import Dabiao
import RuleEngine
import Testing

@Suite("Why a verdict is unknown")
struct ExplanationTests {
    @Test(
        "Only what really kept it unknown is missing",
        arguments: [
            ("a AND x > 1", ["a": Value.boolean(true)], ["x"]), ("a AND x > 1", [:], ["a", "x"]),
            ("a OR b", ["a": .boolean(false)], ["b"]), ("x > 1 OR count(vessels) > 1", ["x": .number(0)], ["vessels"]),
            ("if(a, x > 1, b)", ["a": .boolean(true)], ["x"]), ("if(a, x > 1, b)", [:], ["a"]),
            ("lookup(grades WHERE standard = code AND rank = i, high) > x", ["code": .text("GB 50516")], ["i", "x"]),
            ("enterprise.grade = '二级'", [:], ["enterprise.grade"]),
            ("x / y > 1", ["x": .number(1), "y": .number(0)], []),
            ("oil > 1", ["code": .text("GB 50516")], []), ("oil > 1", [:], ["oil"]),
        ])
    func missing(_ rule: String, _ facts: [String: Value], _ missing: [String]) throws {
        let bench = try Workbench(Bench.compile(Bench.bundle(rule: rule)))
        let evaluation = try bench.evaluate(Telling(facts: facts), on: CivilDate(2026, 11, 24))
        let explanation = try #require(evaluation.explanations["rule"])
        #expect(explanation.missing == missing)
        #expect(explanation.rows.first?.reasons.isEmpty == false)
    }

    @Test("A derived fact is traced to the facts behind it")
    func derived() throws {
        var bundle = Bench.bundle(rule: "grade = 1 AND a")
        bundle.derived = [
            DerivedDeclaration(
                name: "grade", title: "等级", type: .integer, unit: nil,
                derivation: .expression(
                    Bench.source(
                        "lookup(grades WHERE standard = code AND x >= low AND x < high, rank, otherwise: 0)")),
                location: Bench.here)
        ]
        let bench = try Workbench(Bench.compile(bundle))
        let today = CivilDate(2026, 11, 24)
        let unknown = try bench.evaluate(Telling(facts: ["a": .boolean(true)]), on: today)
        #expect(unknown.explanations["rule"]?.missing == ["code", "x"])
        #expect(unknown.derived == ["grade": nil])
        let facts: [String: Value] = ["a": .boolean(true), "code": .text("GB 50516"), "x": .number(5000)]
        let known = try bench.evaluate(Telling(facts: facts), on: today)
        #expect(known.derived == ["grade": .number(1)])
        #expect(known.verdicts.first?.verdict == .triggered)
        let read = known.explanations["rule"]?.facts.map(\.name)
        #expect(read == ["grade", "code", "x", "a"])
    }

    @Test("Reasons other than a missing fact are told in words")
    func reasons() throws {
        let cases: [(String, UnknownReason)] = [
            ("x / y > 1", .undefined), ("lookup(grades WHERE rank = 9, high) > 1", .noRow("grades")),
            ("lookup(grades WHERE rank > 0, high) > 1", .ambiguous("grades")),
            ("max(vessels WHERE capacity > 9, capacity) > 1", .noRows("vessels")),
            ("sum(vessels, capacity) > 1", .missingCell(list: "vessels", column: "capacity")),
            ("sum(vessels, double) > 1", .missingCell(list: "vessels", column: "capacity")),
            ("sqrt(y - x) > 1", .undefined), ("pow(y, y - x) > 1", .undefined), ("ln(y) > 1", .undefined),
            ("exp(1000 * x) > 1", .overflow), ("pow(10, 400) * x > 1", .overflow),
            ("d + P300Y > '2026-01-31'", .overflow), ("d + 1 workdays > '2026-01-31'", .calendar),
            ("P1M < P30D", .undefined), ("1000000000 * P1M = P1M", .overflow),
        ]
        for (rule, reason) in cases {
            let capacity: [[String: Value]] =
                reason == .noRows("vessels")
                ? [["serial": .text("A"), "capacity": .number(1)]] : [["serial": .text("A")]]
            let bench = try Workbench(Bench.compile(Bench.bundle(rule: rule)))
            let telling = Telling(
                facts: ["x": .number(1), "y": .number(0), "d": .date(CivilDate(2026, 1, 1))],
                lists: ["vessels": capacity])
            let evaluation = try bench.evaluate(telling, on: CivilDate(2026, 11, 24))
            #expect(evaluation.explanations["rule"]?.rows.first?.reasons == [reason], "\(rule)")
            #expect(!reason.phrase { $0 }.zh.isEmpty)
        }
    }

    @Test("Every reason has a sentence of its own, and names what telling it would help")
    func sentences() {
        let reasons: [UnknownReason] = [
            .missing("x"), .notTold("x"), .missingCell(list: "x", column: "y"), .notApplicable("x"), .noRow("x"),
            .ambiguous("x"), .noRows("x"), .expired("x", CivilDate(2026, 5, 1)), .retyped("x"),
            .undefined, .overflow, .calendar,
        ]
        let phrases = reasons.map { $0.phrase { $0 } }
        #expect(Set(phrases.map(\.zh)).count == reasons.count)
        #expect(Set(phrases.map(\.en)).count == reasons.count)
        #expect(reasons.compactMap(\.missingName) == ["x", "x", "x.y", "x", "x"])
    }

    @Test("Each row of a list is explained by itself")
    func rows() throws {
        let bench = try Workbench(Bench.compile(Bench.bundle(rule: "next < today AND a", for: "vessels")))
        let telling = Telling(
            facts: ["a": .boolean(true)],
            lists: [
                "vessels": [
                    ["serial": .text("A"), "next": .date(CivilDate(2026, 1, 1))], ["serial": .text("B")],
                ]
            ])
        let explanation = try #require(
            try bench.evaluate(telling, on: CivilDate(2026, 11, 24)).explanations["rule"])
        #expect(explanation.rows.map(\.key) == ["A", "B"])
        #expect(explanation.rows.map(\.verdict) == [.triggered, .undetermined])
        #expect(explanation.missing == ["vessels.next"])
        let untold = try #require(
            try bench.evaluate(Telling(), on: CivilDate(2026, 11, 24)).explanations["rule"])
        #expect(untold.missing == ["vessels"])
        #expect(!untold.isTold)
    }
}
