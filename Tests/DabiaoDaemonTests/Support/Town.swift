import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import GRDB
import Logging
import SectorKit
import Varlink

@testable import DabiaoDaemon

/// A daemon without a socket: a real store in a folder of its own, a clock set by hand, real plugins.
final class Town {
    let folder: TemporaryFolder
    let hands: ManualClock
    private let plugins: [String]
    private var calendar: WorkCalendar
    private let prepare: @Sendable (Database) throws -> Void
    /// What the daemon logged.
    let log = LogLines()
    private(set) var office: Office

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let shipped = repository.appending(path: "Plugins").path
    static let call = Call(
        method: "org.dabiao.Test", parameters: Data("{}".utf8), more: false, oneway: false,
        peer: Peer(uid: 1000, gid: 1000, pid: 1, groups: []), connection: ConnectionID(1))

    /// - Parameters:
    ///   - time: China's time, without the zone.
    ///   - plugins: the folders of plugin folders; none is that of the repository.
    ///   - calendar: the work calendar; none is that of the repository.
    ///   - prepare: is given every connection to the store.
    init(
        at time: String, plugins: [String]? = nil, calendar: WorkCalendar? = nil,
        prepare: @escaping @Sendable (Database) throws -> Void = { _ in }
    ) async throws {
        folder = try TemporaryFolder()
        hands = try ManualClock(time)
        self.plugins = plugins ?? [Self.shipped]
        self.calendar = try calendar ?? Self.calendar()
        self.prepare = prepare
        office = try Self.office(folder, hands, log, self.calendar, prepare)
        try await host.load()
    }

    static func calendar() throws -> WorkCalendar {
        try CalendarFolder.read(repository.appending(path: "config/calendar").path)
    }

    private static func office(
        _ folder: TemporaryFolder, _ hands: ManualClock, _ log: LogLines, _ calendar: WorkCalendar,
        _ prepare: @escaping @Sendable (Database) throws -> Void
    ) throws -> Office {
        let state = try StateDirectory(preparing: folder.path + "/state")
        return Office(
            store: try Store(directory: state.path, prepare: prepare), clock: hands.clock,
            calendar: calendar,
            logger: Logger(label: "test") { _ in log }, bell: Bell())
    }

    /// The process ends without a word and begins anew, perhaps with another calendar.
    func restart(calendar other: WorkCalendar? = nil) async throws {
        try office.store.close()
        calendar = other ?? calendar
        office = try Self.office(folder, hands, log, calendar, prepare)
        try await host.load()
    }

    var host: PluginHost { PluginHost(office: office, folders: plugins) }

    var spool: String { folder.path + "/state/spool" }

    /// Its spool is not synced: no power is cut here.
    var outbox: Outbox {
        Outbox(
            office: office, spool: SpoolChannel(folder: spool, sync: { _ in 0 }), journal: JournalChannel(),
            channels: ["spool"])
    }

    var simulations: Simulations { Simulations(office: office, channels: ["spool"]) }

    /// What answers on the control socket.
    func control() throws -> ControlService {
        ControlService(
            office: office, uploads: Uploads(), plugins: Plugins(office: office, host: host),
            status: StatusReport(office: office, scheduler: try scheduler(), state: folder.path),
            simulations: simulations, access: AccessDesk(office: office, file: nil),
            backups: Backups(office: office, folder: folder.path))
    }

    func scheduler() throws -> Scheduler {
        Scheduler(office: office, alarm: try Alarm(clock: .system), outbox: outbox, host: host)
    }

    /// Sets the clock and does everything that is due then.
    func pass(to time: String) async throws {
        try hands.set(time)
        try await scheduler().look()
    }

    // MARK: - Commands

    @discardableResult
    func importList(_ lines: String...) async throws -> EnterpriseInterface.ImportReply {
        try await Enterprises(office: office).importList(
            Data(lines.joined(separator: "\n").utf8), named: "list.csv", dryRun: false, Self.call)
    }

    @discardableResult
    func submit(
        _ bundle: String, _ facts: String, enterprise: String = Town.code, site: String? = nil,
        kind: String = "self-review", on date: String
    ) async throws -> AssessmentInterface.SubmitReply {
        let request = AssessmentInterface.SubmitRequest(
            enterprise: enterprise, site: site, bundle: bundle, kind: kind, date: date, upload: "", name: nil)
        return try await Assessments(office: office).submit(request, Data(facts.utf8), Self.call)
    }

    // MARK: - What came of it

    /// The files of the spool, by name.
    func notices() throws -> [ReminderNotice] {
        try FileManager.default.contentsOfDirectory(atPath: spool).filter { $0.hasSuffix(".json") }.sorted().map {
            let data = try Data(contentsOf: URL(filePath: spool + "/" + $0))
            return try JSONDecoder().decode(ReminderNotice.self, from: data)
        }
    }

    func occurrences(_ bundle: String, _ obligation: String? = nil) async throws -> [Occurrence] {
        try await office.store.read { snapshot in
            try snapshot.agenda(AgendaFilter(states: [], bundle: bundle, obligation: obligation, limit: 1000))
                .map(\.occurrence)
        }
    }

    /// Credit codes whose check characters are right.
    static let code = "91110108551385082Q"
    static let otherCode = "91110108562144110X"

    static let header = "credit_code,name,district,sectors,site,grade,certified_on,expires_on"

    /// A row of a list under ``header``.
    static func row(
        _ code: String = code, sectors: String = "dust-explosion", site: String = "", certified: String? = nil
    ) -> String {
        let expires = certified.map { "\((Int($0.prefix(4)) ?? 0) + 3)\($0.dropFirst(4))" }
        let certificate = certified.map { "二级,\($0),\(expires ?? "")" } ?? ",,"
        return "\(code),某公司\(code.suffix(3)),朝阳区,\(sectors),\(site),\(certificate)"
    }
}

extension Transaction {
    /// Runs a statement of the test's own.
    func execute(_ sql: String) throws {
        try database.execute(sql: sql)
    }
}

extension Snapshot {
    /// The names of the tables into which facts are projected, in order.
    func factTables() throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT name FROM sqlite_schema
                WHERE type = 'table' AND (name GLOB 'facts_*' OR name GLOB 'list_*' OR name GLOB 'table_*') ORDER BY name
                """)
    }
}
