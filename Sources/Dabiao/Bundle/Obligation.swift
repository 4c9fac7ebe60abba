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
    public internal(set) var cases: [DutyCase]
    public let location: SourceLocation

    public init(
        id: String, title: String, list: String? = nil, when: ExpressionSource? = nil, schedule: Schedule,
        discharge: [Discharge], ladder: Ladder, basis: [Citation], span: Span, cases: [DutyCase] = [],
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
        self.location = location
    }
}

/// What makes the deadlines of an obligation; the expressions are evaluated before any date is computed.
public enum Schedule: Hashable, Sendable {
    /// Returns every period.
    case recurring(Recurrence)
    /// Falls due once, so long after `start`.
    case once(start: ExpressionSource, within: TimeSpan, roll: Roll?)
    /// Falls due on the day an expression gives (a date on a certificate, the next inspection); a later date opens
    /// the next occurrence.
    case expiry(due: ExpressionSource, opens: ExpressionSource?, roll: Roll?)

    /// The keys of a recurring duty.
    public struct Recurrence: Hashable, Sendable {
        public enum Anchor: String, Sendable, CaseIterable {
            /// Periods of the calendar: years, half-years, quarters, months.
            case calendar
            /// Periods counted from the start date, whatever is done when.
            case fixed
            /// Periods counted from the last discharge.
            case discharge
        }

        public enum First: String, Sendable, CaseIterable {
            /// The first period that begins on or after the day the duty begins.
            case next
            /// Including the period under way.
            case running
        }

        public let every: Period
        public let anchor: Anchor
        /// The date that fixed and discharge periods count from; nil for calendar periods.
        public let start: ExpressionSource?
        /// Over `period_start` and `period_end`; nil is the end of the period.
        public let due: ExpressionSource?
        /// Over `period_start` and `period_end`; nil is the start of the period.
        public let opens: ExpressionSource?
        public let first: First
        public let roll: Roll?

        public init(
            every: Period, anchor: Anchor, start: ExpressionSource?, due: ExpressionSource?, opens: ExpressionSource?,
            first: First, roll: Roll?
        ) {
            self.every = every
            self.anchor = anchor
            self.start = start
            self.due = due
            self.opens = opens
            self.first = first
            self.roll = roll
        }
    }
}

/// A length of time as a schedule writes it: a period, or a count of workdays.
public enum TimeSpan: Hashable, Sendable {
    case period(Period)
    /// Counted from the next workday on; never rolls.
    case workdays(Int)
}

/// What happens to a due day that is not a workday.
public enum Roll: String, Hashable, Sendable, CaseIterable {
    case none
    case nextWorkday = "next-workday"
    case previousWorkday = "previous-workday"
}

/// What discharges an occurrence; any one of an obligation's is enough.
public enum Discharge: Hashable, Sendable {
    /// A date fact that tells when it was last done.
    case fact(String)
    /// A date column of the row that owes it.
    case column(String)
    /// An entry of a register (`assessments`) that satisfies a condition over its columns.
    case register(String, where: ExpressionSource?)
}

/// When an occurrence is told: so long before its due day, and so long after it while it stays open.
public struct Ladder: Hashable, Sendable {
    public let remind: [Period]
    /// The last one repeats.
    public let overdue: [Period]

    public init(remind: [Period], overdue: [Period]) {
        self.remind = remind
        self.overdue = overdue
    }
}
