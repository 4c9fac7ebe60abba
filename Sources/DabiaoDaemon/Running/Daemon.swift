import Dabiao
import DabiaoControl
import DabiaoStore
public import Logging
import SectorKit
import Varlink

/// The running daemon: opened by ``start(_:logger:)``, alive in ``run()``, ended by ``stop()``.
public final class Daemon: Sendable {
    private let office: Office
    private let host: PluginHost
    private let access: AccessDesk
    private let scheduler: Scheduler
    private let server: Server
    private let notifier: SystemdNotifier
    private let logger: Logger

    private init(
        office: Office, host: PluginHost, access: AccessDesk, scheduler: Scheduler, server: Server,
        notifier: SystemdNotifier, logger: Logger
    ) {
        self.office = office
        self.host = host
        self.access = access
        self.scheduler = scheduler
        self.server = server
        self.notifier = notifier
        self.logger = logger
    }

    /// Opens the state folder, puts the plugins in force and listens.
    ///
    /// - Throws: `DabiaoError` that says what stands in the way: another daemon on the folder, a taken socket, a folder
    ///   that cannot be written, a database of a newer version.
    public static func start(_ options: DaemonOptions, logger: Logger) async throws -> Daemon {
        let notifier = SystemdNotifier(logger: logger)
        let clock = try options.pretendNow.map { WallClock.pretended(from: try Instant(rfc3339: $0)) } ?? .system
        let state = try StateDirectory(preparing: options.state)
        let configuration = try options.configuration.map { try DaemonConfiguration(file: $0) }
        let folder = CalendarFolder.located(options.calendar ?? configuration?.calendar)
        let calendar = try CalendarFolder.read(folder)
        let store = try Store(directory: state.path)
        let office = Office(store: store, clock: clock, calendar: calendar, logger: logger, bell: Bell())
        let spool = SpoolChannel(folder: state.spool)
        try spool.removeLeftovers()
        try Backups.removeLeftovers(in: state.path)
        let host = PluginHost(office: office, folders: options.plugins, calendar: folder)
        let catalogue = try await host.load()
        for found in catalogue.found {
            for diagnostic in found.diagnostics { logger.warning("\(found.folder)/\(diagnostic.text(.chinese))") }
        }
        let outbox = Outbox(
            office: office, spool: spool, journal: JournalChannel(),
            channels: configuration?.channels ?? Outbox.usualChannels)
        let scheduler = Scheduler(office: office, alarm: try Alarm(clock: clock), outbox: outbox, host: host)
        let uploads = Uploads()
        let access = AccessDesk(office: office, file: configuration?.access)
        try access.load()
        let control = ControlService(
            office: office, uploads: uploads, plugins: Plugins(office: office, host: host),
            status: StatusReport(office: office, scheduler: scheduler, state: state.path),
            simulations: Simulations(office: office, channels: outbox.channels), access: access,
            backups: Backups(office: office, folder: state.path))
        let server = try await listen(options.socket, try control.service(), uploads, logger)
        return Daemon(
            office: office, host: host, access: access, scheduler: scheduler, server: server, notifier: notifier,
            logger: logger)
    }

    /// On the socket that systemd passed, else on one of our own.
    private static func listen(_ path: String, _ service: Service, _ uploads: Uploads, _ logger: Logger) async throws
        -> Server
    {
        let passed = try SocketActivation.descriptors()
        do {
            if let descriptor = passed.first {
                return try await Server.adopting(
                    descriptor: descriptor, serving: service, logger: logger, onDisconnect: { uploads.forget($0) })
            }
            return try await Server.listening(
                at: path, serving: service, logger: logger, onDisconnect: { uploads.forget($0) })
        } catch let error as SocketTaken {
            throw DabiaoError(
                .refused, Phrase("套接字 \(path) 已被另一个进程占用", "another process listens on \(path)"),
                remedy: Phrase("请先停掉它，或用 --socket 换一个路径", "stop it first, or choose another path with --socket"),
                cause: error.description)
        } catch let error as SocketError {
            throw DabiaoError(
                .system, Phrase("无法在 \(path) 上监听", "cannot listen on \(path)"),
                remedy: Phrase(
                    "请检查所在文件夹是否存在、可写，路径是否过长", "check that its folder is there and writable, and the path short"),
                cause: error.description)
        }
    }

