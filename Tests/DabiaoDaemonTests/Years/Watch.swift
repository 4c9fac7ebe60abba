import Dabiao
import DabiaoStore
import Foundation
import GRDB

@testable import DabiaoDaemon

/// What must be true after every step of a life, found by SQL and by models of its own.
struct Watch {
    /// When something was last told of an occurrence, and of which due day.
    private var told: [RecordedName: (day: CivilDate, due: CivilDate?)] = [:]
    /// The day since which an open occurrence has been as it is: opened, dated, its clock running.
    private var since: [RecordedName: CivilDate] = [:]
    private var before: [RecordedName: OpenRecord] = [:]
    private var lastMessage: Int64 = 0
    /// The last day seen by which ladders, calendar or clock were others.
    private var disturbed = CivilDate.earliest
    private var lastDay = CivilDate.latest
    /// Whether the clock was ever set back. What was told on days that come again counts when they have come, and is
    /// seen then at the next planning only: those lives are not planned anew.
    private var wasSetBack = false
    private var seed: Seed

    init(_ seed: Seed) {
        self.seed = seed
    }

    /// From that day on another ladder, calendar or clock holds: what was told before says nothing of it.
    mutating func disturb(_ day: CivilDate) {
        disturbed = max(disturbed, day)
    }

    mutating func setBack(from day: CivilDate) {
        disturb(day)
        wasSetBack = true
    }

    /// What is wrong; empty where nothing is.
    mutating func faults(
        in town: Town, _ plugins: LifePlugins, _ people: [Person], at now: Instant, next: Instant?
    ) async throws -> [String] {
        if plugins.turns(between: min(lastDay, now.date), and: now.date) { disturb(now.date) }
        lastDay = now.date
        let open = try await Records.open(in: town)
        note(open, on: now.date)
        let lines = try await newLines(in: town, people)
        var faults = open.flatMap { record in
            let duty = plugins.duty(record.name.obligation, of: record.name.bundle, on: now.date)
            return duty.map { unscheduled(record, $0, now) } ?? ["\(record.name) has no obligation"]
        }
        let calendar = town.office.calendar
        for (name, line, day) in lines {
            faults += untimely(name, line, day, plugins, calendar, now)
            told[name] = (day, line.due)
        }
        faults += open.compactMap { untold($0, plugins, calendar, now) } + doubles(open)
        if seed.once(in: 6) {
            faults += try await gaps(in: town, plugins, people, now.date)
        }
        if !wasSetBack, seed.once(in: 6) {
            faults += try await Rehearsal.changes(in: town, at: now).map { "planned again: \($0)" }
            let ahead = next.map { min(($0 - now).components.seconds, 400 * 86_400) } ?? 400 * 86_400
            if ahead > 1 {
                let moment = now + .seconds(Int64.random(in: 1..<ahead, using: &seed))
                faults += try await Rehearsal.changes(in: town, at: moment).map { "planned at \(moment): \($0)" }
            }
        }
        return faults
    }

    /// Remembers since when each is as it is.
    private mutating func note(_ open: [OpenRecord], on today: CivilDate) {
        for record in open {
            let old = before[record.name]
            let isSame = old.map { $0.opens == record.opens && $0.due == record.due && $0.isPaused == record.isPaused }
            if isSame != true { since[record.name] = today }
        }
        before = Dictionary(open.map { ($0.name, $0) }) { first, _ in first }
    }
}

// MARK: - The next action

extension Watch {
    /// Every open occurrence has a next action, which is still to come; one whose clock stands still looks each day.
    private func unscheduled(_ record: OpenRecord, _ duty: LifeDuty, _ now: Instant) -> [String] {
        guard let next = record.nextAt else {
            // Nothing is ever told of it any more, since its author wrote nothing.
            let isSilent = duty.overdue.isEmpty && !record.isPaused
            return isSilent && record.due ?? .earliest <= (now.date.adding(days: 400) ?? .latest)
                ? [] : ["\(record.name) has no next action"]
        }
        var faults = next > now.seconds ? [] : ["\(record.name) was due at \(Instant(seconds: next))"]
        let tomorrow = Instant(now.date.adding(days: 1) ?? .latest, hour: Reminder.hour, minute: 0).seconds
        if record.isPaused, next > tomorrow { faults.append("\(record.name) stands still and does not look tomorrow") }
        return faults
    }

