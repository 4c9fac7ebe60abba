import Dabiao
import Testing

@testable import RuleEngine

@Suite("Mistakes in rules")
struct MutationTests {
    private static func survivors(
        _ rule: String, when: String? = nil, derived: [DerivedDeclaration] = [], _ cases: [Telling]
    )
        throws -> [RuleSurvey.Survivor]
    {
        let cases = cases.map { SurveyCase($0, on: SurveyTests.today) }
        return try SurveyTests.survey(rule, when: when, derived: derived, against: cases).survivors
    }

    private static func x(_ value: Double) -> Telling { Telling(facts: ["x": .number(value)]) }

    @Test(
        "Every kind is made, and found where no case notices it",
        arguments: [
            ("x > 5", "> becomes >=", "5 becomes 6", "5 becomes 4"),
            ("x < 5", "< becomes <=", "the whole is negated", "5 becomes 4"),
            ("i = 5", "= becomes <>", "5 becomes 6", "5 becomes 4"),
            ("a AND b", "AND becomes OR", "term 1 of AND is dropped", "term 2 of AND is dropped"),
            ("a OR b OR x > 5", "OR becomes AND", "term 2 of OR is dropped", "term 3 of OR is dropped"),
            ("NOT a", "NOT is dropped", "NOT is dropped", "NOT is dropped"),
            ("x BETWEEN 2 AND 4", "its lower bound out", "its upper bound out", "2 becomes 1"),
            ("code IN ('GB 50516', 'GB 50156') OR a", "term 1 of IN is dropped", "OR becomes AND", "term 2 of OR"),
            ("d + P1Y < today", "a day later", "a day earlier", "< becomes <="),
            ("lookup(grades WHERE rank = 2 AND low > x, rank) = 2", "> becomes >=", "2 becomes 3", "AND becomes OR"),
            ("any(vessels WHERE capacity > 5)", "> becomes >=", "5 becomes 6", "the whole is negated"),
        ])
    func kinds(_ rule: String, _ first: String, _ second: String, _ third: String) throws {
        let found = try Self.survivors(rule, []).map(\.change.en)
        for change in [first, second, third] {
            #expect(found.contains { $0.contains(change) }, "\(change) is not among \(found)")
        }
    }

    @Test("Cases on both sides of a bound notice every mistake; without one of them a mistake passes")
    func boundary() throws {
        let all = [Self.x(5), Self.x(6), Telling()]
        #expect(try Self.survivors("x > 5", all).map(\.change.en) == [])
        let shifted = try Self.survivors("x > 5", [Self.x(5), Self.x(7), Telling()])
        #expect(shifted.map(\.change.en) == ["5 becomes 6"])
        let example = try #require(shifted.first)
        #expect(example.expected == .triggered)
        #expect(example.mistaken == .clear)
        #expect(example.location.column == Bench.here.column + 4)
        let swapped = try Self.survivors("x > 5", [Self.x(4), Self.x(6), Telling()])
        #expect(swapped.map(\.change.en).contains { $0.hasPrefix("> becomes >=") })
    }

    @Test("An example tells the original from the mistake")
    func examples() throws {
        for survivor in try Self.survivors("a AND x > 5 OR NOT b", []) {
            let found = try Bench.verdict("a AND x > 5 OR NOT b", survivor.example.telling, on: survivor.example.date)
            #expect(found?.verdict == survivor.expected, "\(survivor.change.en)")
            #expect(survivor.expected != survivor.mistaken)
        }
    }

