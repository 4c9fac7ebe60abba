import Dabiao

/// A ladder laid out by hand: the days on which something is to be told of an occurrence.
struct LadderModel {
    let duty: LifeDuty
    let opens: CivilDate
    /// Nil while something is missing: it asks on the day it opened, and again by the last rung after that day.
    let due: CivilDate?
    let calendar: WorkCalendar

    /// The last day up to another one on which something is to be told; nil is none.
    func lastRung(through day: CivilDate) -> CivilDate? {
        rungs(through: day).filter { $0 <= day }.max()
    }

    private func rungs(through day: CivilDate) -> [CivilDate] {
        let due = due ?? opens
        let remind = self.due == nil ? [0] : duty.remind
        let overdue = self.due == nil ? duty.overdue.suffix(1) : duty.overdue[...]
        let before = remind.compactMap { due.adding(days: -$0) }.filter { $0 >= opens }
            .map { max(worked($0, by: -1), opens) }
        let repeated = overdue.last.map { last in
            (2...).lazy.map { $0 * last }.prefix { due.adding(days: $0) ?? .latest <= day }
        }
        let after = (Array(overdue) + (repeated.map(Array.init) ?? [])).compactMap { due.adding(days: $0) }
            .filter { $0 >= opens }.map { worked($0, by: 1) }
        return before + after
    }

    /// The workday on which what falls on a day is told; where the calendar does not know, that day.
    private func worked(_ day: CivilDate, by step: Int) -> CivilDate {
        var found = day
        while calendar.isWorkday(found) == false { found = found.adding(days: step) ?? .latest }
        return calendar.isWorkday(found) == nil ? day : found
    }
}
