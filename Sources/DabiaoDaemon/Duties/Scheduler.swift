import Dabiao
import DabiaoStore
import Logging
import Synchronization

/// Does what is due, and sleeps on one absolute timer until the next thing is.
///
/// Every bell (a change, a fired or cancelled timer) means only "look again": nothing is remembered in memory, so a
/// crash, a set clock and a year of downtime are all the same case.
final class Scheduler: Sendable {
    private let office: Office
    private let alarm: Alarm
    private let outbox: Outbox
    private let host: PluginHost
    /// Those who wait for the scheduler to have looked once more.
    private let hops = Mutex<[CheckedContinuation<Void, Never>]>([])

    /// How many enterprises one transaction handles.
    private static let batch = 50
    /// How long to wait after a failure (a full disk) before trying again.
    private static let retry = Duration.seconds(60)

    init(office: Office, alarm: Alarm, outbox: Outbox, host: PluginHost) {
        self.office = office
        self.host = host
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
                self.answerHops()
            }
        }
    }

    /// Returns when the scheduler has looked once more, or has ended: it is alive.
    func hop() async {
        guard !office.bell.isSilent else { return }
        await withCheckedContinuation { waiting in
            hops.withLock { $0.append(waiting) }
            office.bell.ring()
            // Ended meanwhile: nobody else would answer.
            if office.bell.isSilent { answerHops() }
        }
    }

    private func answerHops() {
        let waiting = hops.withLock { hops in
            defer { hops = [] }
            return hops
        }
        for hop in waiting { hop.resume() }
    }

    /// Does everything that is due now, then arms the alarm.
    ///
    /// - Returns: when it looks again by itself; nil is never.
    @discardableResult
    func look() async -> Instant? {
        let began = office.clock.now()
        var next: Instant?
        do {
            try await changeDay()
            while try await remind() > 0, !office.bell.isSilent {}
            let isDelivered = await outbox.deliver()
            next = try await nextMoment()
            // What was due already and still is, nobody can do now (its plugin is away): not again at once.
            if let moment = next, moment <= began { next = office.clock.now() + Self.retry }
            if !isDelivered { next = min(next ?? .distantFuture, office.clock.now() + Self.retry) }
            office.troubles.set("scheduler", to: nil)
        } catch {
            office.troubles.set("scheduler", to: DabiaoError(unforeseen: error))
            next = office.clock.now() + Self.retry
        }
        alarm.arm(at: next)
        answerHops()
        return next
    }

    /// When the next thing is due; nil where nothing is.
    func nextMoment() async throws -> Instant? {
        let bundles = office.catalogue.entries.map(\.bundle.id)
        let turn = office.catalogue.turn(after: office.clock.today()).map { Instant($0, hour: 0, minute: 0) }
        return try await office.store.read { snapshot in
            let verdict = try snapshot.earliestVerdictChange(of: bundles).map { Instant($0, hour: 0, minute: 0) }
            let expiry = try snapshot.earliestExpiry(of: bundles).map { Instant($0, hour: 0, minute: 0) }
            let occurrence = try snapshot.earliestNextAt().map { Instant(seconds: $0) }
            return [verdict, expiry, occurrence, turn].compactMap { $0 }.min()
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
        try await host.turn(to: today)
        try await Enforcement.turn(in: office)
        for bundle in office.catalogue.entries.map(\.bundle.id) {
            while try await expire(bundle, on: today) > 0, !office.bell.isSilent {}
        }
        try await turn(to: today)
        for bundle in office.catalogue.entries.map(\.bundle.id) {
            while try await refresh(bundle, on: today) > 0, !office.bell.isSilent {}
        }
    }

    /// Where anything of a plugin began or ended since the last day handled, judges and plans for every subject.
    private func turn(to today: CivilDate) async throws {
        let last = try await office.store.read { try $0.setting(Self.lastDay).flatMap { CivilDate($0[...]) } }
        let turning = last.map { office.catalogue.entries(turningBetween: $0, and: today).map(\.bundle.id) }
        guard turning?.isEmpty != true else { return }
        for bundle in turning ?? [] {
            var after: Int64? = 0
            while let page = after, !office.bell.isSilent {
                after = try await settle(bundle, after: page, on: today)
            }
        }
        guard !office.bell.isSilent else { return }
        try await office.store.write { try $0.set(Self.lastDay, to: today.description) }
    }

    /// The setting that tells the last day on which that was looked for.
    private static let lastDay = "day"

    /// Judges and plans for the next subjects of a plugin; the last of them, nil after the end.
    private func settle(_ bundle: String, after: Int64, on today: CivilDate) async throws -> Int64? {
        try await office.store.write { [office] transaction in
            guard let entry = office.catalogue[bundle] else { return nil }
            let subjects = try transaction.subjects(
                entry.bundle.subject, sector: entry.bundle.sector, after: after, limit: Self.batch)
            let standing = StandingVerdicts(entry: entry, transaction: transaction, today: today)
            let desk = DutyDesk(office: office, entry: entry, transaction: transaction)
            for subject in subjects {
                try standing.refresh(subject.id)
                try desk.plan(subject)
            }
            return subjects.last?.id
        }
    }

    /// Lets go what is valid no more, and everything follow that hung on it.
    private func expire(_ bundle: String, on today: CivilDate) async throws -> Int {
        try await office.store.write { [office] transaction in
            guard let entry = office.catalogue[bundle] else { return 0 }
            let subjects = try transaction.subjectsWithExpiries(by: today, bundle: bundle, limit: Self.batch)
            let projection = Projection(entry.compiled, transaction, in: office)
            for subject in subjects {
                try projection.project(subject.id, on: today, in: transaction)
                try Consequences(office: office, transaction: transaction).follow(entry, about: subject)
            }
            return subjects.count
        }
    }

    private func refresh(_ bundle: String, on today: CivilDate) async throws -> Int {
        try await office.store.write { [office] transaction in
            // As it is in force in this transaction: meanwhile it may have become another version.
            guard let entry = office.catalogue[bundle] else { return 0 }
            let subjects = try transaction.subjectsWithVerdictsChanging(by: today, bundle: bundle, limit: Self.batch)
            let standing = StandingVerdicts(entry: entry, transaction: transaction, today: today)
            for subject in subjects { try standing.refresh(subject.id) }
            return subjects.count
        }
    }
}

extension Instant {
    /// Later than everything.
    fileprivate static let distantFuture = Instant(seconds: .max)
}
