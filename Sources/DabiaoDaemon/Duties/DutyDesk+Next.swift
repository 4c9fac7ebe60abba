import Dabiao
import DabiaoStore

// When the scheduler is needed next, and what it tells then.
extension DutyDesk {
    /// Whether the clock of an occurrence stands still.
    func isPaused(_ occurrence: Occurrence) throws -> Bool {
        guard occurrence.state == .open else { return false }
        return try transaction.acts(ofOccurrence: occurrence.id).isPaused
    }

    /// When an open occurrence needs the scheduler next, where what is to be told waits for the next morning (unix
    /// seconds; nil is never).
    func nextAction(_ obligation: Obligation, _ occurrence: Occurrence) throws -> Int64? {
        nextAction(
            obligation, occurrence.identity.period, occurrence.terms, handledThrough: occurrence.handledThrough,
            isPaused: try isPaused(occurrence))
    }

    func nextAction(
        _ obligation: Obligation, _ key: NominalKey, _ terms: OccurrenceTerms, handledThrough: CivilDate?,
        isPaused: Bool = false
    ) -> Int64? {
        nextMoment(
            obligation, key, terms, handledThrough: handledThrough, isPaused: isPaused, told: now.nextMorning.seconds)
    }

    /// When an open occurrence has something to be done about it: its next reminder, the beginning of its period, which
    /// opens the one after it, the day after its due day where that ends it, and while its clock stands still every day.
    ///
    /// - Parameter morning: nothing is told before it.
    func nextMoment(
        _ obligation: Obligation, _ key: NominalKey, _ terms: OccurrenceTerms, handledThrough: CivilDate?,
        isPaused: Bool = false, told morning: Int64 = .min
    ) -> Int64? {
        let reminder = isPaused ? nil : reminders(obligation, terms)?.next(after: handledThrough)
        let day = reminder.map { max(Instant($0.day, hour: Reminder.hour, minute: 0).seconds, morning) }
        let look = isPaused ? midnight(after: today) : nil
        return [day, succession(obligation, key), opening(obligation, terms), miss(obligation, terms), look]
            .compactMap { $0 }.min()
    }

    private func midnight(after day: CivilDate) -> Int64? {
        day.adding(days: 1).map { Instant($0, hour: 0, minute: 0).seconds }
    }

    /// The reminders of an occurrence; an undetermined one asks on the day it opened, and again by its ladder's last
    /// rung.
    func reminders(_ obligation: Obligation, _ terms: OccurrenceTerms) -> ReminderPlan? {
        guard let opens = terms.opens else { return nil }
        guard let due = terms.due else {
            let asking = Ladder(remind: [Ladder.Rung(.zero)], overdue: Array(obligation.ladder.overdue.suffix(1)))
            return ReminderPlan(asking, opens: opens, due: opens, calendar: office.calendar)
        }
        return ReminderPlan(obligation.ladder, opens: opens, due: due, calendar: office.calendar)
    }

    /// When the period of an occurrence begins that has not begun yet (00:00).
    private func succession(_ obligation: Obligation, _ key: NominalKey) -> Int64? {
        guard case .recurring(let recurrence) = obligation.schedule, recurrence.anchor.value != .discharge,
            case .starting(let start) = key, start > today
        else { return nil }
        return Instant(start, hour: 0, minute: 0).seconds
    }

    /// When an occurrence opens whose clock may stand still from then on.
    private func opening(_ obligation: Obligation, _ terms: OccurrenceTerms) -> Int64? {
        guard obligation.terms.pause != nil, let opens = terms.opens, opens > today else { return nil }
        return Instant(opens, hour: 0, minute: 0).seconds
    }

    /// When an occurrence ends that nothing cures: the day after its due day, if it has not passed.
    private func miss(_ obligation: Obligation, _ terms: OccurrenceTerms) -> Int64? {
        guard obligation.terms.lateness == .misses, let due = terms.due, due >= today else { return nil }
        return midnight(after: due)
    }
}
