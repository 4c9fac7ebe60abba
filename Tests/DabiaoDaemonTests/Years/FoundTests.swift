import Dabiao
import DabiaoControl
import DabiaoStore
import Testing

@testable import DabiaoDaemon

/// What thirty years brought to light, each by itself.
@Suite("Found by thirty years", .timeLimit(.minutes(2)))
struct FoundTests {
    private static func town(late: String, at time: String = "2026-01-10T12:00:00") async throws -> (Town, PluginFolder)
    {
        let folder = try PluginFolder()
        try folder.writeCommon(
            obligations: """
                obligations:
                  - id: meet
                    title: 会议
                    every: P1M
                    anchor: calendar
                    first: running
                    late: \(late)
                    discharge: [{register: assessments}]
                    remind: [P7D]
                    overdue: [P7D]
                    basis: [{standard: 试验标准, certainty: recalled, force: law}]
                """)
        let town = try await Town(at: time, plugins: [folder.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.pass(to: time)
        return (town, folder)
    }

    private static func acknowledge(_ town: Town, until day: String) async throws {
        let open = try await town.occurrences("common").first { $0.state == .open }
        let id = Int(try #require(open).id)
        _ = try await OccurrenceActs(office: town.office).acknowledge(
            .init(occurrence: id, until: day, reason: "已知"), Town.call)
    }

    @Test("After downtime, what planning ends among those that are due together does not stop its enterprise")
    func endedTogether() async throws {
        let (town, folder) = try await Self.town(late: "misses")
        defer { withExtendedLifetime(folder) {} }
        try await town.pass(to: "2026-06-10T09:00:00")
        #expect(town.office.troubles.current.isEmpty)
        let found = try await town.occurrences("common").map { "\($0.identity.period) \($0.state.rawValue)" }
        let missed = (1...5).map { "2026-0\($0)-01 missed" }
        #expect(found.sorted() == missed + ["2026-06-01 open", "2026-07-01 open"])
    }

    @Test("A clock that is set back leaves silent what was acknowledged until a later day")
    func acknowledged() async throws {
        let (town, folder) = try await Self.town(late: "cures")
        defer { withExtendedLifetime(folder) {} }
        try await town.pass(to: "2026-02-10T12:00:00")
        try await Self.acknowledge(town, until: "2026-04-30")
        let told = try town.notices().flatMap(\.lines).count { $0.period == "2026-01-01" }
        try await town.pass(to: "2026-02-08T12:00:00")
        for day in ["2026-02-16", "2026-03-02", "2026-04-27"] { try await town.pass(to: "\(day)T09:00:00") }
        #expect(try town.notices().flatMap(\.lines).count { $0.period == "2026-01-01" } == told)
        try await town.pass(to: "2026-05-06T09:00:00")
        #expect(try town.notices().flatMap(\.lines).count { $0.period == "2026-01-01" } == told + 1)
    }

    @Test("What ends at midnight ends at midnight, also where it was acknowledged the day before")
    func endsAtMidnight() async throws {
        let (town, folder) = try await Self.town(late: "misses", at: "2026-01-31T12:00:00")
        defer { withExtendedLifetime(folder) {} }
        try await Self.acknowledge(town, until: "2026-01-31")
        #expect(try await town.scheduler().nextMoment() == Instant(CivilDate(2026, 2, 1), hour: 0, minute: 0))
        try await town.pass(to: "2026-02-01T00:00:00")
        let found = try await town.occurrences("common").map { "\($0.identity.period) \($0.state.rawValue)" }
        #expect(found.sorted() == ["2026-01-01 missed", "2026-02-01 open", "2026-03-01 open"])
    }

    @Test("A ladder that begins on a day holds from that day on, for what is open too")
    func ladderBegins() async throws {
        func version(_ span: String, remind: String) -> String {
            """
              - id: drill
                title: 演练
                every: P1Y
                anchor: calendar
                first: running
                \(span)
                discharge: [{register: assessments}]
                remind: [\(remind)]
                overdue: [P30D]
                basis: [{standard: 试验标准, certainty: recalled, force: law}]

            """
        }
        let folder = try PluginFolder()
        try folder.writeCommon(
            obligations: "obligations:\n" + version("until: 2026-07-01", remind: "P7D")
                + version("effective: 2026-07-01", remind: "P90D, P7D"))
        let town = try await Town(at: "2026-05-04T10:00:00", plugins: [folder.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        for day in ["2026-05-05T09", "2026-07-01T00"] { try await town.pass(to: "\(day):00:00") }
        #expect(try await town.scheduler().nextMoment() == Instant(CivilDate(2026, 9, 30), hour: 9, minute: 0))
        try await town.pass(to: "2026-09-30T09:00:00")
        let line = try #require(try town.notices().flatMap(\.lines).last)
        #expect(line.due == CivilDate(2026, 12, 31) && !line.late)
    }
}
