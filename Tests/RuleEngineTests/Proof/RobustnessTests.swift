import Dabiao
import RuleEngine
import Testing

@Suite("No text can crash the compiler")
struct RobustnessTests {
    private static let words =
        [
            "a", "x", "i", "d", "e", "word", "code", "risks", "vessels", "grid", "n", "sound", "label", "third",
            "today",
            "vessels.n", "enterprise.grade", "AND", "OR", "NOT", "IN", "BETWEEN", "WHERE", "HAS", "ANY", "ALL", "true",
            "false", "if", "known", "lookup", "otherwise", "count", "sum", "min", "max", "any", "all", "workdays",
            "days_between", "round", "pow", "least", "P1M", "P99999Y", "P", "1", "0.1", "1e5", "999999999999999",
            "99999999999999999999999999999999", "'A'", "'2026-01-31'", "''", "'", "(", ")", "(", ")", ",", ".", ":",
            "+",
            "-", "*", "/", "=", "<>", "<", ">=", "!=", ";", "--", "/*", "\"", "\u{0}", "\u{FEFF}", "é", "达标", "\n", "ß",
        ]

    private static func text(_ seed: inout Seed) -> String {
        switch Int.random(in: 0..<3, using: &seed) {
        case 0:
            let bytes = (0..<Int.random(in: 0...40, using: &seed)).map { _ in UInt8.random(in: 0...255, using: &seed) }
            return String(decoding: bytes, as: UTF8.self)
        case 1:
            let bytes = (0..<Int.random(in: 0...60, using: &seed)).map { _ in UInt8.random(in: 32...126, using: &seed) }
            return String(decoding: bytes, as: UTF8.self)
        default:
            return (0..<Int.random(in: 0...24, using: &seed)).map { _ in seed.pick(words) }.joined(separator: " ")
        }
    }

    /// A valid text with a few characters exchanged, doubled or lost.
    private static func damaged(_ text: String, _ seed: inout Seed) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 1...3, using: &seed) where !characters.isEmpty {
            let place = Int.random(in: 0..<characters.count, using: &seed)
            switch Int.random(in: 0..<3, using: &seed) {
            case 0: characters.remove(at: place)
            case 1: characters.insert(characters[place], at: place)
            default: characters[place] = seed.pick(Array("()',.:+-*/=<> 0aP\u{0}"))
            }
        }
        return String(characters)
    }

    @Test(
        "A letter that only looks like one of the language's ends the reading",
        arguments: ["é", "x = ß", "a AND é1", "²"])
    func foreignLetters(_ text: String) {
        #expect(CompiledBundle.compile(Bench.bundle(rule: text)).0 == nil)
    }

    @Test("Random bytes, random words and damaged expressions are refused at their place, or compile")
    func random() {
        var sower = Sower(Seed.printed(for: "random texts"))
        var refused = 0
        for _ in 0..<100 {
            let texts = (0..<200).map { index in
                index % 4 == 0
                    ? Self.damaged(sower.claim(depth: 2).tree.text, &sower.seed) : Self.text(&sower.seed)
            }
            var bundle = Stage.bundle([])
            bundle.vetoRules = texts.enumerated().map { index, text in
                VetoRule(
                    id: "v\(index)", title: "v",
                    rule: ExpressionSource(text, at: SourceLocation(file: "text", line: 1000 * (index + 1), column: 1)),
                    basis: [], effect: .advise, hazard: .none, remedy: "", span: Span(), cases: [], location: Bench.here
                )
            }
            let (_, diagnostics) = CompiledBundle.compile(bundle)
            for diagnostic in diagnostics {
                let index = diagnostic.location.line / 1000 - 1
                #expect(texts.indices.contains(index))
                #expect(diagnostic.location.column >= 1)
                #expect(!diagnostic.message.zh.isEmpty && !diagnostic.message.en.isEmpty)
            }
            refused += Set(diagnostics.map { $0.location.line / 1000 }).count
        }
        #expect(refused > 10_000)
        #expect(refused < 20_000)
    }
}
