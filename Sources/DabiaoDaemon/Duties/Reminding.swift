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
    private let shared: SharedDischarge
    /// Whether something was told of a day that is still to come: the clock was ahead.
    private let isAhead: Bool

    init(office: Office, transaction: Transaction, now: Instant, channels: [String]) throws {
        self.office = office
        self.transaction = transaction
        self.now = now
        self.channels = channels
        shared = SharedDischarge(office: office, transaction: transaction, today: now.date)
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
        let due = try planned(transaction.dueOccurrences(at: now.seconds, of: enterprises))
        let told = try due.chunked { $0.due.subject.enterprise == $1.due.subject.enterprise }
            .map { those in
                let told = try those.compactMap { due in try handle(due).map { (due.occurrence, $0) } }
                return (enterprise: those[0].due.subject.enterprise, lines: try shared.lines(told))
            }
            .filter { !$0.lines.isEmpty }
        let known = try transaction.enterprises(ids: told.map(\.enterprise)).map { ($0.id, $0) }
        let records = Dictionary(uniqueKeysWithValues: known)
        for (id, lines) in told {
            if let enterprise = records[id] { try tell(lines, to: enterprise) }
        }
    }

    // MARK: - One occurrence

    /// Handles one occurrence; the line to tell, if any.
    private func handle(_ planned: PlannedDue) throws -> ReminderNotice.Line? {
        let due = planned.due
        guard let (entry, obligation) = planned.duty else {
            // Its plugin is away: nothing can be said today, and it is not forgotten.
            let tomorrow = Instant(today.adding(days: 1) ?? today, hour: Reminder.hour, minute: 0)
            try transaction.schedule(
                due.occurrence.id, nextAt: tomorrow.seconds, handledThrough: due.occurrence.handledThrough)
            return nil
        }
        let desk = DutyDesk(office: office, entry: entry, transaction: transaction)
        let (occurrence, isPaused) = (planned.occurrence, planned.isPaused)
        let handled = occurrence.handledThrough
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
        let line = line(due, occurrence, obligation, entry, reminders, isMoved: isMoved)
        if !isMoved, occurrence.handledThrough != nil, let last = reminders.last?.day,
            try wasTold(line, from: last, before: plan?.next(after: last)?.day, to: due.subject.enterprise)
        {
            return nil
        }
        return line
    }

    private func line(
        _ due: DueOccurrence, _ occurrence: Occurrence, _ obligation: Obligation, _ entry: Catalogue.Entry,
        _ reminders: [Reminder], isMoved: Bool
    ) -> ReminderNotice.Line {
        let recorded = Instant(seconds: occurrence.recordedAt).date
        let isLate = reminders.contains { $0.day < today && $0.day > recorded }
        return ReminderNotice.Line(
            occurrence, obligation, entry.bundle, site: due.siteName, on: today, late: isLate,
            to: office.catalogue.parties(obligation.terms.to + reminders.flatMap(\.to), of: obligation, in: entry),
            movedFrom: isMoved ? due.movedFrom : nil)
    }

    // MARK: - One message

    /// Puts one message a channel into the outbox. A second one on the same day gets a number, and holds only what the
    /// first does not: after the clock was set back the same day may come twice.
    private func tell(_ lines: [ReminderNotice.Line], to enterprise: Enterprise) throws {
        for channel in channels {
            var (rest, number) = (lines, 1)
            while !rest.isEmpty {
                let notice = ReminderNotice(to: enterprise.record, rest, channel: channel, day: today, number: number)
                let message = Message(
                    key: notice.key, recipient: enterprise.id, channel: channel, day: today, body: try notice.json(),
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
