/// What an obligation's expressions and registers say of one who owes it, on the day it is asked.
public struct DutyFacts: Hashable, Sendable {
    /// Whether it applies; nil is unknown.
    public var applies: Bool?
    /// The date that its periods count from; nil is unknown, or none is declared.
    public var start: CivilDate?
    /// The due day of an expiry; nil is unknown.
    public var due: CivilDate?
    public var opens: CivilDate?
    /// What may discharge it, in any order.
    public var entries: [DischargeEntry]
    /// The names without which the dates above are unknown.
    public var missing: [String]
    /// The day on which the one who owes it was first recorded.
    public var recorded: CivilDate

    public init(
        applies: Bool? = true, start: CivilDate? = nil, due: CivilDate? = nil, opens: CivilDate? = nil,
        entries: [DischargeEntry] = [], missing: [String] = [], recorded: CivilDate
    ) {
        self.applies = applies
        self.start = start
        self.due = due
        self.opens = opens
        self.entries = entries
        self.missing = missing
        self.recorded = recorded
    }
}

/// Something that was done on a day and may discharge one occurrence, once.
public struct DischargeEntry: Hashable, Sendable {
    public let date: CivilDate
    /// What identifies it among the entries of the same duty (`assessments:12`, `last_meeting_on:2026-06-01`).
    public let source: String

    public init(date: CivilDate, source: String) {
        self.date = date
        self.source = source
    }
}
