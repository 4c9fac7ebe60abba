/// What an occurrence of a duty is recognised by: its nominal period, never its due date, which may move.
public enum NominalKey: Hashable, Sendable {
    /// The start of its period; of a one-shot duty, the day it counts from.
    case starting(CivilDate)
    /// Its number among the expiries of the same thing, from 1.
    case numbered(Int)
    /// Its number among the times that a fact had to be asked for, from 1: its period is not known yet.
    case asking(Int)
}

extension NominalKey: LosslessStringConvertible {
    /// `2026-07-01`, `#2` for the second expiry, `?1` where a fact is asked for the first time.
    public var description: String {
        switch self {
        case .starting(let date): date.description
        case .numbered(let number): "#\(number)"
        case .asking(let number): "?\(number)"
        }
    }

    public init?(_ description: String) {
        if let date = CivilDate(description[...]) {
            self = .starting(date)
        } else if description.first == "#", let number = Int(description.dropFirst()), number >= 1 {
            self = .numbered(number)
        } else if description.first == "?", let number = Int(description.dropFirst()), number >= 1 {
            self = .asking(number)
        } else {
            return nil
        }
    }
}

/// An occurrence as the schedule alone makes it: when it opens and when it falls due.
public struct NominalOccurrence: Hashable, Sendable {
    public let key: NominalKey
    /// The first day on which it may be discharged and reminded of.
    public let opens: CivilDate
    /// The due day before rolling.
    public let nominalDue: CivilDate
    /// The due day; it lasts until 24:00.
    public let due: CivilDate
    /// True when the due day may still move because a year's arrangement is not published.
    public let isProvisional: Bool

    private init(_ key: NominalKey, opens: CivilDate, nominalDue: CivilDate, due: ReckonedDay) {
        self.key = key
        self.opens = opens
        self.nominalDue = nominalDue
        self.due = due.date
        isProvisional = due.isProvisional
    }
}

// MARK: - By kind of schedule

extension NominalOccurrence {
    /// The occurrence of a period. `opens` and `due` are the values of the schedule's expressions; nil where it has
    /// none: then the period's ends stand.
    public init(
        in period: NominalPeriod, opens: CivilDate? = nil, due: CivilDate? = nil, roll: Roll, calendar: WorkCalendar
    ) {
        let nominalDue = due ?? period.end
        self.init(
            .starting(period.start), opens: opens ?? period.start, nominalDue: nominalDue,
            due: calendar.roll(nominalDue, roll))
    }

    /// The one occurrence of a duty that falls due so long after `start`; nil when that is beyond 2200.
    public init?(
        after start: CivilDate, within span: TimeSpan, opens: CivilDate? = nil, roll: Roll, calendar: WorkCalendar
    ) {
        guard let due = calendar.end(of: span, after: start, roll: roll) else { return nil }
        let nominalDue: CivilDate
        switch span {
        case .period(let period): nominalDue = start.adding(period) ?? due.date
        case .workdays: nominalDue = due.date
        }
        self.init(.starting(start), opens: opens ?? start, nominalDue: nominalDue, due: due)
    }

    /// The `number`-th expiry of a thing. `opens` is the value of the schedule's expression, or the day on which the
    /// date became known.
    public init(expiry due: CivilDate, number: Int, opens: CivilDate, roll: Roll, calendar: WorkCalendar) {
        self.init(.numbered(number), opens: opens, nominalDue: due, due: calendar.roll(due, roll))
    }
}

// MARK: - Newcomers

extension NominalOccurrence {
    /// Of the occurrences due before the subject was first recorded, only the last: nobody is called to account for
    /// years that dabiao did not see, but the state of the duty on arrival is known. In the order given.
    public static func opened(_ occurrences: [NominalOccurrence], recorded: CivilDate) -> [NominalOccurrence] {
        let last = occurrences.filter { $0.due < recorded }.max { $0.due < $1.due }
        return occurrences.filter { $0.due >= recorded || $0 == last }
    }
}

extension Schedule {
    /// The roll that holds: the one written, else next-workday for a one-shot duty `within` days, months or years, and
    /// none for everything else. A workday count never rolls, whatever is written.
    public var effectiveRoll: Roll {
        switch self {
        case .once(_, within: .workdays, _): Roll.none
        case .once(_, within: .period, let roll): roll ?? .nextWorkday
        case .recurring(let recurrence): recurrence.roll ?? Roll.none
        case .expiry(_, _, let roll): roll ?? Roll.none
        }
    }
}
