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
    private let work: DueWork
    /// Those who wait for the scheduler to have looked once more.
    private let hops = Mutex<[CheckedContinuation<Void, Never>]>([])

    /// How long to wait after a failure (a full disk) before trying again.
    private static let retry = Duration.seconds(60)

    init(office: Office, alarm: Alarm, outbox: Outbox, host: PluginHost) {
        self.office = office
        self.alarm = alarm
        self.outbox = outbox
        work = DueWork(office: office, host: host, channels: outbox.channels)
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
            office.troubles.set("duties", to: try await work.run())
            let isDelivered = await outbox.deliver()
            next = try await work.nextMoment()
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
        try await work.nextMoment()
    }
}

extension Instant {
    /// Later than everything.
    fileprivate static let distantFuture = Instant(seconds: .max)
}
