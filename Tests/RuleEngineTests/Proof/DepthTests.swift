import Dabiao
import RuleEngine
import Testing

@Suite("Depth and size are checked before anything recurses")
struct DepthTests {
    private static let million = 1_000_000

    @Test(
        "What is nested or long beyond bounds is refused at once, with its place",
        arguments: [
            String(repeating: "(", count: million), String(repeating: "(", count: million) + "a",
            String(repeating: "(", count: 500_000) + "a" + String(repeating: ")", count: 500_000),
            "x > " + String(repeating: "1+", count: 524_288) + "1", String(repeating: "NOT ", count: 250_000) + "a",
            "x > " + String(repeating: "-", count: million) + "1", String(repeating: "if(a, ", count: 150_000),
            "x > " + String(repeating: "abs(", count: 101) + "x" + String(repeating: ")", count: 101),
            String(repeating: "a AND ", count: 200_000) + "a", "a = '" + String(repeating: "达", count: million) + "'",
            "a IN (" + String(repeating: "true,", count: 200_000) + "true)", String(repeating: "9", count: million),
            "any(vessels WHERE " + String(repeating: "any(vessels WHERE ", count: 50_000),
        ])
    func refused(_ text: String) throws {
        let (compiled, diagnostics) = CompiledBundle.compile(Bench.bundle(rule: text))
        #expect(compiled == nil)
        let first = try #require(diagnostics.first)
        #expect(first.location.line == 1 && first.location.column >= 1)
        #expect(first.message.en.utf8.count < 500, "the sentence does not repeat the text")
    }

    @Test("A period beyond the civil years is none", arguments: ["P999999999Y", "P99999999999999999999D", "P301Y"])
    func periods(_ period: String) throws {
        let (compiled, diagnostics) = CompiledBundle.compile(Bench.bundle(rule: "d + \(period) < e"))
        guard let compiled else {
            #expect(diagnostics.count == 1)
            return
        }
        let telling = Telling(facts: ["d": .date(.earliest), "e": .date(.latest)])
        let verdicts = try Workbench(compiled, days: Bench.days).verdicts(telling, on: CivilDate(2026, 1, 1))
        #expect(verdicts.map(\.verdict) == [.undetermined])
    }

    @Test("What is written by hand is never that deep")
    func within() throws {
        let text = String(repeating: "(", count: 60) + "a" + String(repeating: ")", count: 60)
        #expect(CompiledBundle.compile(Bench.bundle(rule: text)).0 != nil)
        let sum = "x > " + Array(repeating: "1", count: 30).joined(separator: " + ")
        #expect(CompiledBundle.compile(Bench.bundle(rule: sum)).0 != nil)
    }

    @Test("Division by zero is unknown with its reason, for that subject alone and not beyond the branch that is taken")
    func division() throws {
        let telling = Telling(facts: ["x": .number(1), "y": .number(0)])
        #expect(try Bench.verdict("x / y > 1", telling)?.verdict == .undetermined)
        #expect(try Bench.verdict("if(y = 0, false, x / y > 1)", telling)?.verdict == .clear)
        #expect(try Bench.verdict("y = 0 OR x / y > 1", telling)?.verdict == .triggered)
        let bench = try Workbench(Bench.compile(Bench.bundle(rule: "x / y > 1")), days: Bench.days)
        let explained = try bench.evaluate(telling, on: CivilDate(2026, 1, 1)).explanations["rule"]
        #expect(explained?.rows.map(\.reasons) == [[.undefined]])
    }
}
