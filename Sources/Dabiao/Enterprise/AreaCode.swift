/// A code of an administrative division (GB/T 2260): six digits. Only the form is checked, never the list.
public struct AreaCode: Hashable, Sendable {
    public let text: String

    /// Reads six digits of which the first is not 0, full-width ones too; nil for any other form.
    public init?(_ text: some StringProtocol) {
        let text = text.foldedAsCode
        guard text.utf8.count == 6, text.isAllDigits, text.first != "0" else { return nil }
        self.text = text
    }
}

extension AreaCode: LosslessStringConvertible {
    public var description: String { text }
}