    /// Serves, reminds and delivers until ``stop()``; then drains and closes.
    ///
    /// - Throws: what ended the control socket other than ``stop()``, after the same drain: whoever started the daemon
    ///   starts it again.
    public func run() async throws {
        let failure = await withTaskGroup(of: (any Error)?.self) { group in
            group.addTask {
                await self.scheduler.run()
                return nil
            }
            group.addTask {
                let failure = await self.serve()
                self.office.bell.silence()
                await self.office.auditWithheldRefusals()
                self.office.auditHeads.finish()
                return failure
            }
            group.addTask {
                await self.tellAuditHeads()
                return nil
            }
            group.addTask {
                await self.keepAlive()
                return nil
            }
            office.troubles.onChange { self.tell($0) }
            notifier.ready()
            tell(office.troubles.current)
            logger.info("ready", metadata: ["plugins": "\(office.catalogue.entries.map(\.bundle.id))"])
            return await group.reduce(nil) { $0 ?? $1 }
        }
        try office.store.close()
        logger.info("stopped")
        if let failure { throw failure }
    }

    /// Serves until the socket is closed; what ended it other than ``stop()``.
    private func serve() async -> (any Error)? {
        do {
            try await server.run()
            return nil
        } catch {
            logger.critical("the control socket failed: \(error)")
            return error
        }
    }

    /// Tells the audit's newest hash to the journal, where one runs: that of the start, and each that follows.
    private func tellAuditHeads() async {
        guard JournalChannel.isPresent else { return }
        let newest = try? await office.store.read { try $0.auditEntries(AuditFilter(limit: 1)).first }
        if let newest { office.auditHeads.note(newest) }
        await office.auditHeads.run { entry in
            JournalChannel().write(entry)
        } failed: { [office] error in
            office.troubles.set("audit", to: error)
        }
    }

    /// Ends ``run()``: no new calls, those under way finish, what was acknowledged is on the disk.
    public func stop() async {
        notifier.stopping()
        await server.shutdown()
    }

    /// Reads the plugin folders, the work calendar and the grants again.
    public func reload() async {
        notifier.reloading()
        do {
            let catalogue = try await host.load()
            for found in catalogue.found {
                for diagnostic in found.diagnostics { logger.warning("\(found.folder)/\(diagnostic.text(.chinese))") }
            }
            logger.info("reloaded", metadata: ["plugins": "\(catalogue.entries.map(\.bundle.id))"])
        } catch {
            logger.error("reload failed, everything stays as it was: \(error)")
        }
        access.reload()
        notifier.ready()
        tell(office.troubles.current)
    }

    /// One line for the service manager: what fails, or what is in force. What begins to fail is logged too.
    private func tell(_ troubles: [DabiaoError]) {
        for trouble in troubles { logger.error("\(trouble.text(.chinese))") }
        notifier.status(
            troubles.first?.message.zh ?? "\(office.catalogue.entries.count) plugins in force")
    }

    /// Tells the watchdog that we live, each time only after a hop through the event loop, one through the scheduler,
    /// and a read of the store.
    private func keepAlive() async {
        guard let interval = notifier.watchdogInterval else { return }
        let ended = office.bell.listen()
        await withTaskGroup { group in
            group.addTask {
                for await _ in ended {}
            }
            group.addTask {
                while !Task.isCancelled {
                    do {
                        try await self.server.hop()
                        await self.scheduler.hop()
                        _ = try await self.office.store.read { try $0.setting("calendar") }
                        self.notifier.watchdog()
                    } catch {
                        self.logger.error("watchdog: \(error)")
                    }
                    try? await Task.sleep(for: interval / 2)
                }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
