import Dabiao
import DabiaoStore

/// One step of the scheduler inside a transaction: looks at the occurrences whose moment has come, opens what follows
/// them, and puts what is to be told into the outbox. What is enqueued and what is marked as handled are one change.
struct Reminding {
    let office: Office
    let transaction: Transaction
    let now: Instant
    let channels: [String]

    private var today: CivilDate { now.date }

    /// From when on today reminders are told.
    private var morning: Instant { Instant(today, hour: Reminder.hour, minute: 0) }

    /// The last day whose reminders may be told by now.
    private var lastDay: CivilDate {
        now >= morning ? today : today.adding(days: -1) ?? today
    }

    private var nextMorning: Int64 {
        Instant(today.adding(days: 1) ?? today, hour: Reminder.hour, minute: 0).seconds
    }

    /// Handles some enterprises; returns how many, 0 when nothing is due any more.
    func step(limit: Int) throws -> Int {
        let enterprises = try transaction.enterprisesToHandle(at: now.seconds, limit: limit)
        for enterprise in enterprises {
            let occurrences = try transaction.occurrencesToHandle(at: now.seconds, enterprise: enterprise)
            let lines = try occurrences.compactMap { try handle($0) }
            if !lines.isEmpty { try tell(lines, to: enterprise) }
        }
        return enterprises.count
    }

    /// Handles one occurrence; the line to tell, if any.
    private func handle(_ due: Occurrence) throws -> ReminderNotice.Line? {
        guard
            let (entry, obligation) = office.catalogue.obligation(
                due.identity.obligation, of: due.identity.bundle, on: today),
            let subject = try transaction.subject(id: due.identity.subject)
        else {
            // Its plugin is away: nothing can be said today, and it is not forgotten.
            try transaction.schedule(due.id, nextAt: nextMorning, handledThrough: due.handledThrough)
            return nil
        }
        let desk = DutyDesk(office: office, entry: entry, transaction: transaction)
        try desk.plan(obligation, subject)
        guard let occurrence = try transaction.occurrence(id: due.id), occurrence.state.isOpen else { return nil }
        let told = desk.reminders(obligation, occurrence.terms)?
            .collapsed(after: occurrence.handledThrough, through: lastDay)
        if told != nil, now < morning {
            // What was missed waits for the morning, where it is one with what that day itself brings.
            try transaction.schedule(
                occurrence.id, nextAt: morning.seconds, handledThrough: occurrence.handledThrough)
            return nil
        }
        let handled = max(occurrence.handledThrough ?? lastDay, lastDay)
        let next = desk.nextAction(obligation, occurrence.identity.period, occurrence.terms, handledThrough: handled)
        try transaction.schedule(occurrence.id, nextAt: next, handledThrough: handled)
        return try told.map { try line(occurrence, obligation, entry.bundle, subject, $0) }
    }

    private func line(
        _ occurrence: Occurrence, _ obligation: Obligation, _ bundle: Dabiao.Bundle, _ subject: Subject,
        _ reminders: CollapsedReminders
    ) throws -> ReminderNotice.Line {
        let recorded = Instant(seconds: occurrence.recordedAt).date
        let isLate = (reminders.superseded + [reminders.told]).contains { $0.day < today && $0.day > recorded }
        let days = occurrence.terms.due.map { today.days(until: $0) }
        let missing = occurrence.terms.missing ?? []
        let kind: ReminderNotice.Line.Kind = days.map { $0 < 0 ? .overdue : .upcoming } ?? .undetermined
        return ReminderNotice.Line(
            bundle: occurrence.identity.bundle, obligation: obligation.id, title: obligation.title,
            site: try transaction.site(id: subject.id)?.record.name,
            row: occurrence.identity.rowKey.isEmpty ? nil : occurrence.identity.rowKey,
            period: occurrence.identity.period.description, due: occurrence.terms.due, days: days,
            provisional: occurrence.terms.isProvisional, kind: kind, late: isLate,
            missing: missing, missingTitles: missing.map(Titles(bundle).title))
    }

    /// Puts one message a channel into the outbox; a second one on the same day gets a number.
    private func tell(_ lines: [ReminderNotice.Line], to id: Int64) throws {
        guard let enterprise = try transaction.enterprise(id: id) else { return }
        for channel in channels {
            var number = 1
            var isNew = false
            repeat {
                let notice = ReminderNotice(to: enterprise, lines, channel: channel, day: today, number: number)
                isNew = try transaction.enqueue(
                    Message(
                        key: notice.key, recipient: id, channel: channel, day: today, body: try notice.json(),
                        createdAt: now.seconds))
                number += 1
            } while !isNew
        }
    }
}
