import Dabiao
import DabiaoStore
import Foundation
import Testing

@testable import DabiaoDaemon

@Suite("Duties from their beginning to their end", .timeLimit(.minutes(2)))
struct DutiesThroughTimeTests {
    private static let facts = """
          - {name: found_on, title: 发现日, type: date}
          - {name: done_on, title: 完成日, type: date}
          - {name: closed, title: 已停业, type: boolean}
        """

    /// A town whose Common has one duty with these keys.
    private static func town(_ keys: String, at time: String, overdue: String = "P1D") async throws
        -> (town: Town, folder: PluginFolder)
    {
        let folder = try PluginFolder()
        let lines = keys.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
        try folder.writeCommon(
            extra: facts,
            obligations: """
                obligations:
                  - id: duty
                    title: 事项
                \(lines)
                    discharge: {fact: done_on}
                    remind: P7D
                    overdue: \(overdue)
                    basis: [{standard: 试验标准, certainty: recalled, force: law}]
                """)
        let town = try await Town(at: time, plugins: [folder.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        return (town, folder)
    }

    private static func states(_ town: Town) async throws -> [String] {
        try await town.occurrences("common", "duty").map { "\($0.terms.due?.description ?? "?") \($0.state)" }
    }

    @Test(
        "A newcomer's first period is the next that begins, or the one under way",
        arguments: [("next", ["2027-06-30"]), ("running", ["2026-12-31", "2027-06-30"])])
    func first(word: String, dues: [String]) async throws {
        let (town, folder) = try await Self.town(
            "every: P6M\nanchor: calendar\nfirst: \(word)", at: "2026-11-24T12:00:00")
        defer { withExtendedLifetime(folder) {} }
        #expect(try await Self.states(town) == dues.map { "\($0) open" })
    }

    @Test("The due day lasts to 24:00; what nothing cures is missed at that moment")
    func missed() async throws {
        let (town, folder) = try await Self.town(
            "every: P3M\nanchor: calendar\nfirst: running\nlate: misses", at: "2026-03-02T12:00:00")
        defer { withExtendedLifetime(folder) {} }
        try await town.pass(to: "2026-03-31T23:59:59")
        #expect(try await Self.states(town).first == "2026-03-31 open")
        try await town.pass(to: "2026-04-01T00:00:00")
        #expect(try await Self.states(town).first == "2026-03-31 missed")
    }

    @Test("Before the year's calendar is published overdue is told as provisional and missed is not final; then it is")
    func provisional() async throws {
        let (town, folder) = try await Self.town(
            "start: found_on\nwithin: 20 workdays\nlate: misses", at: "2027-03-01T12:00:00")
        try await town.submit("common", #"{"facts": {"found_on": "2027-03-01"}}"#, on: "2027-03-01")
        let due = try #require(try await town.occurrences("common", "duty").first?.terms.due)
        try await town.pass(to: "2027-05-10T09:00:00")
        #expect(try await Self.states(town).contains("\(due) open"))
        let line = try #require(try town.notices().last?.lines.first)
        #expect(line.kind == .overdue && line.provisional)
        #expect(ReminderNotice.sentence(line).contains("已逾期") && ReminderNotice.sentence(line).contains("暂定"))

        let calendar = try TemporaryFolder()
        for year in [2026, 2028] {
            try FileManager.default.copyItem(
                atPath: Town.repository.appending(path: "config/calendar/cn-\(year).csv").path,
                toPath: calendar.path + "/cn-\(year).csv")
        }
        let rows = "# year: 2027\n# status: published\n# source: 试验\ndate,kind,name\n2027-10-01,holiday,国庆节\n"
        try Data(rows.utf8).write(to: URL(filePath: calendar.path + "/cn-2027.csv"))
        try await PluginHost(office: town.office, folders: [folder.path], calendar: calendar.path).load()
        #expect(try await town.occurrences("common", "duty").filter { $0.terms.due != nil }.map(\.state) == [.missed])
    }

    @Test("What is undetermined asks by its ladder, and becomes dated when the fact is told")
    func asked() async throws {
        let (town, folder) = try await Self.town(
            "start: found_on\nwithin: P60D", at: "2026-03-02T12:00:00", overdue: "P7D")
        defer { withExtendedLifetime(folder) {} }
        func told() throws -> [String] {
            try town.notices().flatMap { notice in notice.lines.map { "\(notice.day) \($0.kind) \($0.missingTitles)" } }
        }
        try await town.pass(to: "2026-03-03T09:00:00")
        try await town.pass(to: "2026-03-09T09:00:00")
        let asked = ["2026-03-03 undetermined [\"发现日\"]", "2026-03-09 undetermined [\"发现日\"]"]
        #expect(try told() == asked)
        try await town.submit("common", #"{"facts": {"found_on": "2026-03-09"}}"#, on: "2026-03-09")
        #expect(try await Self.states(town).contains("2026-05-08 open"))
        #expect(try await town.occurrences("common", "duty").filter { $0.state == .undetermined } == [])
        for day in ["2026-03-16", "2026-03-23", "2026-04-29"] { try await town.pass(to: "\(day)T09:00:00") }
        #expect(try told() == asked)
        // A week before the due day is Labour Day.
        try await town.pass(to: "2026-04-30T09:00:00")
        #expect(try told().count == 3 && told().last?.contains("upcoming") == true)
    }

    @Test("Closed it owes nothing and is told nothing; reopened it owes the same occurrences again")
    func reopens() async throws {
        let (town, folder) = try await Self.town(
            "every: P1Y\nanchor: calendar\nfirst: running\nwhen: NOT closed", at: "2026-03-02T12:00:00")
        defer { withExtendedLifetime(folder) {} }
        func tell(_ isClosed: Bool, on day: String) async throws {
            try town.hands.set("\(day)T12:00:00")
            try await town.submit("common", #"{"facts": {"closed": \#(isClosed)}}"#, on: day)
        }
        try await tell(false, on: "2026-03-03")
        let ids = try await town.occurrences("common", "duty").filter { $0.state == .open }.map(\.id)
        #expect(ids.count == 2)
        try await tell(true, on: "2026-12-01")
        #expect(try await town.occurrences("common", "duty").filter(\.state.isOpen) == [])
        let before = try town.notices().count
        try await town.pass(to: "2026-12-25T09:00:00")
        #expect(try town.notices().count == before)
        try await tell(false, on: "2026-12-28")
        #expect(try await town.occurrences("common", "duty").filter { $0.state == .open }.map(\.id) == ids)
    }

    @Test("After it moved, the notice names the new district")
    func moves() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        try await town.pass(to: "2026-11-25T09:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24").replacing("朝阳区", with: "海淀区"))
        try await town.pass(to: "2026-12-17T09:00:00")
        #expect(try town.notices().map(\.recipient.district) == ["朝阳区", "海淀区"])
    }
}
