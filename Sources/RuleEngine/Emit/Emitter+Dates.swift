import Dabiao

// Days and minutes moved by durations and workdays, and durations themselves.
extension Emitter {
    /// Months first, clamped to the month's last day (Civil Code, article 202), then days; a time of the day stays.
    /// Unknown from a day outside of the civil years.
    static func shifted(_ moment: Typed, by duration: Typed) -> String {
        if let period = plainPeriod(moment, duration) { return shifted(sql(moment), by: period) }
        let steps = Steps(duration)
        let corresponding = "date(v, \(steps.months))"
        let last = "date(v, 'start of month', \(steps.monthAfter), '-1 day')"
        let month = steps.hasMonths ? "min(\(corresponding), \(last))" : "v"
        let day = "date(\(month)\(steps.hasDays ? ", \(steps.days)" : ""))"
        let length = steps.source.map { ", \($0) AS k" } ?? ""
        guard moment.type == .datetime else {
            return "(SELECT \(day) FROM (SELECT \(sql(moment)) AS v\(length)) WHERE v BETWEEN \(civilYears))"
        }
        let parts = "SELECT substr(w, 1, 10) AS v, substr(w, 11) AS t\(length) FROM (SELECT \(sql(moment)) AS w)"
        return "(SELECT \(day) || t FROM (\(parts)) WHERE v BETWEEN \(civilYears))"
    }

    /// The duration in figures by which a day is shifted that is read in no time; nil where it is any other shift.
    static func plainPeriod(_ moment: Typed, _ duration: Typed) -> Period? {
        moment.isAtHand && moment.type == .date ? duration.writtenPeriod : nil
    }

    /// The same of a day that is read in no time, by a duration in figures: what is read is a day of the civil years, and
    /// one comparison tells whether it stays one.
    private static func shifted(_ day: String, by period: Period) -> String {
        let corresponding = "date(\(day), '\(period.months) months')"
        let last = "date(\(day), 'start of month', '\(period.months + 1) months', '-1 day')"
        let month = period.months == 0 ? day : "min(\(corresponding), \(last))"
        let days = period.days == 0 ? "" : ", '\(period.days) days'"
        return "(CASE WHEN \(isWithinReach(day, of: period)) THEN date(\(month)\(days)) END)"
    }

    /// Whether a day is one from which a period leads to a day of the civil years.
    private static func isWithinReach(_ day: String, of period: Period) -> String {
        let isBack = period.months < 0 || period.days < 0
        let (near, far) = isBack ? (CivilDate.latest, CivilDate.earliest) : (.earliest, .latest)
        // So many days off from the near end, and fewer, it does.
        var (reached, missed) = (-1, abs(near.days(until: far)) + 1)
        while missed - reached > 1 {
            let middle = (reached + missed) / 2
            let isReached = near.adding(days: isBack ? -middle : middle)?.adding(period) != nil
            if isReached { reached = middle } else { missed = middle }
        }
        guard let last = near.adding(days: isBack ? -reached : reached), reached >= 0 else { return "0" }
        return "\(day) \(isBack ? ">=" : "<=") \(SQL.literal(.date(last)))"
    }

    /// The modifiers of SQLite's `date` that a duration stands for; `k` is what ``source`` gives.
    private struct Steps {
        var months: String
        /// One month more.
        var monthAfter: String
        var days: String
        var hasMonths = true
        var hasDays = true
        /// SQL for what is not known yet: how many times, or the duration itself.
        var source: String?

        init(_ duration: Typed) {
            switch duration.node {
            case .literal(.period(let period)):
                (months, monthAfter) = ("'\(period.months) months'", "'\(period.months + 1) months'")
                days = "'\(period.days) days'"
                (hasMonths, hasDays) = (period.months != 0, period.days != 0)
            case .scaled(let inner, let times) where inner.writtenPeriod != nil:
                let period = inner.writtenPeriod ?? .zero
                (months, monthAfter) = (
                    "((k * \(period.months)) || ' months')", "((k * \(period.months) + 1) || ' months')"
                )
                days = "((k * \(period.days)) || ' days')"
                (hasMonths, hasDays) = (period.months != 0, period.days != 0)
                source = "CAST(\(Emitter.sql(times)) AS INTEGER)"
            default:
                (months, monthAfter) = (
                    "(\(Emitter.months("k")) || ' months')", "((\(Emitter.months("k")) + 1) || ' months')"
                )
                days = "(\(Emitter.days("k")) || ' days')"
                source = Emitter.sql(duration)
            }
        }
    }

