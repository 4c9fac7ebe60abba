/// An occurrence as it is on record.
public struct RecordedOccurrence: Hashable, Sendable {
    public var key: NominalKey
    public var terms: OccurrenceTerms
    public var state: OccurrenceState
    /// The entry that discharged it; nil while open, and where it ended otherwise.
    public var discharge: String?
    /// The day on which it was opened.
    public var recordedOn: CivilDate

    public init(
        key: NominalKey, terms: OccurrenceTerms, state: OccurrenceState, discharge: String? = nil,
        recordedOn: CivilDate
    ) {
        self.key = key
        self.terms = terms
        self.state = state
        self.discharge = discharge
        self.recordedOn = recordedOn
    }
}

/// One thing to do to the record, so that it says what the schedule and the facts say.
public enum DutyStep: Hashable, Sendable {
    /// Opens it, or opens it again where it lapsed or gave way.
    case open(NominalKey, OccurrenceTerms)
    case revise(NominalKey, OccurrenceTerms)
    /// - Parameters:
    ///   - on: the day it ended; of a discharge the day it was done.
    ///   - by: the entry that discharged it.
    case end(NominalKey, OccurrenceEnd, on: CivilDate, by: String?)
}
