import Dabiao

extension Form {
    /// True where the text is of this form; always for forms that only others can judge.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .text, .expression: !text.isEmpty
        case .name: Self.isName(text)
        case .reference:
            text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).reversed().enumerated()
                .allSatisfy { $0 == 0 ? Self.isName(String($1)) : Self.isID(String($1)) || Self.isName(String($1)) }
        case .id: Self.isID(text)
        case .boolean: Scalar.boolean(text) != nil
        case .integer: Scalar.integer(text) != nil
        case .decimal: Scalar.decimal(text) != nil
        case .date: CivilDate(text) != nil
        case .period: Scalar.period(text) != nil
        case .timeSpan: Scalar.timeSpan(text) != nil
        case .version: BundleVersion(text) != nil
        case .leastVersion: Scalar.leastVersion(text) != nil
        case .versionRange: VersionRange(text) != nil
        case .word(let words): words.contains(text)
        default: true
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64 && text.utf8.first.map { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } == true
            && text.utf8.allSatisfy(isNameCharacter)
    }

    private static func isID(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
            && text.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (byte != UInt8(ascii: "_") && isNameCharacter(byte))
            }
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "_")
    }
}

/// Reads text as the type that was declared for it; nil where it is not of that type.
enum Scalar {
    /// Exactly `true` or `false`: `on`, `no` and `1` are words and numbers.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The whole numbers that a double holds exactly.
    static let integers = -9_007_199_254_740_991.0...9_007_199_254_740_991.0

    static func integer(_ text: String) -> Int? {
        guard !text.contains("."), let number = decimal(text), integers.contains(number) else { return nil }
        return Int(number)
    }

    /// Digits with at most one point and a minus sign: no exponent, no separators, no `+`.
    static func decimal(_ text: String) -> Double? {
        guard text.utf8.count <= 40 else { return nil }
        let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard isDigits, !text.hasPrefix("--") else { return nil }
        return Double(text)
    }

    static func period(_ text: String) -> Period? {
        Period(text).flatMap { $0 == .zero ? nil : $0 }
    }

    static func timeSpan(_ text: String) -> TimeSpan? {
        if let period = period(text) { return .period(period) }
        let parts = text.split(separator: " ")
        guard parts.count == 2, ["workday", "workdays"].contains(parts[1]), let count = integer(String(parts[0])),
            (1...Period.limit).contains(count)
        else { return nil }
        return .workdays(count)
    }

    static func leastVersion(_ text: String) -> BundleVersion? {
        text.hasPrefix(">=") ? BundleVersion(String(text.dropFirst(2)).normalised) : nil
    }
}
