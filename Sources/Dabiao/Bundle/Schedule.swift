/// What makes the deadlines of an obligation; the expressions are evaluated before any date is computed.
public enum Schedule: Hashable, Sendable {
    /// Returns every period.
    case recurring(Recurrence)
    /// Falls due once after each start, so long after it.
    case once(start: Start, within: TimeSpan, roll: Roll?)
    /// Falls due on the day an expression gives (a date on a certificate, the next inspection); a later date opens
    /// the next occurrence.
    case expiry(due: ExpressionSource, opens: ExpressionSource?, roll: Roll?)

    /// What a duty counts from.
    public enum Start: Hashable, Sendable {
        case date(ExpressionSource)
        /// Every time that something happens: a stage of a lifecycle, or `OBLIGATION.discharged`.
        case event(DutyEvent.Name)
        /// Every time that one of these facts or lists, known before, is told to be another from a later day on.
        case change([String])
    }

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

        public let every: Given<Period>
        public let anchor: Given<Anchor>
        /// The date that fixed and discharge periods count from; nil for calendar periods.
        public let start: Start?
        /// Over `period_start` and `period_end`; nil is the end of the period.
        public let due: ExpressionSource?
        /// Over `period_start` and `period_end`; nil is the start of the period.
        public let opens: ExpressionSource?
        public let first: First
        public let roll: Roll?

        public init(
            every: Given<Period>, anchor: Given<Anchor>, start: Start?, due: ExpressionSource?,
            opens: ExpressionSource?, first: First, roll: Roll?
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

    public var start: Start? {
        switch self {
        case .recurring(let recurrence): recurrence.start
        case .once(let start, _, _): start
        case .expiry: nil
        }
    }

    public var isExpiry: Bool {
        if case .expiry = self { true } else { false }
    }
}

/// A key whose value is written out, or evaluated for whoever owes the duty.
public enum Given<Value: Hashable & Sendable>: Hashable, Sendable {
    case value(Value)
    case expression(ExpressionSource)

    /// The value that is written out.
    public var value: Value? {
        if case .value(let value) = self { value } else { nil }
    }

    public var expression: ExpressionSource? {
        if case .expression(let source) = self { source } else { nil }
    }
}

/// A length of time as a schedule writes it: a period, or a count of workdays.
public enum TimeSpan: Hashable, Sendable {
    case period(Period)
    /// Counted from the next workday on; never rolls.
    case workdays(Int)
}

extension TimeSpan: LosslessStringConvertible {
    /// As bundles write it: `P20D`, `20 workdays`.
    public var description: String {
        switch self {
        case .period(let period): period.description
        case .workdays(let count): "\(count) workdays"
        }
    }

    /// Reads what bundles write; nil for anything else, and for no time at all.
    public init?(_ text: String) {
        if let period = Period(text) {
            guard period.isPositive else { return nil }
            self = .period(period)
            return
        }
        let parts = text.split(separator: " ")
        guard parts.count == 2, ["workday", "workdays"].contains(parts[1]), let count = Int(parts[0]),
            (1...Period.limit).contains(count)
        else { return nil }
        self = .workdays(count)
    }
}

/// What happens to a due day that is not a workday.
public enum Roll: String, Hashable, Sendable, CaseIterable {
    case none
    case nextWorkday = "next-workday"
    case previousWorkday = "previous-workday"
}
