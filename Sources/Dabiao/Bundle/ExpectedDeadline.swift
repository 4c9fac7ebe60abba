/// What a case expects of a duty that nothing is on record of yet.
public indirect enum ExpectedDeadline: Hashable, Sendable {
    /// The due days of the occurrences that open, in order; none where nothing is owed.
    case due([CivilDate])
    /// It cannot be known: a fact is missing.
    case undetermined
    /// Of a duty of a list: by row.
    case rows([String: ExpectedDeadline])
}

/// A case of an obligation: facts in, deadlines out.
public struct DutyCase: Hashable, Sendable {
    public let name: String?
    public let telling: Telling
    public let date: CivilDate
    public let expected: ExpectedDeadline
    public let location: SourceLocation

    public init(
        name: String?, telling: Telling, date: CivilDate, expected: ExpectedDeadline, location: SourceLocation
    ) {
        self.name = name
        self.telling = telling
        self.date = date
        self.expected = expected
        self.location = location
    }
}
