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
    public let location: SourceLocation

    public init(
        name: String, title: String, type: ValueType, unit: String? = nil, minimum: Double? = nil,
        maximum: Double? = nil, when: ExpressionSource? = nil, location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.when = when
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
    /// The expression of a derived column over its sibling columns and the subject's facts; nil for a told one.
    public let derivation: Derivation?
    public let location: SourceLocation

    public init(
        name: String, title: String, type: ValueType, unit: String? = nil, minimum: Double? = nil,
        maximum: Double? = nil, isRequired: Bool = false, derivation: Derivation? = nil,
        location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.unit = unit
        self.minimum = minimum
        self.maximum = maximum
        self.isRequired = isRequired
        self.derivation = derivation
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
    public let columns: [ColumnDeclaration]
    public let location: SourceLocation

    public init(
        name: String, title: String, key: [String], minimumRows: Int = 0, from: String? = nil, per: [String] = [],
        columns: [ColumnDeclaration], location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.key = key
        self.minimumRows = minimumRows
        self.from = from
        self.per = per
        self.columns = columns
        self.location = location
    }
}

/// A lookup table of the bundle, with the rows of its CSV file.
public struct TableDeclaration: Hashable, Sendable {
    public let name: String
    public let title: String
    public let key: [String]
    public let columns: [ColumnDeclaration]
    public let rows: [TableRow]
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
    public let cells: [String: Value]
    public let basis: [Citation]
    public let location: SourceLocation

    public init(cells: [String: Value], basis: [Citation], location: SourceLocation) {
        self.cells = cells
        self.basis = basis
        self.location = location
    }
}

/// A value computed from facts, lists and tables.
public struct DerivedDeclaration: Hashable, Sendable {
    public let name: String
    public let title: String
    public let type: ValueType
    public let unit: String?
    public let derivation: Derivation
    public let location: SourceLocation

    public init(
        name: String, title: String, type: ValueType, unit: String?, derivation: Derivation,
        location: SourceLocation
    ) {
        self.name = name
        self.title = title
        self.type = type
        self.unit = unit
        self.derivation = derivation
        self.location = location
    }
}
