/// A code of a branch of the economy (GB/T 4754): a section's letter, a division, group or class of two to four
/// digits, or both (`F`, `52`, `526`, `5265`, `F5265`). Only the form is checked, never the list.
public struct IndustryCode: Hashable, Sendable {
    public let text: String

    /// Reads one of these forms, full-width and small letters too; nil for any other.
    public init?(_ text: some StringProtocol) {
        let text = text.foldedAsCode
        let hasSection = text.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "T")).contains($0) } ?? false
        let digits = hasSection ? text.dropFirst() : text[...]
        guard digits.isAllDigits, (2...4).contains(digits.utf8.count) || hasSection && digits.isEmpty else {
            return nil
        }
        self.text = text
    }
}

extension IndustryCode: LosslessStringConvertible {
    public var description: String { text }
}
