import Dabiao
import DabiaoStore
import Foundation
import SectorKit

/// One step of the scheduler inside a transaction: looks at the occurrences whose moment has come, opens what follows
/// them, and puts what is to be told into the outbox. What is enqueued and what is marked as handled are one change.
struct Reminding {
    let office: Office
    let transaction: Transaction
    let now: Instant
    let channels: [String]
    /// Everything up to this day is taken for told: a preview of one day shows nothing of those before.
    private let toldThrough: CivilDate?
    /// Whether something was told of a day that is still to come: the clock was ahead.
    private let isAhead: Bool

    init(
        office: Office, transaction: Transaction, now: Instant, channels: [String], toldThrough: CivilDate? = nil
    ) throws {
        self.office = office
        self.transaction = transaction
        self.now = now
        self.channels = channels
        self.toldThrough = toldThrough
        isAhead = try transaction.lastMessageDay().map { $0 > now.date } ?? false
    }

    /// What a step did.
    struct Outcome {
        /// How many enterprises it looked at; 0 when nothing is due any more.
        var enterprises = 0
        /// Those that it could do nothing for; nothing of theirs is changed.
        var failures: Failures = [:]
    }

    private var today: CivilDate { now.date }

    /// Handles the next of what is due.
    ///
    /// - Parameters:
    ///   - limit: how many occurrences are looked at, more or less.
    ///   - failed: enterprises that are passed over, since they failed already.
    func step(limit: Int, except failed: some Collection<Int64> = []) throws -> Outcome {
        let enterprises = try transaction.enterprisesToHandle(at: now.seconds, limit: limit, except: failed)
        return try handle(enterprises)
    }

    /// Handles what is due of some enterprises: all at once, and where that fails one by one, so that what is wrong with
    /// one stops no other.
    func handle(_ enterprises: [Int64]) throws -> Outcome {
        var outcome = Outcome(enterprises: enterprises.count)
        guard !enterprises.isEmpty else { return outcome }
        if case .success = try transaction.separately({ try handleTogether(enterprises) }) { return outcome }
        for enterprise in enterprises {
            if case .failure(let error) = try transaction.separately({ try handleTogether([enterprise]) }) {
                outcome.failures[enterprise] = error
            }
        }
        return outcome
    }

    private func handleTogether(_ enterprises: [Int64]) throws {
        let due = try transaction.dueOccurrences(at: now.seconds, of: enterprises)
        for those in due.chunked(by: { $0.subject.enterprise == $1.subject.enterprise }) {
            let lines = try those.compactMap { try handle($0) }
            if !lines.isEmpty { try tell(lines, to: those[0].subject.enterprise) }
        }
    }

    // MARK: - One occurrence

    /// Handles one occurrence; the line to tell, if any.
    private func handle(_ due: DueOccurrence) throws -> ReminderNotice.Line? {
        guard
            let (entry, obligation) = office.catalogue.obligation(
                due.occurrence.identity.obligation, of: due.occurrence.identity.bundle, on: today)
        else {
            // Its plugin is away: nothing can be said today, and it is not forgotten.
            let tomorrow = Instant(today.adding(days: 1) ?? today, hour: Reminder.hour, minute: 0)
            try transaction.schedule(
                due.occurrence.id, nextAt: tomorrow.seconds, handledThrough: due.occurrence.handledThrough)
            return nil
        }
        let desk = DutyDesk(office: office, entry: entry, transaction: transaction)
        guard let occurrence = try planned(due, obligation, desk) else { return nil }
        let handled = handledThrough(due, occurrence)
        let isPaused = try desk.isPaused(occurrence)
        let plan = isPaused ? nil : desk.reminders(obligation, occurrence.terms)
        let reminders = plan?.reminders(after: handled, through: now.lastMorning) ?? []
        let isMoved = due.movedFrom != nil && due.movedFrom != occurrence.terms.due
        let isToTell = isMoved || !reminders.isEmpty
        if isToTell, now < now.morning {
            // What was missed waits for the morning, where it is one with what that day itself brings.
            try transaction.schedule(
                occurrence.id, nextAt: now.morning.seconds, handledThrough: occurrence.handledThrough)
            return nil
        }
        let through = max(handled ?? now.lastMorning, now.lastMorning)
        let next = desk.nextMoment(
            obligation, occurrence.identity.period, occurrence.terms, handledThrough: through, isPaused: isPaused)
        try transaction.schedule(occurrence.id, nextAt: next, handledThrough: through)
        if due.movedFrom != nil { try transaction.forgetCalendarMove(occurrence.id) }
        guard isToTell else { return nil }
        let line = line(due, occurrence, obligation, entry.bundle, reminders, isMoved: isMoved)
        if !isMoved, occurrence.handledThrough != nil, let last = reminders.last?.day,
            try wasTold(line, from: last, before: plan?.next(after: last)?.day, to: due.subject.enterprise)
        {
            return nil
        }
        return line
    }