    @Test("Mistakes in 'when' and in what is derived are found too")
    func around() throws {
        let when = try Self.survivors("a", when: "x > 5", [Telling(facts: ["x": .number(7), "a": .boolean(true)])])
        #expect(when.contains { $0.change.en.hasPrefix("> becomes >=") && $0.derived == nil })
        let derived = DerivedDeclaration(
            name: "big", title: "大", type: .boolean, unit: nil,
            derivation: .bands([
                Derivation.Band(when: Bench.source("x >= 5"), value: Bench.source("true"), basis: []),
                Derivation.Band(when: Bench.source("x < 5"), value: Bench.source("false"), basis: []),
            ]), location: Bench.here)
        let found = try Self.survivors("big", derived: [derived], [Self.x(9), Self.x(1), Telling()])
        #expect(found.contains { $0.derived == "big" && $0.change.en.hasPrefix(">= becomes >") })
        let sharp = [Self.x(5), Self.x(4), Self.x(9), Telling()]
        #expect(try Self.survivors("big", derived: [derived], sharp).map(\.change.en) == [])
    }

    @Test("A mistake that changes nothing is not told")
    func equivalent() throws {
        // Of integers, > 4 is >= 5: the second comparison adds nothing, whatever is done to it by one step down.
        let found = try Self.survivors("i >= 5 AND i > 3", []).map(\.change.en)
        #expect(!found.contains { $0.hasPrefix("3 becomes 2") })
        #expect(!found.contains { $0.hasPrefix("> becomes >=") })
        #expect(found.contains { $0.hasPrefix("5 becomes 6") })
    }

    /// What random subjects tell apart, sampling must tell apart as well: the random subjects know nothing of it.
    @Test("Sampling tells mistakes in random rules from the rules")
    func random() throws {
        var sower = Sower(Seed.printed(for: "mistakes in random rules"))
        let claims = (0..<(Seed.isLong ? 400 : 40)).map { _ in
            Stage.Claim(sower.truth(Int.random(in: 1...2, using: &sower.seed)))
        }
        let tellings = (0..<150).map { _ in Space.Sample(telling: sower.telling()) }
        let kept = claims.filter { CompiledBundle.compile(Stage.bundle([$0], rules: true)).0 != nil }
        var (differ, missed, blind) = (0, [String](), 0)
        for claim in kept {
            let compiled = try Bench.compile(Stage.bundle([claim], rules: true))
            let (bench, rule) = (
                try SampleBench(compiled, requires: [], days: Stage.days), try #require(compiled.rules.first)
            )
            let today = CivilDate(2026, 2, 1)
            let told = try RuleTrial(bench, rule, tellings, [], today).run(mistaken: true)
            let survey = try Surveyor(compiled, days: Stage.days).survey(rule.rule, on: today, against: [])
            let found = Set(try #require(survey).survivors.map { "\($0.location) \($0.change.en)" })
            let known = missed.count
            for (mistake, _) in told.survivors where mistake.derived == nil {
                differ += 1
                let name = "\(mistake.location) \(mistake.change.en)"
                if !found.contains(name) { missed.append("\(claim.tree.text)\n  \(mistake.change.en)") }
            }
            if missed.count > known { blind += 1 }
        }
        print("mistakes in random rules: \(differ) tell something else, \(missed.count) missed by sampling")
        #expect(differ > 50)
        // One mistake in twenty; a short run counts the rules instead, of which one may have many mistakes.
        #expect(
            Seed.isLong ? missed.count * 20 <= differ : blind * 5 <= kept.count, "\(missed.joined(separator: "\n"))")
    }

    @Test(
        "Every mistake in a comparison with a literal is told from it, exactly",
        arguments: ["=", "<>", "<", "<=", ">", ">="], ["x", "i", "kg", "d"])
    func literals(_ operation: String, _ name: String) throws {
        let literal = name == "d" ? "'2026-02-28'" : name == "x" ? "0.75" : "12"
        let compiled = try Bench.compile(Bench.bundle(rule: "\(name) \(operation) \(literal)"))
        let rule = try #require(compiled.rules.first)
        let survey = try Surveyor(compiled).survey(rule.rule, on: SurveyTests.today, against: [])
        #expect(try #require(survey).survivors.count == compiled.mistakes(in: rule).count)
        #expect(compiled.mistakes(in: rule).count == 4)
    }
}
