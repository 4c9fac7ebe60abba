import Dabiao
import DabiaoStore
import Logging

/// Does what is due, and sleeps on one absolute timer until the next thing is.
///
/// Every bell (a change, a fired or cancelled timer) means only "look again": nothing is remembered in memory, so a
/// crash, a set clock and a year of downtime are all the same case.
final class Scheduler: Sendable {
    private let office: Office
    private let alarm: Alarm
    private let outbox: Outbox

    /// How many enterprises one transaction handles.
    private static let batch = 50
    /// How long to wait after a failure (a full disk) before trying again.
    private static let retry = Duration.seconds(60)

    init(office: Office, alarm: Alarm, outbox: Outbox) {
        self.office = office
        self.alarm = alarm
        self.outbox = outbox
    }

    /// Works until the bell is silenced.
    func run() async {
        await withTaskGroup { group in
            let bell = office.bell.listen()
            group.addTask { [alarm, office] in
                for await _ in alarm.events { office.bell.ring() }
            }
            group.addTask {
                await self.look()
                for await _ in bell { await self.look() }
                self.alarm.cancel()
            }
        }
    }

    /// Does everything that is due now, then arms the alarm.
    private func look() async {
        do {
            try await changeDay()
            while try await remind() > 0 {}
            let isDelivered = await outbox.deliver()
            let next = try await nextMoment()
            let again = isDelivered ? nil : office.clock.now() + Self.retry
            alarm.arm(at: [next, again].compactMap { $0 }.min())
        } catch {
            office.logger.error("scheduler: \(error)")
            alarm.arm(at: office.clock.now() + Self.retry)
        }
    }

    /// When the next thing is due; nil where nothing is.
    func nextMoment() async throws -> Instant? {
        let bundles = office.catalogue.entries.map(\.bundle.id)
        return try await office.store.read { snapshot in
            let verdict = try snapshot.earliestVerdictChange(of: bundles).map { Instant($0, hour: 0, minute: 0) }
            let occurrence = try snapshot.earliestNextAt().map { Instant(seconds: $0) }
            return [verdict, occurrence].compactMap { $0 }.min()
        }
    }

    private func remind() async throws -> Int {
        let now = office.clock.now()
        return try await office.store.write { [office, outbox] transaction in
            let reminding = Reminding(
                office: office, transaction: transaction, now: now, channels: outbox.channels)
            return try reminding.step(limit: Self.batch)
        }
    }

    /// Evaluates anew what a new day may have changed, some subjects a transaction.
    private func changeDay() async throws {
        let today = office.clock.today()
        for entry in office.catalogue.entries {
            while try await refresh(entry, on: today) > 0 {}
        }
    }

    private func refresh(_ entry: Catalogue.Entry, on today: CivilDate) async throws -> Int {
        try await office.store.write { transaction in
            let subjects = try transaction.subjectsWithVerdictsChanging(
                by: today, bundle: entry.bundle.id, limit: Self.batch)
            let standing = StandingVerdicts(entry: entry, transaction: transaction, today: today)
            for subject in subjects { try standing.refresh(subject.id) }
            return subjects.count
        }
    }
}
