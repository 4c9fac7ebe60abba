import Dabiao

extension Instant {
    /// When reminders are told on this day.
    var morning: Instant { Instant(date, hour: Reminder.hour, minute: 0) }

    /// The first moment from this one on at which reminders are told.
    var nextMorning: Instant {
        guard morning < self, let tomorrow = date.adding(days: 1) else { return morning }
        return Instant(tomorrow, hour: Reminder.hour, minute: 0)
    }

    /// The last day whose reminders may be told by now.
    var lastMorning: CivilDate {
        self >= morning ? date : date.adding(days: -1) ?? date
    }
}
