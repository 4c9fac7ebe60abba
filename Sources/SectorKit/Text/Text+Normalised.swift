import Foundation

extension String {
    /// Trimmed and in the compatibility form NFKC, so that `ＧＢ 50516` and `GB 50516` are one word; the full-width
    /// punctuation of Chinese text stays as it was written.
    var normalised: String {
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
