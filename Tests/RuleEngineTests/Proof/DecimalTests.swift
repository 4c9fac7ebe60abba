import Dabiao
import RuleEngine
import Testing

@Suite("Decimals are decimals")
struct DecimalTests {
    private static func verdict(_ rule: Tree, _ telling: Telling) throws -> Verdict? {
        let (bundle, diagnostics) = CompiledBundle.compile(Stage.bundle([Stage.Claim(rule)], rules: true))
        let compiled = try #require(bundle, "\(diagnostics.map { $0.text(.english) })")
        return try Workbench(compiled).verdicts(telling, on: CivilDate(2026, 1, 1)).first?.verdict
    }

    private static let one = Tree.literal(.number(1))

    @Test("Ten times 0.1 is 1")
    func tenths() throws {
        let sum = (1..<10).reduce(Tree.name("x")) { sum, _ in .arithmetic("+", sum, .name("x")) }
        let telling = Telling(facts: ["x": .number(0.1)])
        #expect(try Self.verdict(.compare(">=", sum, Self.one), telling) == .triggered)
        #expect(try Self.verdict(.compare("<", sum, Self.one), telling) == .clear)
    }

    @Test(
        "Three thirds are 1, whether they meet in a sum over rows, in a column or in a derived fact",
        arguments: [
            Tree.aggregate(
                "sum", over: "vessels", where: nil, value: .arithmetic("/", .name("n"), .literal(.number(3)))),
            .aggregate("sum", over: "vessels", where: nil, value: .name("part")),
            .arithmetic("*", .name("third"), .literal(.number(3))),
            .arithmetic(
                "*", .aggregate("max", over: "vessels", where: nil, value: .name("part")), .literal(.number(3))),
        ])
    func thirds(_ whole: Tree) throws {
        let telling = Telling(
            facts: ["x": .number(1)], lists: ["vessels": Array(repeating: ["n": .number(1)], count: 3)])
        #expect(try Self.verdict(.compare(">=", whole, Self.one), telling) == .triggered)
        #expect(try Self.verdict(.compare("=", whole, Self.one), telling) == .triggered)
    }

    @Test("A computed value compares at nine decimals, and so does a figure that is written with more")
    func derived() throws {
        let telling = Telling(facts: ["x": .number(1)])
        let third = Tree.literal(.number(0.333_333_333_4))
        #expect(try Self.verdict(.compare("=", .name("third"), third), telling) == .triggered)
        #expect(try Self.verdict(.compare("<", .name("third"), third), telling) == .clear)
    }

    @Test(
        "Large numbers keep their last digit",
        arguments: [
            "pow(i, 10) = 61917364224", "floor(pow(i, 10)) = 61917364224", "pow(i, 10) = pow(i, 5) * pow(i, 5)",
            "floor(pow(i + 1, 10)) / 1000 = 137858491.849", "i * 500000 * 1000000 >= 6000000000000",
            "ceil(pow(i, 10) + 1) <> pow(i, 10)", "pow(i, 10) IN (1, 61917364224)",
        ])
    func large(_ rule: String) throws {
        #expect(try Bench.verdict(rule, Telling(facts: ["i": .number(12)]))?.verdict == .triggered)
    }
}
