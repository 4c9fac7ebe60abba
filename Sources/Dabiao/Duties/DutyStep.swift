/// An occurrence as it is on record.
public struct RecordedOccurrence: Hashable, Sendable {
    public var key: NominalKey
    public var terms: OccurrenceTerms
    public var state: OccurrenceState
    /// The entry that discharged it; nil while open, and where it ended otherwise.
    public var discharge: String?
    /// The day on which it was opened.
    public var recordedOn: CivilDate
    /// The day it ended; of a discharge the day it was done.
    public var endedOn: CivilDate?
    /// True where its dates follow an earlier version of the obligation, which a new one leaves as it was.
    public var isOfOlderVersion = false
    /// What moved its due day beside the schedule, as it came.
    public var moves: [ClockMove]

    public init(
        key: NominalKey, terms: OccurrenceTerms, state: OccurrenceState, discharge: String? = nil,
        recordedOn: CivilDate, endedOn: CivilDate? = nil, isOfOlderVersion: Bool = false, moves: [ClockMove] = []
    ) {
        self.key = key
        self.terms = terms
        self.state = state
        self.discharge = discharge
        self.recordedOn = recordedOn
        self.endedOn = endedOn
        self.isOfOlderVersion = isOfOlderVersion
        self.moves = moves
    }

    /// The day since which its clock stands still; nil while it runs.
    public var pausedSince: CivilDate? {
        if case .pause(let since, until: nil) = moves.last(where: \.isPause) { since } else { nil }
    }
}

/// Something that puts the due day of one occurrence off.
public enum ClockMove: Hashable, Sendable {
    /// Its clock stood still from a day until another, on which it ran again; nil: it still does.
    case pause(CivilDate, until: CivilDate?)
    case extended(by: TimeSpan)

    var isPause: Bool {
        if case .pause = self { true } else { false }
    }
}

/// One thing to do to the record, so that it says what the schedule and the facts say.
public enum DutyStep: Hashable, Sendable {
    /// Opens it, or opens it again where it lapsed or gave way.
    case open(NominalKey, OccurrenceTerms)
    case revise(NominalKey, OccurrenceTerms)
    /// Moves one that an older version of the obligation dated: it stays that version's.
    case move(NominalKey, OccurrenceTerms)
    /// Stops its clock on a day.
    case pause(NominalKey, on: CivilDate)
    /// Lets its clock run again from a day on.
    case resume(NominalKey, on: CivilDate)
    /// - Parameters:
    ///   - on: the day it ended; of a discharge the day it was done.
    ///   - by: the entry that discharged it.
    case end(NominalKey, OccurrenceEnd, on: CivilDate, by: String?)
}
