public import Dabiao

/// A CSV text as RFC 4180 has it: quotes, either line end, an optional byte order mark, and a header.
public struct CSVTable: Hashable, Sendable {
    /// A cell, and where its first character stands: line and column from 1, columns in Unicode scalars.
    public struct Cell: Hashable, Sendable {
        public let text: String
        public let line: Int
        public let column: Int
    }

    /// The cells of a record and the line it starts on.
    public struct Row: Hashable, Sendable {
        public let line: Int
        public let cells: [Cell]
    }

    /// The names of the columns; every one has a name, and no two the same.
    public let header: [Cell]
    /// The records below it, each with as many cells as the header. Blank lines are skipped.
    public let rows: [Row]
    /// The records that have more or fewer cells than the header, and are not among ``rows``.
    public let ragged: [Malformed]

    /// Why a text is not CSV.
    public struct Malformed: Error, Hashable, Sendable {
        public let line: Int
        public let column: Int
        public let problem: Phrase
    }

    /// - Throws: ``Malformed`` for an open quote, text behind a closing one, a header that is missing or has a name
    ///   twice, and a record with more or fewer cells than the header.
    public init(_ text: String) throws(Malformed) {
        try self.init(settingAsideRaggedRowsOf: text)
        if let first = ragged.first { throw first }
    }

    /// - Throws: ``Malformed`` as ``init(_:)``, but not for a record with more or fewer cells than the header: those
    ///   are ``ragged``, so that whoever tells all faults at once can read the others.
    public init(settingAsideRaggedRowsOf text: String) throws(Malformed) {
        var parser = Parser(text)
        var records = try parser.records()
        guard let header = records.first else {
            throw Malformed(line: 1, column: 1, problem: Phrase("没有表头", "there is no header"))
        }
        records.removeFirst()
        try Self.check(header)
        self.header = header.cells
        rows = records.filter { $0.cells.count == header.cells.count }
        ragged = records.filter { $0.cells.count != header.cells.count }.map { row in
            Malformed(
                line: row.line, column: 1,
                problem: Phrase(
                    "这一行有 \(row.cells.count) 格，表头有 \(header.cells.count) 格",
                    "this row has \(row.cells.count) cells, the header has \(header.cells.count)"))
        }
    }

    private static func check(_ header: Row) throws(Malformed) {
        var seen: Set<String> = []
        for cell in header.cells {
            if cell.text.isEmpty {
                throw Malformed(
                    line: cell.line, column: cell.column, problem: Phrase("这一列没有列名", "this column has no name"))
            }
            guard seen.insert(cell.text).inserted else {
                throw Malformed(
                    line: cell.line, column: cell.column,
                    problem: Phrase("列名“\(cell.text)”写了不止一次", "column '\(cell.text)' is written more than once"))
            }
        }
    }
}

/// Cuts a CSV text into records.
private struct Parser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var (line, column) = (1, 1)

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{FEFF}" { position = 1 }
    }

    mutating func records() throws(CSVTable.Malformed) -> [CSVTable.Row] {
        var records: [CSVTable.Row] = []
        while position < scalars.count {
            let row = try record()
            if row.cells.count > 1 || row.cells.first?.text.isEmpty == false { records.append(row) }
        }
        return records
    }

    private mutating func record() throws(CSVTable.Malformed) -> CSVTable.Row {
        let start = line
        var cells = [try cell()]
        while current == "," {
            advance()
            cells.append(try cell())
        }
        skipLineEnd()
        return CSVTable.Row(line: start, cells: cells)
    }

    private mutating func cell() throws(CSVTable.Malformed) -> CSVTable.Cell {
        let (startLine, startColumn) = (line, column)
        let text = current == "\"" ? try quoted() : plain()
        return CSVTable.Cell(text: text.normalised, line: startLine, column: startColumn)
    }

    private mutating func plain() -> String {
        var text = String.UnicodeScalarView()
        while let scalar = current, scalar != ",", scalar != "\n", scalar != "\r" {
            text.append(scalar)
            advance()
        }
        return String(text)
    }

    private mutating func quoted() throws(CSVTable.Malformed) -> String {
        let (startLine, startColumn) = (line, column)
        var text = String.UnicodeScalarView()
        advance()
        while let scalar = current {
            advance()
            if scalar != "\"" {
                text.append(scalar)
            } else if current == "\"" {
                text.append(scalar)
                advance()
            } else {
                guard current == nil || current == "," || current == "\n" || current == "\r" else {
                    throw CSVTable.Malformed(
                        line: line, column: column,
                        problem: Phrase("右引号后面应为逗号或换行", "a comma or line end is expected behind the closing quote"))
                }
                return String(text)
            }
        }
        throw CSVTable.Malformed(
            line: startLine, column: startColumn, problem: Phrase("引号没有配对", "the quote is not closed"))
    }

    private var current: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func advance() {
        let isLineEnd = scalars[position] == "\n" || (scalars[position] == "\r" && next != "\n")
        (line, column) = isLineEnd ? (line + 1, 1) : (line, column + 1)
        position += 1
    }

    private var next: Unicode.Scalar? { position + 1 < scalars.count ? scalars[position + 1] : nil }

    private mutating func skipLineEnd() {
        if current == "\r" {
            let isPair = next == "\n"
            advance()
            if !isPair { return }
        }
        if current == "\n" { advance() }
    }
}
