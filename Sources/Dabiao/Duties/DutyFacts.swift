/// What an obligation's expressions and registers say of one who owes it, on the day it is asked.
public struct DutyFacts: Hashable, Sendable {
    /// Whether it applies; nil is unknown.
    public var applies: Bool?
    /// The length of its periods, where the schedule does not write it out; nil is unknown.
    public var every: Period?
    /// What its periods count from, where the schedule does not write it out.
    public var anchor: Schedule.Recurrence.Anchor?
    /// The date that its periods count from; nil is unknown, or none is declared.
    public var start: CivilDate?
    /// The days of the events or changes that start it; empty where nothing has happened yet, nil where it starts on a
    /// date.
    public var starts: [CivilDate]?
    /// The due day of an expiry; nil is unknown.
    public var due: CivilDate?
    public var opens: CivilDate?
    /// Whether its clock stands still; unknown is no.
    public var isPaused = false
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
    /// Nil where it discharges alone.
    public let part: Part?
    /// The one occurrence that it was entered for; nil is the oldest whose window holds its day.
    public let key: NominalKey?

    public init(date: CivilDate, source: String, part: Part? = nil, key: NominalKey? = nil) {
        self.date = date
        self.source = source
        self.part = part
        self.key = key
    }

    /// What it adds to a sum that discharges when it reaches a goal.
    public struct Part: Hashable, Sendable {
        /// Which of the obligation's forms of discharge it adds to.
        public let form: Int
        public let amount: Double
        public let goal: Double

        public init(form: Int, amount: Double, goal: Double) {
            self.form = form
            self.amount = amount
            self.goal = goal
        }
    }
}

/// What the obligation's own `due:` and `opens:` give for a period.
public struct DutyDeadline: Hashable, Sendable {
    /// Nil where none is declared, or it is not known.
    public var due: CivilDate?
    public var opens: CivilDate?
    /// The names without which the due day is not known.
    public var missing: [String]

    public init(due: CivilDate? = nil, opens: CivilDate? = nil, missing: [String] = []) {
        self.due = due
        self.opens = opens
        self.missing = missing
    }
}
