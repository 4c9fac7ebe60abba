import Dabiao
import Testing

@Suite("Unified social credit codes")
struct CreditCodeTests {
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    /// Public codes of known companies and the example of GB 32100-2015.
    private static let real = [
        "91350100M000100Y43", "91110000802100433B", "9144030071526726XG", "91330100799655058B", "914403001922038216",
        "91110108551385082Q", "91110108562144110X", "911100007109310534",
    ]

    @Test("Codes of known companies are valid, their organization codes too", arguments: real)
    func valid(code: String) throws {
        #expect(try CreditCode(code).text == code)
        #expect(CreditCode.findings(in: code).isEmpty)
        #expect(try CreditCode(code).organizationCode == String(code.dropFirst(8).prefix(9)))
    }

    @Test("Every single wrong character is found, and every swap of different neighbours", arguments: real)
    func corrupted(code: String) {
        let characters = Array(code)
        for position in characters.indices {
            for wrong in Self.alphabet where wrong != characters[position] {
                var corrupted = characters
                corrupted[position] = wrong
                #expect(throws: DabiaoError.self, "\(String(corrupted))") { try CreditCode(String(corrupted)) }
            }
        }
        for position in characters.indices.dropLast() where characters[position] != characters[position + 1] {
            var swapped = characters
            swapped.swapAt(position, position + 1)
            #expect(throws: DabiaoError.self, "\(String(swapped))") { try CreditCode(String(swapped)) }
        }
    }

    @Test("A generated code is valid, and its check character is told when it is wrong")
    func generated() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("CreditCodeTests.generated seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let code = random.creditCode()
            #expect(CreditCode.findings(in: code).isEmpty, "seed \(seed): \(code)")
            let last = try #require(code.last)
            let wrong = try #require(Self.alphabet.filter { $0 != last }.randomElement(using: &random))
            let findings = CreditCode.findings(in: String(code.dropLast()) + String(wrong))
            #expect(findings == [.checkCharacter(wrong, expected: last)], "seed \(seed): \(code)")
        }
    }

    @Test("A wrong check of the organization code alone is told, and does not refuse")
    func organizationCode() throws {
        // The standard's example with its 17th character changed from 4 to 5, and the 18th computed anew.
        let code = SeededGenerator.creditCode(body: "91350100M000100Y5")
        #expect(CreditCode.findings(in: code) == [.organizationCheckCharacter("5", expected: "4")])
        #expect(try CreditCode(code).text == code)
    }

    @Test(
        "Full-width and small characters, and white space around, are folded",
        arguments: [
            "９１３５０１００Ｍ０００１００Ｙ４３", "91350100m000100y43", " 91350100M000100Y43\n", "\u{3000}９１350100ｍ000100Y43\u{3000}",
        ])
    func folded(text: String) throws {
        #expect(try CreditCode(text).text == "91350100M000100Y43")
        #expect(CreditCode.normalized(text) == "91350100M000100Y43")
    }

    @Test(
        "What is wrong is told with its place",
        arguments: [
            ("", [.length(0)]), ("91350100M000100Y4", [.length(17)]), ("91350100M000100Y433", [.length(19)]),
            ("9135O100M000100Y43", [.character("O", position: 5)]),
            ("91350100M0001OOY43", [.character("O", position: 14), .character("O", position: 15)]),
            ("9135A100M000100Y43", [.character("A", position: 5)]),
            ("一1350100M000100Y43", [.character("一", position: 1)]),
            ("91350100\u{212A}000100Y43", [.character("\u{212A}", position: 9)]),
            ("000000000000000000", [.areaCode("000000")]),
        ] as [(String, [CreditCode.Finding])])
    func findings(code: String, expected: [CreditCode.Finding]) throws {
        #expect(CreditCode.findings(in: code) == expected)
        let error = try #require(throws: DabiaoError.self) { try CreditCode(code) }
        #expect(error.code == .invalid)
        for finding in expected {
            #expect(error.message.zh.contains(finding.message.zh) && error.message.en.contains(finding.message.en))
        }
    }

    @Test("A letter that is never used suggests the digit it looks like")
    func lookalike() {
        #expect(CreditCode.Finding.character("O", position: 5).message.zh == "第 5 位“O”不可用，是否应为“0”")
    }

    @Test("Area codes", arguments: [("110105", "110105"), ("１１０１０５", "110105"), ("100000", "100000")])
    func areaCode(text: String, code: String) {
        #expect(AreaCode(text)?.text == code)
    }

    @Test("No area codes", arguments: ["", "11010", "1101055", "010105", "11010A", "十一0105", "１１０１０"])
    func noAreaCode(text: String) {
        #expect(AreaCode(text) == nil)
    }

    @Test(
        "Industry codes",
        arguments: [
            ("F5265", "F5265"), ("5265", "5265"), ("f52", "F52"), ("52", "52"), ("526", "526"), ("F", "F"),
            ("Ｔ97", "T97"),
        ])
    func industryCode(text: String, code: String) {
        #expect(IndustryCode(text)?.text == code)
    }

    @Test("No industry codes", arguments: ["", "5", "F5", "52655", "F52655", "U52", "FF52", "52F", "F 52", "五2"])
    func noIndustryCode(text: String) {
        #expect(IndustryCode(text) == nil)
    }
}

extension SeededGenerator {
    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    /// A valid code with a valid organization code, made independently of the code under test.
    fileprivate mutating func creditCode() -> String {
        let area = String(Int.random(in: 110_000...659_999, using: &self))
        let organization = (0..<8).map { _ in Self.alphabet.randomElement(using: &self) ?? "0" }
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(organization, weights).reduce(0) { $0 + (Int(String($1.0), radix: 36) ?? 0) * $1.1 }
        let check = Array("0X987654321")[sum % 11]
        return Self.creditCode(body: "91" + area + String(organization) + String(check))
    }

    /// The seventeen characters and their check character.
    fileprivate static func creditCode(body: String) -> String {
        let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
        let sum = zip(body, weights).reduce(0) { $0 + (alphabet.firstIndex(of: $1.0) ?? 0) * $1.1 }
        let rest = sum % 31
        return body + String(alphabet[rest == 0 ? 0 : 31 - rest])
    }
}
