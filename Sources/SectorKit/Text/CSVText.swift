/// Writes a CSV text as RFC 4180 has it, so that ``CSVReader`` reads the same cells.
public struct CSVText: Sendable {
    public private(set) var text = ""

    public init() {}

    /// Adds a record.
    public mutating func add(_ cells: [String]) {
        text += cells.map(Self.quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ cell: String) -> String {
        let needsQuotes = cell.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
        return needsQuotes ? "\"" + cell.replacing("\"", with: "\"\"") + "\"" : cell
    }
}

extension String {
    /// As a cell that no spreadsheet takes for a formula: an apostrophe is put before what begins, behind apostrophes,
    /// with `=`, `+`, `-` or `@`. ``fromSpreadsheet`` takes it away: every text comes back as it was.
    public var forSpreadsheet: String { beginsLikeFormula ? "'" + self : self }

    public var fromSpreadsheet: String { hasPrefix("'") && beginsLikeFormula ? String(dropFirst()) : self }

    private var beginsLikeFormula: Bool {
        let first = utf8.first { $0 != UInt8(ascii: "'") }
        return first.map { "=+-@".utf8.contains($0) } ?? false
    }
}
