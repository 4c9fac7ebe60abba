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

    /// How many occurrences or subjects one transaction handles, more or less: about a tenth of a second.
    private static let batch = 1000
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
            try await host.turn(to: office.clock.today())
            var failures = try await DayChange(office: office).run()
            failures.merge(try await remind()) { first, _ in first }
            office.troubles.set("duties", to: try await trouble(failures))
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

    /// Handles all that is due, some occurrences a transaction; the enterprises that it could do nothing for.
    private func remind() async throws -> Failures {
        var failures: Failures = [:]
        while !office.bell.isSilent {
            let now = office.clock.now()
            let outcome = try await office.store.write { [office, outbox, failures] transaction in
                try Reminding(office: office, transaction: transaction, now: now, channels: outbox.channels)
                    .step(limit: Self.batch, except: failures.keys)
            }
            guard outcome.enterprises > 0 else { break }
            failures.merge(outcome.failures) { first, _ in first }
        }
        return failures
    }

    /// What to say of enterprises that nothing could be done for; nil where there are none.
    private func trouble(_ failures: Failures) async throws -> DabiaoError? {
        guard let (enterprise, error) = failures.min(by: { $0.key < $1.key }) else { return nil }
        let code = try await office.store.read { try $0.enterprise(id: enterprise)?.record.creditCode } ?? "?"
        let reason = DabiaoError(unforeseen: error)
        return DabiaoError(
            reason.code,
            Phrase(
                "\(failures.count) 家企业的期限处理不了（如 \(code)：\(reason.message.zh)）；每分钟重试，其余企业照常",
                "the duties of \(failures.count) enterprises cannot be handled (\(code): \(reason.message.en)); tried "
                    + "again every minute, the others go on"),
            remedy: reason.remedy, cause: reason.cause)
    }
}

/// Enterprises that nothing could be done for, with the reason.
typealias Failures = [Int64: any Error]

extension Instant {
    /// Later than everything.
    fileprivate static let distantFuture = Instant(seconds: .max)
}
