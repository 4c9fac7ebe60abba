public import Dabiao

/// What identifies an occurrence, for good: two of them are never there.
public struct OccurrenceIdentity: Hashable, Sendable {
    public var subject: Int64
    public var bundle: String
    public var obligation: String
    /// The row that owes it; empty for the subject.
    public var rowKey: String
    /// Its nominal period.
    public var period: NominalKey

    public init(subject: Int64, bundle: String, obligation: String, rowKey: String = "", period: NominalKey) {
        self.subject = subject
        self.bundle = bundle
        self.obligation = obligation
        self.rowKey = rowKey
        self.period = period
    }
}

/// One time that an obligation falls due.
public struct Occurrence: Hashable, Sendable, Stored {
    public let id: Int64
    public let identity: OccurrenceIdentity
    /// The version of the bundle whose obligation it follows.
    public let bundleHash: String
    /// Unix seconds.
    public let recordedAt: Int64
    public let terms: OccurrenceTerms
    public let state: OccurrenceState
    public let endedOn: CivilDate?
    /// Only for a late one.
    public let lateDays: Int?
    /// The entry that discharged it; nil while open, and where it ended otherwise.
    public let discharge: String?
    /// Unix seconds of the next thing to do about it; nil is nothing.
    public let nextAt: Int64?
    /// The day up to which its ladder has been handled.
    public let handledThrough: CivilDate?
    /// By which definition of its obligation it was dated; nil where that was not kept.
    public let definition: String?

    static let columns = """
        occurrence.id, occurrence.subject, occurrence.bundle, occurrence.obligation, occurrence.rowKey, \
        occurrence.period, bundleVersion.contentHash, occurrence.recordedAt, occurrence.opens, \
        occurrence.due, occurrence.provisional, occurrence.missing, occurrence.state, occurrence.endedOn, \
        occurrence.lateDays, occurrence.discharge, occurrence.nextAt, occurrence.handledThrough, \
        occurrence.definition
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        identity = OccurrenceIdentity(
            subject: try reader.value(), bundle: try reader.value(), obligation: try reader.value(),
            rowKey: try reader.value(), period: try reader.parsed())
        bundleHash = try reader.value()
        recordedAt = try reader.value()
        terms = OccurrenceTerms(
            opens: try reader.optionalDate(), due: try reader.optionalDate(), isProvisional: try reader.value(),
            missing: try reader.optionalArray())
        state = try reader.word()
        endedOn = try reader.optionalDate()
        lateDays = try reader.optional()
        discharge = try reader.optional()
        nextAt = try reader.optional()
        handledThrough = try reader.optionalDate()
        definition = try reader.optional()
    }
}

/// What was done to an occurrence after it was opened.
public struct OccurrenceChange: Hashable, Sendable, Stored {
    /// Unix seconds.
    public let at: Int64
    /// `revised`, or the state in which it ended.
    public let what: String
    public let oldDue: CivilDate?
    public let newDue: CivilDate?
    public let reason: String

    static let columns = """
        occurrenceChange.at, occurrenceChange.what, occurrenceChange.oldDue, occurrenceChange.newDue, \
        occurrenceChange.reason
        """

    init(_ reader: inout RowReader) throws {
        at = try reader.value()
        what = try reader.value()
        oldDue = try reader.optionalDate()
        newDue = try reader.optionalDate()
        reason = try reader.value()
    }
}
