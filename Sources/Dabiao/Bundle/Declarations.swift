/// A fact that an enterprise or site tells: one typed value that may be unknown.
public struct FactDeclaration: Hashable, Sendable {
    public let name: String
    public let title: String
    public let type: ValueType
    /// The unit of a number, as written (`kg`, `m3`, `%`); nil for a pure number.
    public let unit: String?
    /// Inclusive bounds of a number; nil where there is none.
    public let minimum: Double?
    public let maximum: Double?
    /// Applicability: where it is false, the fact is not asked and never missing.
    public let when: ExpressionSource?
    public let basis: [Citation]
    public let span: Span
    public let location: SourceLocation
    /// How long it is known after the day it was told for; afterwards it is unknown again. Nil is for good.
    public var validFor: Period?
    /// The names under which earlier versions of the bundle knew it.
    public var was: [String] = []

    public init(
        name: String, title: String, type: ValueType, unit: String? = nil, minimum: Double? = nil,
        maximum: Double? = nil, when: ExpressionSource? = nil, basis: [Citation] = [], span: Span = Span(),
        location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.when = when
        self.basis = basis
        self.span = span
        self.location = location
    }
}

/// A column of a list or a table.
public struct ColumnDeclaration: Hashable, Sendable {
    public let name: String
    public let title: String
    public let type: ValueType
    public let unit: String?
    public let minimum: Double?
    public let maximum: Double?
    /// True where a row without it is refused.
    public let isRequired: Bool
    /// True for a column of dates whose blank means *never*: later than every day (``Value/never``).
    public let blankIsNever: Bool
    /// The expression of a derived column over its sibling columns and the subject's facts; nil for a told one.
    public internal(set) var derivation: Derivation?
    /// Applicability, row by row: where it is false, the cell is not asked and never missing.
    public let when: ExpressionSource?
    public let location: SourceLocation
    /// The names under which earlier versions of the bundle knew it.
    public var was: [String] = []

    public init(
        name: String, title: String, type: ValueType, unit: String? = nil, minimum: Double? = nil,
        maximum: Double? = nil, isRequired: Bool = false, blankIsNever: Bool = false, derivation: Derivation? = nil,
        when: ExpressionSource? = nil, location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.isRequired = isRequired
        self.blankIsNever = blankIsNever
        self.derivation = derivation
        self.when = when
        self.location = location
    }
}

/// A list that a subject tells: rows of typed columns (vessels, valves, persons).
public struct ListDeclaration: Hashable, Sendable {
    public let name: String
    public let title: String
    /// The columns that identify a row; empty where the list has none and is replaced whole.
    public let key: [String]
    /// The least number of rows that a told list may have.
    public let minimumRows: Int
    /// The list that it is derived from, a row for each combination of the columns ``per``; nil for a told list.
    public let from: String?
    public let per: [String]
    public internal(set) var columns: [ColumnDeclaration]
    /// Applicability: where it is false, the list is not asked and never missing.
    public let when: ExpressionSource?
    public let basis: [Citation]
    public let span: Span
    public let location: SourceLocation
    /// How long it is known after the day it was told for; afterwards it is unknown again. Nil is for good.
    public var validFor: Period?
    /// The names under which earlier versions of the bundle knew it.
    public var was: [String] = []

    public init(
        name: String, title: String, key: [String], minimumRows: Int = 0, from: String? = nil, per: [String] = [],
        columns: [ColumnDeclaration], when: ExpressionSource? = nil, basis: [Citation] = [], span: Span = Span(),
        location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.key = key
        self.minimumRows = minimumRows
        self.from = from
        self.per = per
        self.columns = columns
        self.when = when
        self.basis = basis
        self.span = span
        self.location = location
    }
}

/// A lookup table of the bundle, with the rows of its CSV file.
public struct TableDeclaration: Hashable, Sendable {
    public let name: String
    public let title: String
    public let key: [String]
    public let columns: [ColumnDeclaration]
    public internal(set) var rows: [TableRow]
    public let location: SourceLocation

    public init(
        name: String, title: String, key: [String], columns: [ColumnDeclaration], rows: [TableRow],
        location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.key = key
        self.columns = columns
        self.rows = rows
        self.location = location
    }
}

/// A row of a lookup table: its cells by column name, all known, and its own basis.
public struct TableRow: Hashable, Sendable {
    public internal(set) var cells: [String: Value]
    public internal(set) var basis: [Citation]
    public let span: Span
    public internal(set) var location: SourceLocation

    public init(cells: [String: Value], basis: [Citation], span: Span = Span(), location: SourceLocation) {
        self.cells = cells
        self.basis = basis
        self.span = span
        self.location = location
    }
}

/// A value computed from facts, lists and tables.
public struct DerivedDeclaration: Hashable, Sendable {
    public let name: String
    public let title: String
    public let type: ValueType
    public let unit: String?
    public internal(set) var derivation: Derivation
    /// Applicability: where it is false, the value is not applicable.
    public let when: ExpressionSource?
    public let basis: [Citation]
    public let span: Span
    public let location: SourceLocation
    /// The names under which earlier versions of the bundle knew it.
    public var was: [String] = []

    public init(
        name: String, title: String, type: ValueType, unit: String?, derivation: Derivation,
        when: ExpressionSource? = nil, basis: [Citation] = [], span: Span = Span(), location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.unit = unit
        self.derivation = derivation
        self.when = when
        self.basis = basis
        self.span = span
        self.location = location
    }
}