    private static let civilYears =
        "\(SQL.literal(.date(.earliest))) AND \(SQL.literal(.date(.latest)))"

    /// So many workdays later (earlier when negative), the start day not counted; unknown beyond the calendar.
    static func shiftedByWorkdays(_ date: String, count: String) -> String {
        """
        (SELECT CASE WHEN n = 0 THEN d ELSE (SELECT c."day" FROM "calendar" AS c WHERE c."workday" = CASE \
        WHEN n BETWEEN 1 AND \(WorkdayTable.leap - 1) THEN (SELECT b."number" - (b."workday" IS NOT NULL) \
        FROM "calendar" AS b WHERE b."day" = date(d, '+1 day')) + n \
        WHEN n BETWEEN \(1 - WorkdayTable.leap) AND -1 THEN (SELECT b."number" \
        FROM "calendar" AS b WHERE b."day" = date(d, '-1 day')) + n + 1 END) END \
        FROM (SELECT \(date) AS d, CAST(\(count) AS INTEGER) AS n))
        """
    }
}

// MARK: - Durations

extension Emitter {
    /// The months of a stored duration that a column holds.
    private static func months(_ column: String) -> String { "CAST(substr(\(column), 2) AS INTEGER)" }

    private static func days(_ column: String) -> String {
        "CAST(substr(\(column), instr(\(column), 'M') + 1) AS INTEGER)"
    }

    /// So many times the duration; unknown beyond a million months or days, more than the civil years have.
    static func scaled(_ duration: String, by times: String) -> String {
        let within = "m BETWEEN -1000000 AND 1000000 AND n BETWEEN -1000000 AND 1000000"
        return "(SELECT CASE WHEN \(within) THEN 'P' || m || 'M' || n || 'D' END FROM (SELECT k * \(months("d")) AS m, "
            + "k * \(days("d")) AS n FROM (SELECT \(duration) AS d, CAST(\(times) AS INTEGER) AS k)))"
    }

    /// Durations by their months and their days: the one that has not more of either is the shorter one. Where one has
    /// more months and the other more days, which is longer depends on where they begin, and is unknown.
    static func compared(_ operation: Comparison, _ left: Typed, _ right: Typed) -> String {
        let answer =
            switch operation {
            case .lessOrEqual: isWithin("a", "b")
            case .greaterOrEqual: isWithin("b", "a")
            case .less: "NOT \(isWithin("b", "a"))"
            default: "NOT \(isWithin("a", "b"))"
            }
        return "(SELECT \(answer) FROM (SELECT \(sql(left)) AS a, \(sql(right)) AS b))"
    }

    static func between(_ value: Typed, _ low: Typed, _ high: Typed) -> String {
        "(SELECT (\(isWithin("b", "a")) AND \(isWithin("a", "c"))) FROM "
            + "(SELECT \(sql(value)) AS a, \(sql(low)) AS b, \(sql(high)) AS c))"
    }

    private static func isWithin(_ shorter: String, _ longer: String) -> String {
        let (months, days) = ((months(shorter), months(longer)), (days(shorter), days(longer)))
        return "CASE WHEN \(months.0) <= \(months.1) AND \(days.0) <= \(days.1) THEN 1 "
            + "WHEN \(months.0) >= \(months.1) AND \(days.0) >= \(days.1) THEN 0 END"
    }
}

extension Typed {
    /// The duration that stands here in figures.
    fileprivate var writtenPeriod: Period? {
        if case .literal(.period(let period)) = node { period } else { nil }
    }

    /// Whether it is read in no time from where it stands, so that it may stand in the SQL several times.
    var isAtHand: Bool {
        if case .reference(let reference) = node { !reference.sql.hasPrefix("(") } else { false }
    }
}
