import Dabiao
import DabiaoStore
import Foundation
import Testing

@testable import DabiaoDaemon

@Suite("A year's calendar is installed or replaced", .timeLimit(.minutes(2)))
struct CalendarChangeTests {
    private let folder: TemporaryFolder
    private let plugins: PluginFolder
    private let town: Town

    /// A duty within ten workdays after an assessment of 21 September 2027: provisionally on 8 October, past the
    /// statutory holidays of that year.
    private static let rectify = """
        obligations:
          - id: rectify
            title: 整改
            start: last_found_on
            within: 10 workdays
            discharge: [{fact: rectified_on}]
            remind: [P3D]
            overdue: [P7D]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        """

    init() async throws {
        folder = try TemporaryFolder()
        plugins = try PluginFolder()
        for year in 2026...2028 {
            let name = "cn-\(year).csv"
            try FileManager.default.copyItem(
                atPath: Town.repository.appending(path: "config/calendar/\(name)").path,
                toPath: folder.path + "/" + name)
        }
        try plugins.writeCommon(
            extra:
                "  - {name: last_found_on, title: 发现日, type: date}\n  - {name: rectified_on, title: 整改日, type: date}",
            obligations: Self.rectify)
        town = try await Town(at: "2027-09-21T12:00:00", plugins: [plugins.path])
        try await host.load()
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.submit("common", #"{"facts": {"last_found_on": "2027-09-21"}}"#, on: "2027-09-21")
    }

    private var host: PluginHost {
        PluginHost(office: town.office, folders: [plugins.path], calendar: folder.path)
    }

    private func occurrence() async throws -> Occurrence {
        try #require(try await town.occurrences("common", "rectify").first { $0.state == .open })
    }

    /// An arrangement in which 25 and 26 September and 9 and 10 October are worked, and the holiday lasts to the 7th.
    private func publish(_ rows: String) throws {
        let text = """
            # year: 2027
            # status: published
            # source: 试验
            date,kind,name
            \(rows)
            """
        try Data(text.utf8).write(to: URL(filePath: folder.path + "/cn-2027.csv"))
    }

    private static let long = (1...7).map { "2027-10-0\($0),holiday,国庆节" }.joined(separator: "\n")

    @Test("Open dates are recomputed, each change is recorded, and told next morning with the days from and to")
    func told() async throws {
        let before = try await occurrence()
        #expect(before.terms.isProvisional)
        let old = try #require(before.terms.due)
        try publish(Self.long)
        try await host.load()
        let after = try await occurrence()
        let due = try #require(after.terms.due)
        #expect(due > old)
        #expect(!after.terms.isProvisional)
        let changes = try await town.office.store.read { try $0.changes(ofOccurrence: after.id) }
        #expect(changes.map(\.what) == ["revised"])
        #expect(changes.map(\.oldDue) == [old])
        #expect(changes.map(\.newDue) == [due])

        try await town.pass(to: "2027-09-21T13:00:00")
        #expect(try town.notices().isEmpty)
        try await town.pass(to: "2027-09-22T09:00:00")
        let line = try #require(try town.notices().first?.lines.first)
        #expect(line.movedFrom == old)
        #expect(ReminderNotice.sentence(line).contains("因放假安排公布，期限由 \(old) 改为 \(due)"))
        try await town.pass(to: "2027-09-23T09:00:00")
        #expect(try town.notices().count == 1)
    }

    @Test("The same calendar read again tells nothing; one that moves a day and moves it back tells nothing either")
    func nothingToTell() async throws {
        try await host.load()
        let old = try String(contentsOfFile: folder.path + "/cn-2027.csv", encoding: .utf8)
        try publish(Self.long)
        try await host.load()
        try Data(old.utf8).write(to: URL(filePath: folder.path + "/cn-2027.csv"))
        try await host.load()
        try await town.pass(to: "2027-09-22T09:00:00")
        #expect(try town.notices().isEmpty)
    }

    @Test("A faulty file leaves the calendar before it in use, and says so until it is mended")
    func faulty() async throws {
        let before = try await occurrence()
        try publish("2027-10-05,workday,国庆节")
        try await host.load()
        #expect(try await occurrence() == before)
        #expect(town.office.calendar.isProvisional(2027))
        let trouble = try #require(town.office.troubles.current.first)
        #expect(trouble.message.zh.contains("cn-2027.csv 第 5 行"))
        try publish(Self.long)
        try await host.load()
        #expect(town.office.troubles.current.isEmpty)
        #expect(try await occurrence().terms.due != before.terms.due)
    }

    @Test("A load that fails leaves calendar and duties as they were")
    func failedLoad() async throws {
        let before = try await occurrence()
        try publish(Self.long)
        try await town.office.store.write { transaction in
            try transaction.execute(
                """
                CREATE TRIGGER refuseMoves BEFORE INSERT ON calendarMove BEGIN SELECT RAISE (ABORT, 'no'); END
                """)
        }
        await #expect(throws: DabiaoError.self) { try await host.load() }
        #expect(try await occurrence() == before)
        #expect(town.office.calendar.isProvisional(2027))
    }
}
