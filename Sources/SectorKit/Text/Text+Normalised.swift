import Foundation

extension String {
    /// Trimmed and in the compatibility form NFKC, so that `ＧＢ 50516` and `GB 50516` are one word; the full-width
    /// punctuation of Chinese text stays as it was written.
    public var normalised: String {
        if isNormalised { return self }
        var result = ""
        var run = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar.isChinesePunctuation {
                result += String(run).precomposedStringWithCompatibilityMapping
                result.unicodeScalars.append(scalar)
                run.removeAll()
            } else {
                run.append(scalar)
            }
        }
        result += String(run).precomposedStringWithCompatibilityMapping
        return result.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether nothing is to be done, told quickly of what most texts consist of: ASCII and Chinese characters, none of
    /// which the compatibility form changes or composes, without white space around.
    private var isNormalised: Bool {
        let isPlain = unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x20...0x7E, 0x4E00...0x9FA5, 0x3001, 0x3002: true
            default: scalar.isChinesePunctuation
            }
        }
        return isPlain && utf8.first != 0x20 && utf8.last != 0x20
    }
}

extension Unicode.Scalar {
    /// ！（），：；？
    fileprivate var isChinesePunctuation: Bool {
        switch value {
        case 0xFF01, 0xFF08, 0xFF09, 0xFF0C, 0xFF1A, 0xFF1B, 0xFF1F: true
        default: false
        }
    }
}
