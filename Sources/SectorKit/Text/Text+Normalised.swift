import Foundation

extension String {
    /// Trimmed and in the compatibility form NFKC, so that `ＧＢ 50516` and `GB 50516` are one word.
    var normalised: String {
        precomposedStringWithCompatibilityMapping.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
