/// The reminders of one open occurrence: its ladder laid out between opening, due day and calendar.
///
/// A reminder before the due day falls on its day or the last workday before it, but not before the opening; one
/// after the due day on its day or the next workday; where the calendar has no rows, on its day. Rungs before the
/// opening are skipped; of two rungs on one day the later one is told, to whom both
/// name. The last overdue rung returns: P7D every seven
/// days.
public struct ReminderPlan: Sendable {
    /// A rung, and the day it would have without the calendar.
    private struct Rung {
        let nominal: CivilDate
        let reminder: Reminder
    }

    private let opens: CivilDate
    private let due: CivilDate
    private let overdue: [Ladder.Rung]
    private let calendar: WorkCalendar
    /// Every rung that does not repeat.
    private var rungs: [Rung] = []

    public init(_ ladder: Ladder, opens: CivilDate, due: CivilDate, calendar: WorkCalendar) {
        self.opens = opens
        self.due = due
        overdue = ladder.overdue
        self.calendar = calendar
        rungs =
            ladder.remind.enumerated().compactMap { upcoming($1.after, to: $1.to, rung: $0) }
            + ladder.overdue.indices.compactMap { overdueRung($0) }
    }

    /// The next reminder strictly after a day that is already dealt with (nil: the first of all); nil when none is
    /// left.
    public func next(after day: CivilDate?) -> Reminder? {
        let left = (rungs + [repeated(after: day)].compactMap { $0 }).filter { isAfter(day, $0) }
        guard let next = left.min(by: { ($0.reminder.day, $1.nominal) < ($1.reminder.day, $0.nominal) })?.reminder
        else {
            return nil
        }
        let to = left.filter { $0.reminder.day == next.day }.flatMap(\.reminder.to)
        return Reminder(day: next.day, kind: next.kind, rung: next.rung, to: to.eachOnce())
    }

    /// The reminders after a day already dealt with, up to and including `last`, in order.
    public func reminders(after day: CivilDate?, through last: CivilDate) -> [Reminder] {
        sequence(state: next(after: day)) { reminder -> Reminder? in
            defer { reminder = reminder.flatMap { next(after: $0.day) } }
            return reminder
        }
        .prefix { $0.day <= last }
    }

    /// The same as one message, for the scheduler: on time it holds the day's reminder alone, after downtime the latest
    /// stands for all. Nil when there is nothing to tell.
    public func collapsed(after day: CivilDate?, through last: CivilDate) -> CollapsedReminders? {
        let all = reminders(after: day, through: last)
        guard let first = all.first, let told = all.last else { return nil }
        return CollapsedReminders(superseded: all.dropLast(), told: told, isLate: first.day < last)
    }
}

// MARK: - Rungs

extension ReminderPlan {
    private func upcoming(_ before: Period, to: [String], rung: Int) -> Rung? {
        guard let nominal = due.adding(-before), nominal >= opens else { return nil }
        let day = max(calendar.roll(nominal, .previousWorkday).date, opens)
        return Rung(nominal: nominal, reminder: Reminder(day: day, kind: .upcoming(before: before), rung: rung, to: to))
    }

    private func overdueRung(_ index: Int, times count: Int = 1) -> Rung? {
        let (period, to) = (overdue[index].after, overdue[index].to)
        guard let nominal = due.adding(period, times: count), nominal >= opens else { return nil }
        let day = calendar.roll(nominal, .nextWorkday).date
        return Rung(
            nominal: nominal, reminder: Reminder(day: day, kind: .overdue(by: period * count), rung: index, to: to))
    }

    /// The first repetition of the last overdue rung after the day.
    private func repeated(after day: CivilDate?) -> Rung? {
        guard let last = overdue.indices.last, overdue[last].after.isPositive else { return nil }
        // A month has at most 31 days: that many repetitions have certainly passed.
        let passed = max(0, due.days(until: max(day ?? due, opens)))
        var count = max(2, passed / (overdue[last].after.months * 31 + overdue[last].after.days))
        while due.adding(overdue[last].after, times: count) != nil {
            if let rung = overdueRung(last, times: count), isAfter(day, rung) {
                return latest(onDayOf: rung, last, count)
            }
            count += 1
        }
        return nil
    }

    /// Of the repetitions that fall on the same day, the last.
    private func latest(onDayOf rung: Rung, _ index: Int, _ count: Int) -> Rung {
        var (found, count) = (rung, count)
        while let next = overdueRung(index, times: count + 1), next.reminder.day == rung.reminder.day {
            (found, count) = (next, count + 1)
        }
        return found
    }

    private func isAfter(_ day: CivilDate?, _ rung: Rung) -> Bool {
        day.map { rung.reminder.day > $0 } ?? true
    }
}
