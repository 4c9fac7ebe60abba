/// A unified social credit code (统一社会信用代码) whose check character is right. Source: GB 32100-2015.
///
/// Eighteen characters: registering authority, category, area code (six digits, GB/T 2260), organization code (nine
/// characters, GB 11714, the last its own check), check character. The check, modulo 31, finds every single wrong
/// character.
public struct CreditCode: Hashable, Sendable {
    public let text: String

    /// Reads a code after ``normalized(_:)``; throws with all that ``findings(in:)`` refuses it for.
    public init(_ text: some StringProtocol) throws(DabiaoError) {
        let code = Self.normalized(text)
        let findings = Self.findings(in: code).filter(\.isRefusal)
        guard findings.isEmpty else {
            let zh = findings.map(\.message.zh).joined(separator: "；")
            let en = findings.map(\.message.en).joined(separator: "; ")
            throw DabiaoError(
                .invalid,
                Phrase("“\(code)”不是统一社会信用代码：\(zh)", "\"\(code)\" is not a unified social credit code: \(en)"),
                remedy: Phrase("请对照营业执照核对", "Compare it with the business licence"))
        }
        self.text = code
    }

    /// Characters 9 to 17 (GB 11714).
    public var organizationCode: String {
        String(text.dropFirst(8).dropLast())
    }

    /// The code as it is stored: full-width characters made plain, small letters capitals, no white space around it.
    public static func normalized(_ text: some StringProtocol) -> String {
        text.foldedAsCode
    }
}

extension CreditCode: CustomStringConvertible {
    public var description: String { text }
}

// MARK: - Check

extension CreditCode {
    /// Digits and capitals without I, O, S, V and Z; a character's place is its value.
    static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")

    /// All that is to be said against a normalized code; empty when nothing is.
    ///
    /// A wrong form makes the check characters meaningless, so these are computed for a right form only.
    public static func findings(in code: String) -> [Finding] {
        let characters = Array(code)
        guard characters.count == 18 else { return [.length(characters.count)] }
        let form = formFindings(characters)
        return form.isEmpty ? checkFindings(characters) : form
    }

    private static func formFindings(_ characters: [Character]) -> [Finding] {
        let wrong = characters.enumerated().compactMap { index, character -> Finding? in
            let isArea = (2..<8).contains(index)
            let isAllowed = character.isASCII && alphabet.prefix(isArea ? 10 : alphabet.count).contains(character)
            return isAllowed ? nil : .character(character, position: index + 1)
        }
        let area = String(characters[2..<8])
        return wrong.isEmpty && AreaCode(area) == nil ? [.areaCode(area)] : wrong
    }

    private static func checkFindings(_ characters: [Character]) -> [Finding] {
        var findings: [Finding] = []
        let expected = checkCharacter(of: characters.dropLast())
        if expected != characters[17] {
            findings.append(.checkCharacter(characters[17], expected: expected))
        }
        let inner = organizationCheckCharacter(of: characters[8..<16])
        if inner != characters[16] {
            findings.append(.organizationCheckCharacter(characters[16], expected: inner))
        }
        return findings
    }

    /// The 18th character for the first seventeen: weights are the powers of 3 modulo 31.
    private static func checkCharacter(of characters: some Collection<Character>) -> Character {
        var (sum, weight) = (0, 1)
        for character in characters {
            sum += (alphabet.firstIndex(of: character) ?? 0) * weight
            weight = weight * 3 % 31
        }
        return alphabet[(31 - sum % 31) % 31]
    }

    /// The ninth character of an organization code for its first eight (GB 11714), where letters count on from A = 10
    /// without gaps.
    private static func organizationCheckCharacter(of characters: some Collection<Character>) -> Character {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(characters, weights).reduce(0) { $0 + ($1.0.organizationCodeValue * $1.1) }
        return Array("0123456789X")[(11 - sum % 11) % 11]
    }
}

extension Character {
    /// 0 to 9, A = 10 to Z = 35.
    fileprivate var organizationCodeValue: Int {
        wholeNumberValue ?? Int(asciiValue ?? UInt8(ascii: "A")) - Int(UInt8(ascii: "A")) + 10
    }
}
