/// Where an occurrence stands. All but the first two are ends.
public enum OccurrenceState: String, Sendable, Codable, CaseIterable {
    case open
    /// Open, and asking for a fact without which its dates or its being owed are not known.
    case undetermined
    case done
    /// Done after its due day.
    case late
    case missed
    case lapsed
    case suspended
    case superseded

    public var isOpen: Bool { self == .open || self == .undetermined }

    /// Whether it ended without being done or missed, because nobody owed it then: it opens again when it is owed again.
    public var isReopenable: Bool { self == .lapsed || self == .superseded }
}

/// What may be revised about an occurrence while it is open.
public struct OccurrenceTerms: Hashable, Sendable {
    public var opens: CivilDate?
    /// The last day; nil only while something is missing.
    public var due: CivilDate?
    /// True where the work calendar of those days is not published yet.
    public var isProvisional: Bool
    /// The facts that are not known; nil is none, and the occurrence is determined.
    public var missing: [String]?

    public init(opens: CivilDate?, due: CivilDate?, isProvisional: Bool = false, missing: [String]? = nil) {
        self.opens = opens
        self.due = due
        self.isProvisional = isProvisional
        self.missing = missing
    }

    public var state: OccurrenceState { missing == nil ? .open : .undetermined }
}

/// How an occurrence ended.
public enum OccurrenceEnd: Hashable, Sendable {
    case done
    /// So many days after the due day, at least one.
    case late(days: Int)
    case missed, lapsed, suspended, superseded

    public var state: OccurrenceState {
        switch self {
        case .done: .done
        case .late: .late
        case .missed: .missed
        case .lapsed: .lapsed
        case .suspended: .suspended
        case .superseded: .superseded
        }
    }

    /// Nil unless late.
    public var lateDays: Int? {
        if case .late(let days) = self { days } else { nil }
    }

    /// How an occurrence ends that is discharged on a day.
    public init(dischargedOn day: CivilDate, due: CivilDate?) {
        let days = due.map { $0.days(until: day) } ?? 0
        self = days > 0 ? .late(days: days) : .done
    }
}
