/// A duty (周期性义务) of a subject or of each row of a list, with the schedule that makes its deadlines.
public struct Obligation: Hashable, Sendable {
    public let id: String
    public let title: String
    /// The list or register whose every row owes it; nil for the bundle's subject itself.
    public let list: String?
    public let when: ExpressionSource?
    public let schedule: Schedule
    public let discharge: [Discharge]
    public let ladder: Ladder
    public internal(set) var basis: [Citation]
    public let span: Span
    public let terms: Terms
    public internal(set) var cases: [DutyCase]
    public let location: SourceLocation

    public init(
        id: String, title: String, list: String? = nil, when: ExpressionSource? = nil, schedule: Schedule,
        discharge: [Discharge], ladder: Ladder, basis: [Citation], span: Span, terms: Terms = Terms(),
        cases: [DutyCase] = [],
        location: SourceLocation
    ) {
        self.id = id
        self.title = title
        self.list = list
        self.when = when
        self.schedule = schedule
        self.discharge = discharge
        self.ladder = ladder
        self.basis = basis
        self.span = span
        self.cases = cases
        self.terms = terms
        self.location = location
    }

    /// What may happen to its occurrences beside being done, and whom it concerns.
    public struct Terms: Hashable, Sendable {
        public var lateness = Lateness.cures
        /// While it holds, the clock of every begun occurrence stands still.
        public var pause: ExpressionSource?
        /// Nil where nobody may put its due day off.
        public var extending: Extending?
        /// Who owes it: a role, or a column of its row that names a party; nil is whom the bundle is about.
        public var by: String?
        /// Who else is told, in the same words.
        public var to: [String] = []
        /// True where a new version of it moves what is open already (`open: recompute`).
        public var recomputesOpen = false

        public init() {}
    }

    /// What becomes of an occurrence that is not done by its due day.
    public enum Lateness: String, Hashable, Sendable, CaseIterable {
        /// It stays open until it is done, late.
        case cures
        /// It ends missed: what is done later counts for the next one.
        case misses
    }

    /// How its due day may be put off (`extend:`).
    public struct Extending: Hashable, Sendable {
        /// By how much each time.
        public let span: TimeSpan
        public let times: Int
        /// The role that grants it.
        public let who: String

        public init(by span: TimeSpan, times: Int, who: String) {
            self.span = span
            self.times = times
            self.who = who
        }
    }
}

/// When an occurrence is told: so long before its due day, and so long after it while it stays open.
public struct Ladder: Hashable, Sendable {
    /// One step of it, and who is told beside the one who owes the duty (escalation): roles, or columns naming parties.
    public struct Rung: Hashable, Sendable {
        public let after: Period
        public let to: [String]

        public init(_ after: Period, to: [String] = []) {
            self.after = after
            self.to = to
        }
    }

    public let remind: [Rung]
    /// The last one repeats.
    public let overdue: [Rung]

    public init(remind: [Rung], overdue: [Rung]) {
        self.remind = remind
        self.overdue = overdue
    }

    public init(remind: [Period], overdue: [Period]) {
        self.init(remind: remind.map { Rung($0) }, overdue: overdue.map { Rung($0) })
    }
}