    /// The occurrence after its duty was planned anew, which opens what follows it; nil where that has ended it.
    private func planned(_ due: DueOccurrence, _ obligation: Obligation, _ desk: DutyDesk) throws -> Occurrence? {
        let changes = transaction.changes
        try desk.plan(obligation, due.subject)
        guard transaction.changes != changes else { return due.occurrence }
        return try transaction.occurrence(id: due.occurrence.id).flatMap { $0.state.isOpen ? $0 : nil }
    }

    /// The day through which nothing more is told of an occurrence; nil is none.
    private func handledThrough(_ due: DueOccurrence, _ occurrence: Occurrence) -> CivilDate? {
        guard let toldThrough else { return occurrence.handledThrough }
        // What only this day brings has not been told before it.
        let midnight = Instant(today, hour: 0, minute: 0).seconds
        let isNew = occurrence.recordedAt >= midnight
        let isOfToday = isNew ? occurrence.terms.opens == today : (due.occurrence.nextAt ?? 0) >= midnight
        return isOfToday ? occurrence.handledThrough : max(occurrence.handledThrough ?? toldThrough, toldThrough)
    }

    private func line(
        _ due: DueOccurrence, _ occurrence: Occurrence, _ obligation: Obligation, _ bundle: Dabiao.Bundle,
        _ reminders: [Reminder], isMoved: Bool
    ) -> ReminderNotice.Line {
        let recorded = Instant(seconds: occurrence.recordedAt).date
        let isLate = reminders.contains { $0.day < today && $0.day > recorded }
        let days = occurrence.terms.due.map { today.days(until: $0) }
        let missing = occurrence.terms.missing ?? []
        let kind: ReminderNotice.Line.Kind = days.map { $0 < 0 ? .overdue : .upcoming } ?? .undetermined
        return ReminderNotice.Line(
            bundle: occurrence.identity.bundle, obligation: obligation.id, title: obligation.title, site: due.siteName,
            row: occurrence.identity.rowKey.isEmpty ? nil : occurrence.identity.rowKey,
            period: occurrence.identity.period.description, due: occurrence.terms.due, days: days,
            provisional: occurrence.terms.isProvisional, kind: kind, late: isLate,
            missing: missing, missingTitles: missing.isEmpty ? [] : missing.map(Titles(bundle).title),
            to: Self.told(obligation.terms.to + reminders.flatMap(\.to)), movedFrom: isMoved ? due.movedFrom : nil)
    }

    /// Each once, in the order found; nil is nobody.
    private static func told(_ names: [String]) -> [String]? {
        let told = names.eachOnce()
        return told.isEmpty ? nil : told
    }

    // MARK: - One message

    /// Puts one message a channel into the outbox. A second one on the same day gets a number, and holds only what the
    /// first does not: after the clock was set back the same day may come twice.
    private func tell(_ lines: [ReminderNotice.Line], to id: Int64) throws {
        guard let enterprise = try transaction.enterprise(id: id) else { return }
        for channel in channels {
            var (rest, number) = (lines, 1)
            while !rest.isEmpty {
                let notice = ReminderNotice(to: enterprise.record, rest, channel: channel, day: today, number: number)
                let message = Message(
                    key: notice.key, recipient: id, channel: channel, day: today, body: try notice.json(),
                    createdAt: now.seconds)
                if try transaction.enqueue(message) { break }
                let told = try toldLines(notice.key)
                rest.removeAll { line in told.contains { $0.tellsTheSame(as: line) } }
                number += 1
            }
        }
    }

    /// Whether a line was told since the day of its reminder and before the next one's: before the clock was set back.
    private func wasTold(
        _ line: ReminderNotice.Line, from day: CivilDate, before next: CivilDate?, to id: Int64
    ) throws -> Bool {
        // On time, and with a clock that was never ahead, nobody can have been told before.
        guard day < today || isAhead, let channel = channels.first else { return false }
        return try transaction.messages(to: id, channel: channel, from: day, before: next ?? .latest)
            .contains { try lines(of: $0.message).contains { $0.tellsTheSame(as: line) } }
    }

    private func toldLines(_ key: String) throws -> [ReminderNotice.Line] {
        try transaction.message(key: key).map(lines) ?? []
    }

    private func lines(of message: Message) throws -> [ReminderNotice.Line] {
        try JSONDecoder().decode(ReminderNotice.self, from: Data(message.body.utf8)).lines
    }
}

extension Array {
    /// Runs of neighbours that belong together.
    fileprivate func chunked(by belongTogether: (Element, Element) -> Bool) -> [[Element]] {
        reduce(into: []) { chunks, element in
            if let last = chunks.last?.last, belongTogether(last, element) {
                chunks[chunks.count - 1].append(element)
            } else {
                chunks.append([element])
            }
        }
    }
}
