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
        var reader = try CSVReader(text)
        header = reader.header
        var (rows, ragged): ([Row], [Malformed]) = ([], [])
        while let row = try reader.next() {
            if let fault = reader.fault(of: row) { ragged.append(fault) } else { rows.append(row) }
        }
        (self.rows, self.ragged) = (rows, ragged)
    }
}
