import Dabiao
import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("The change of day", .timeLimit(.minutes(2)))
struct DayChangeTests {
    @Test("A verdict changes on the day on which it may change by itself")
    func verdict() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        try await town.submit(
            "hydrogen-station", #"{"lists": {"vessels": [{"serial": "R-1", "next_inspection_on": "2026-11-30"}]}}"#,
            on: "2026-11-24")
        #expect(try await verdict(town) == .clear)
        try await town.pass(to: "2026-11-30T23:59:59")
        #expect(try await verdict(town) == .clear)
        try await town.pass(to: "2026-12-01T00:00:00")
        #expect(try await verdict(town) == .triggered)
        let changes = try await town.office.store.read { snapshot in
            let enterprise = try #require(try snapshot.enterprise(creditCode: Town.code))
            let site = try snapshot.site(of: enterprise.id, named: nil)
            return try snapshot.verdictChanges(of: site.id, bundle: "hydrogen-station")
        }
        #expect(changes.last?.became == .triggered)
        #expect(changes.last?.evaluation.date == CivilDate(2026, 12, 1))
        // The clock had run ahead.
        try await town.pass(to: "2026-11-25T12:00:00")
        #expect(try await verdict(town) == .clear)
        #expect(try await town.scheduler().nextMoment().map { $0 > town.office.clock.now() } == true)
        try await town.pass(to: "2026-12-01T00:00:00")
        #expect(try await verdict(town) == .triggered)
    }

    private func verdict(_ town: Town) async throws -> Verdict? {
        try await town.office.store.read { snapshot in
            try snapshot.verdicts(VerdictFilter(bundle: "hydrogen-station", rule: "vessel-past-inspection", limit: 10))
                .first { $0.record.rowKey.isEmpty }?.record.verdict
        }
    }

    /// A rule that begins on 1 March 2027 and a duty that changes its version on that day.
    private static let turning = """
        obligations:
          - id: drill
            title: 演练
            every: P1Y
            anchor: calendar
            until: 2027-03-01
            discharge: [{register: assessments}]
            remind: [P7D]
            overdue: [P7D]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
          - id: drill
            title: 演练
            every: P3M
            anchor: calendar
            effective: 2027-03-01
            discharge: [{register: assessments}]
            remind: [P7D]
            overdue: [P7D]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        """

    @Test(
        "On the day on which a rule or a duty begins every subject is judged and planned for", arguments: [false, true])
    func turn(isDown: Bool) async throws {
        let plugins = try PluginFolder()
        try plugins.writeCommon(obligations: Self.turning, ruleSpan: "effective: 2027-03-01")
        let town = try await Town(at: "2026-11-24T12:00:00", plugins: [plugins.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.submit("common", #"{"facts": {"workers": 9}}"#, on: "2026-11-24")
        try await town.pass(to: "2027-02-28T23:59:59")
        func state() async throws -> [String] {
            let verdicts = try await town.office.store.read { snapshot in
                try snapshot.verdicts(VerdictFilter(bundle: "common", rule: "too-many", limit: 10))
            }
            return try await verdicts.map(\.record.verdict.rawValue)
                + town.occurrences("common", "drill").map(\.identity.period.description).sorted()
        }
        #expect(try await state() == ["2027-01-01"])
        if isDown {
            try town.hands.set("2027-03-02T01:00:00")
            try await town.restart()
        }
        let next = try await town.scheduler().nextMoment()
        #expect(isDown || next == Instant(CivilDate(2027, 3, 1), hour: 0, minute: 0))
        try await town.pass(to: isDown ? "2027-03-02T01:00:00" : "2027-03-01T00:00:00")
        let after = try await state()
        #expect(after == ["triggered", "2027-01-01", "2027-04-01"])
    }
}