    /// Of duties that return from the last time, and of dates that expire, one is open at a time.
    private func doubles(_ open: [OpenRecord]) -> [String] {
        let single = open.filter { ["training", "licence", "inspection"].contains($0.name.obligation) }
        return Dictionary(grouping: single) { "\($0.name.subject) \($0.name.obligation) \($0.name.row)" }
            .filter { $1.count > 1 }.map { "\($0) is open \($1.count) times" }
    }

    /// No period is missing, and none is there that the schedule does not have.
    private func gaps(
        in town: Town, _ plugins: LifePlugins, _ people: [Person], _ today: CivilDate
    ) async throws -> [String] {
        var faults: [String] = []
        for person in people {
            for (id, months, isByCalendar) in plugins.steady {
                let recorded = try await Records.periods(of: id, person.subjects.enterprise, in: town)
                let last = max(today, recorded.max() ?? today)
                let starts = Set(
                    isByCalendar
                        ? PeriodModel.byCalendar(months, through: last)
                        : PeriodModel.from(person.beganOn, months, through: last))
                faults += recorded.filter { !starts.contains($0) }.map { "\(id) has a period from \($0)" }
                guard let since = person.memberSince else { continue }
                faults += starts.subtracting(recorded).filter { $0 >= since && $0 > disturbed && $0 <= today }
                    .map { "\(id) of \(person.code) has no period from \($0)" }
            }
        }
        return faults
    }
}

// MARK: - What was told

extension Watch {
    private typealias Told = (name: RecordedName, line: ReminderNotice.Line, day: CivilDate)

    private mutating func newLines(in town: Town, _ people: [Person]) async throws -> [Told] {
        let last = lastMessage
        let messages = try await town.office.store.read { snapshot in
            try Row.fetchAll(
                snapshot.database, sql: "SELECT id, body FROM outbox WHERE id > ? ORDER BY id", arguments: [last]
            ).map { row -> (Int64, String) in (row[0], row[1]) }
        }
        lastMessage = messages.last?.0 ?? last
        return try messages.flatMap { _, body -> [Told] in
            let notice = try JSONDecoder().decode(ReminderNotice.self, from: Data(body.utf8))
            let person = people.first { $0.code == notice.recipient.creditCode }
            return notice.lines.map { line in
                let subject = line.bundle == "yards" ? person?.subjects.site : person?.subjects.enterprise
                let name = RecordedName(
                    subject: subject ?? 0, bundle: line.bundle, obligation: line.obligation, row: line.row ?? "",
                    period: line.period)
                return (name, line, notice.day)
            }
        }
    }

    /// Why a line should not have been told, or not now.
    private func untimely(
        _ name: RecordedName, _ line: ReminderNotice.Line, _ day: CivilDate, _ plugins: LifePlugins,
        _ calendar: WorkCalendar, _ now: Instant
    ) -> [String] {
        guard day == now.date, now >= now.morning else { return ["\(name) was told of \(day)"] }
        guard let record = before[name], record.due == line.due else { return ["\(name) was told and is not open"] }
        guard line.movedFrom == nil else { return [] }
        if record.isPaused { return ["\(name) was told while its clock stands still"] }
        if record.silent >= now.date { return ["\(name) was told though acknowledged"] }
        guard let rung = lastRung(record, plugins, calendar, now.date) else {
            return ["\(name) was told without a rung"]
        }
        // Whatever was told before the ladder became this one says nothing.
        guard let last = told[name], last.due == line.due, last.day > disturbed, last.day > since[name] ?? .latest,
            rung <= last.day
        else { return [] }
        return ["\(name) was told on \(last.day) and \(now.date), of the rung of \(rung)"]
    }

    /// That nothing was told of an occurrence on whose ladder a day has passed.
    private func untold(
        _ record: OpenRecord, _ plugins: LifePlugins, _ calendar: WorkCalendar, _ now: Instant
    ) -> String? {
        // What was missed waits for the morning.
        guard !record.isPaused, now >= now.morning, let rung = lastRung(record, plugins, calendar, now.date) else {
            return nil
        }
        let floor = max(disturbed, since[record.name] ?? .latest, record.longestSilent)
        guard rung > floor, told[record.name]?.day ?? .earliest < rung else { return nil }
        return "\(record.name), due \(record.due?.description ?? "?"), was not told since the rung of \(rung)"
    }

    private func lastRung(
        _ record: OpenRecord, _ plugins: LifePlugins, _ calendar: WorkCalendar, _ day: CivilDate
    ) -> CivilDate? {
        let duty = plugins.duty(record.name.obligation, of: record.name.bundle, on: day)
        return duty.flatMap {
            LadderModel(duty: $0, opens: record.opens, due: record.due, calendar: calendar).lastRung(through: day)
        }
    }
}
