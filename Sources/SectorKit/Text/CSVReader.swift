import Dabiao

/// Reads the records of a CSV text one after the other, as ``CSVTable`` has them, in memory for one of them.
public struct CSVReader {
    /// The names of the columns; every one has a name, and no two the same.
    public let header: [CSVTable.Cell]
    private var parser: Parser

    /// - Throws: ``CSVTable/Malformed`` for a header that is missing, or has no name or a name twice.
    public init(_ text: String) throws(CSVTable.Malformed) {
        var parser = Parser(text)
        guard let row = try parser.next() else {
            throw CSVTable.Malformed(line: 1, column: 1, problem: Phrase("没有表头", "there is no header"))
        }
        try Self.check(row)
        header = row.cells
        self.parser = parser
    }

    /// The next record, blank lines skipped; nil at the end.
    ///
    /// - Throws: ``CSVTable/Malformed`` for an open quote, and text behind a closing one: nothing can be read then.
    public mutating func next() throws(CSVTable.Malformed) -> CSVTable.Row? {
        try parser.next()
    }

    /// What is wrong with a record that has more or fewer cells than the header; else nil.
    public func fault(of row: CSVTable.Row) -> CSVTable.Malformed? {
        guard row.cells.count != header.count else { return nil }
        return CSVTable.Malformed(
            line: row.line, column: 1,
            problem: Phrase(
                "这一行有 \(row.cells.count) 格，表头有 \(header.count) 格",
                "this row has \(row.cells.count) cells, the header has \(header.count)"))
    }

    private static func check(_ header: CSVTable.Row) throws(CSVTable.Malformed) {
        var seen: Set<String> = []
        for cell in header.cells {
            if cell.text.isEmpty {
                throw CSVTable.Malformed(
                    line: cell.line, column: cell.column, problem: Phrase("这一列没有列名", "this column has no name"))
            }
            guard seen.insert(cell.text).inserted else {
                throw CSVTable.Malformed(
                    line: cell.line, column: cell.column,
                    problem: Phrase("列名“\(cell.text)”写了不止一次", "column '\(cell.text)' is written more than once"))
            }
        }
    }
}

/// Cuts the bytes of a CSV text into records: what divides them is ASCII, and is never a part of another character.
private struct Parser {
    private let bytes: [UInt8]
    private var position = 0
    private var (line, column) = (1, 1)

    init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    mutating func next() throws(CSVTable.Malformed) -> CSVTable.Row? {
        while position < bytes.count {
            let row = try record()
            if row.cells.count > 1 || row.cells.first?.text.isEmpty == false { return row }
        }
        return nil
    }

    private mutating func record() throws(CSVTable.Malformed) -> CSVTable.Row {
        let start = line
        var cells = [try cell()]
        while current == UInt8(ascii: ",") {
            advance()
            cells.append(try cell())
        }
        skipLineEnd()
        return CSVTable.Row(line: start, cells: cells)
    }

    private mutating func cell() throws(CSVTable.Malformed) -> CSVTable.Cell {
        let (startLine, startColumn) = (line, column)
        let text = current == UInt8(ascii: "\"") ? try quoted() : plain()
        return CSVTable.Cell(text: text.normalised, line: startLine, column: startColumn)
    }

    private mutating func plain() -> String {
        let start = position
        while let byte = current, byte != UInt8(ascii: ","), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") {
            advance()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted() throws(CSVTable.Malformed) -> String {
        let quote = UInt8(ascii: "\"")
        let (startLine, startColumn) = (line, column)
        var text: [UInt8] = []
        advance()
        while let byte = current {
            advance()
            if byte != quote {
                text.append(byte)
            } else if current == quote {
                text.append(byte)
                advance()
            } else {
                guard current.map({ [UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains($0) }) ?? true
                else {
                    throw CSVTable.Malformed(
                        line: line, column: column,
                        problem: Phrase("右引号后面应为逗号或换行", "a comma or line end is expected behind the closing quote"))
                }
                return String(decoding: text, as: UTF8.self)
            }
        }
        throw CSVTable.Malformed(
            line: startLine, column: startColumn,
            problem: Phrase("引号没有配对：文件可能不完整", "the quote is not closed: the file may be cut off"))
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private var following: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

    /// One byte on; the bytes inside a character are no column of their own.
    private mutating func advance() {
        let byte = bytes[position]
        if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && following != UInt8(ascii: "\n")) {
            (line, column) = (line + 1, 1)
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
        position += 1
    }

    private mutating func skipLineEnd() {
        if current == UInt8(ascii: "\r") {
            let isPair = following == UInt8(ascii: "\n")
            advance()
            if !isPair { return }
        }
        if current == UInt8(ascii: "\n") { advance() }
    }
}
