/// Something that was told of a subject: a submission as a ``History`` reads it.
public struct Testimony: Hashable, Sendable {
    /// Who told it, and when. Sources are ordered by the day they are true of, and then as they were recorded.
    public struct Source: Hashable, Sendable, Comparable {
        /// Grows in the order of recording.
        public let id: Int64
        public let kind: SubmissionKind
        /// The day it is true of.
        public let date: CivilDate
        /// Unix seconds.
        public let recordedAt: Int64

        public init(id: Int64, kind: SubmissionKind, date: CivilDate, recordedAt: Int64) {
            self.id = id
            self.kind = kind
            self.date = date
            self.recordedAt = recordedAt
        }

        public static func < (left: Source, right: Source) -> Bool { (left.date, left.id) < (right.date, right.id) }
    }

    public let source: Source
    public let telling: Telling
    /// What was told too, and does not fit the types of today.
    public let misfits: Misfits

    public init(_ source: Source, _ telling: Telling, misfits: Misfits = Misfits()) {
        self.source = source
        self.telling = telling
        self.misfits = misfits
    }
}

/// What a telling says that the types of today cannot hold: it was told, its value is unknown.
public struct Misfits: Hashable, Sendable {
    public var facts: Set<String> = []
    /// Lists that are none any more, or of which a row cannot be told apart from the others.
    public var lists: Set<String> = []
    /// Columns by the place of their row (from 0), by list.
    public var cells: [String: [Int: Set<String>]] = [:]

    public init() {}
}
