import Dabiao
import DabiaoStore
import Logging

/// An office of its own on a copy of the store, in a virtual clock: everything happens there as it will happen here if
/// nothing is told, done or changed meanwhile, and nothing of it leaves the copy.
struct Simulation: Sendable {
    let office: Office
    /// The same as whoever asked may see it.
    let seen: Office
    private let clock: VirtualClock
    private let work: DueWork

    /// Copies the store as it stands; the plugins that were in force in it are read from the copy, so that both fit.
    ///
    /// - Parameters:
    ///   - enterprise: the only one whose future is asked for; nil is everybody's.
    ///   - channel: on which reminders are told.
    init(of real: Office, enterprise: Int64?, channel: String) async throws {
        let copy = try await real.store.temporaryCopy()
        clock = VirtualClock(real.clock.now())
        office = Office(
            store: copy, clock: clock.clock, calendar: real.calendar,
            logger: Logger(label: "dabiao.simulation") { _ in SwiftLogNoOpLogHandler() }, bell: Bell())
        seen = office.limited(to: real.store.scope)
        let host = PluginHost(office: office, folders: [])
        work = DueWork(office: office, host: host, channels: [channel])
        if let enterprise { try await copy.write { try $0.rest(allBut: enterprise) } }
        try await copy.write { try $0.recordHappenings() }
        try await host.load()
    }

    /// Runs the clock from now to the end of a day.
    ///
    /// - Parameter pass: is called after each moment at which something was done, with its day, and with the last day
    ///   before the next moment: nothing is done until the end of that one.
    /// - Returns: what could not be done; nil where everything could.
    func run(
        through last: CivilDate, _ pass: (_ day: CivilDate, _ end: CivilDate) async throws -> Void
    ) async throws -> DabiaoError? {
        var trouble: DabiaoError?
        var moment: Instant? = clock.clock.now()
        while let now = moment, now.date <= last {
            try Task.checkCancellation()
            clock.set(now)
            trouble = try await work.run() ?? trouble
            moment = try await next(after: now)
            let eve = moment.flatMap { $0.date.adding(days: -1) } ?? last
            try await pass(now.date, min(eve, last))
        }
        return trouble
    }

    /// The next moment. Where something that was due still is, since nobody can do it now, that is the next time of a day
    /// at which anything is done: the clock never stands still.
    private func next(after now: Instant) async throws -> Instant? {
        let next = try await work.nextMoment()
        guard let next, next <= now else { return next }
        guard now >= now.morning else { return now.morning }
        return now.date.adding(days: 1).map { Instant($0, hour: 0, minute: 0) }
    }

    /// Lets the copy go.
    func close() {
        try? office.store.close()
    }
}
