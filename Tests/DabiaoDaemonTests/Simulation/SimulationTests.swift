import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import GRDB
import Testing

@testable import DabiaoDaemon

@Suite("Simulating what is to come", .timeLimit(.minutes(10)))
struct SimulationTests {
    /// Duties of several kinds, one of which hangs on a verdict.
    private static let duties = """
        obligations:
          - id: drill
            title: 演练
            every: P6M
            anchor: calendar
            discharge: [{register: assessments, where: "kind = 'recheck'"}]
            remind: [P30D, P7D]
            overdue: [P7D, P3M]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
          - id: report
            title: 月报
            every: P1M
            anchor: calendar
            due: period_end + P15D
            late: misses
            discharge: [{register: assessments, where: "kind = 'recheck'"}]
            remind: [P3D]
            overdue: [P7D]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
          - id: thin-out
            title: 减员
            when: any(verdicts WHERE rule = 'too-many' AND hit)
            every: P1Y
            anchor: calendar
            first: running
            discharge: [{register: assessments, where: "kind = 'recheck'"}]
            remind: [P7D]
            overdue: [P6M]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
          - id: compare
            title: 比对
            when: days_between(measured_on, measured_on) = 0
            effective: 2027-03-01
            every: P1Y
            anchor: calendar
            first: running
            discharge: [{register: assessments, where: "kind = 'recheck'"}]
            remind: [P7D]
            overdue: [P6M]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
          - id: measure
            title: 测量
            start: measured_on
            every: P1Y
            anchor: fixed
            discharge: [{register: assessments, where: "kind = 'recheck'"}]
            remind: [P7D]
            overdue: [P6M]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        """

    /// What turns by itself: facts that expire, a rule that begins, a duty that follows from its verdict, months that are
    /// missed, and a drop-in that begins and ends.
    private func turningTown(_ plugins: PluginFolder) async throws -> Town {
        try plugins.writeCommon(
            extra: """
                  - {name: measured_on, title: 测量日期, type: date, valid_for: P8M}
                parameters:
                  - {name: most, title: 人数上限, type: integer, min: 1, value: 7, basis: [{standard: 试验标准, certainty: verified, force: mandatory}]}
                """, obligations: Self.duties, ruleSpan: "effective: 2027-03-01")
        try plugins.writeShops(rule: "common.workers > common.most")
        try plugins.write(
            "city",
            [
                "plugin.yaml": """
                format: 1
                id: city
                version: 1.0.0
                title: 本市补充规定
                department: 另一部门
                amends: {id: common, version: ">=1.0.0 <2.0.0"}
                effective: 2027-06-10
                until: 2028-06-10
                """,
                "amendments.yaml": """
                parameters:
                  - {name: most, value: 20, basis: [{standard: 部门文件 1 号, certainty: verified, force: mandatory}]}
                """,
            ])
        let town = try await Town(at: "2026-11-24T12:34:56", plugins: [plugins.path])
        #expect(town.office.catalogue.found.flatMap(\.diagnostics).map { $0.text(.english) } == [])
        try await town.importList(
            Town.header, Town.row(sectors: "shops"), Town.row(Town.otherCode, sectors: "shops", site: "二店"))
        try await town.submit("common", #"{"facts": {"workers": 9, "measured_on": "2026-11-01"}}"#, on: "2026-11-24")
        try await town.submit("common", #"{"facts": {"workers": 6}}"#, enterprise: Town.otherCode, on: "2026-11-24")
        try await town.submit("shops", #"{"facts": {"area_m2": 100}}"#, on: "2026-11-24")
        return town
    }

    /// The plugins of the repository, with a vessel whose inspection runs out.
    private func shippedTown() async throws -> Town {
        let town = try await Town(at: "2026-11-24T12:34:56")
        try await town.importList(
            Town.header, Town.row(sectors: "hydrogen-station", certified: "2025-12-24"),
            Town.row(Town.otherCode, certified: "2024-06-30"))
        try await town.submit(
            "hydrogen-station", #"{"lists": {"vessels": [{"serial": "R-1", "next_inspection_on": "2027-04-30"}]}}"#,
            on: "2026-11-24")
        return town
    }

    @Test("Three years foreseen are what comes when time really goes by", arguments: [false, true])
    func foreseen(isShipped: Bool) async throws {
        let plugins = try PluginFolder()
        let town = isShipped ? try await shippedTown() : try await turningTown(plugins)
        let last = CivilDate(2029, 11, 24)
        let before = try await content(town.office)
        let events = try await simulate(town, through: last).events
        let copy = try await town.simulations.withSimulation(of: nil) { simulation, _ in
            #expect(try await simulation.run(through: last) { _, _ in } == nil)
            return try await content(simulation.office)
        }
        // Nothing here has changed, and nothing was delivered.
        #expect(try await content(town.office) == before)
        #expect(try town.notices() == [])

        try await reallyPass(town, through: last)
        let real = try await content(town.office)
        for (table, rows) in real { #expect(copy[table] == rows, "\(table)") }
        try await check(events, town)
        #expect(events.map(\.day) == events.map(\.day).sorted())
        let kinds = Set(events.map(\.kind))
        #expect(kinds.isSuperset(of: [.reminder, .opened, .due, .overdue, .verdict]))
        if !isShipped { #expect(kinds == Set(SimulationInterface.Kind.allCases).subtracting([.revised])) }
    }

    /// Looks at each midnight and each morning, whether anything is due or not.
    private func reallyPass(_ town: Town, through last: CivilDate) async throws {
        let scheduler = try town.scheduler()
        await scheduler.look()
        var day = town.office.clock.today()
        while let next = day.adding(days: 1), next <= last {
            day = next
            for time in ["00:00:00", "09:00:00"] {
                try town.hands.set("\(day)T\(time)")
                await scheduler.look()
            }
        }
        #expect(town.office.troubles.current.isEmpty)
    }

    /// The events are what the real town's tables and spool say of those days.
    private func check(_ events: [SimulationInterface.Event], _ town: Town) async throws {
        let told = try town.notices().flatMap { notice in
            notice.lines.map { "\(notice.day) \(notice.key) \(ReminderNotice.sentence($0)) \($0.late)" }
        }
        let reminders = events.filter { $0.kind == .reminder }
            .map { "\($0.day) \($0.key ?? "") \($0.text ?? "") \($0.late ?? true)" }
        #expect(reminders.sorted() == told.sorted())
        #expect(told.count > 20)

        let (changes, ends, deadlines) = try await town.office.store.read { snapshot in
            (
                try String.fetchAll(
                    snapshot.database,
                    sql: """
                        SELECT changedOn || ' ' || rule || ' ' || was || ' ' || became FROM verdictChange
                        WHERE became IS NOT NULL AND changedOn > '2026-11-24' ORDER BY 1
                        """),
                try String.fetchAll(
                    snapshot.database,
                    sql: """
                        SELECT endedOn || ' ' || obligation || ' ' || period || ' ' || state FROM occurrence
                        WHERE endedOn > '2026-11-24' ORDER BY 1
                        """),
                try String.fetchAll(
                    snapshot.database,
                    sql: """
                        SELECT due || ' ' || subject.enterprise || ' ' || obligation || ' ' || period FROM occurrence
                        JOIN subject ON subject.id = occurrence.subject
                        WHERE due BETWEEN '2026-11-24' AND '2029-11-24' AND (endedOn IS NULL OR endedOn > due) ORDER BY 1
                        """)
            )
        }
        let verdicts = events.filter { $0.kind == .verdict && $0.was != nil && $0.became != nil }
            .map { "\($0.day) \($0.item) \($0.was?.rawValue ?? "") \($0.became?.rawValue ?? "")" }
        #expect(verdicts.sorted() == changes)
        #expect(!verdicts.isEmpty)
        let ended = events.filter { $0.kind == .ended }
            .map { "\($0.day) \($0.item) \($0.period ?? "") \($0.state ?? "")" }
        #expect(ended.sorted() == ends)
        let due = events.filter { $0.kind == .due }
        #expect(due.count == deadlines.count)
        #expect(due.allSatisfy { $0.due == $0.day })
        // Whatever was missed is over on the day after; all else is overdue then.
        let missed = events.count { $0.state == "missed" }
        let overdue = events.count { $0.kind == .overdue && $0.day > CivilDate(2026, 11, 24) }
        let dueBefore = due.count { $0.day < CivilDate(2029, 11, 24) }
        #expect(overdue >= dueBefore - missed - ended.count && overdue <= dueBefore)
    }

    @Test("Of one enterprise, everybody else rests, and its own future is the same")
    func oneEnterprise() async throws {
        let plugins = try PluginFolder()
        let town = try await turningTown(plugins)
        let last = CivilDate(2028, 12, 31)
        let all = try await simulate(town, through: last).events
        let one = try await simulate(town, through: last, enterprise: Town.otherCode).events
        #expect(one == all.filter { $0.enterprise == Town.otherCode })
        #expect(Set(all.map(\.enterprise)).count == 2)
    }

    @Test("A rule that begins and hits is a change from nothing; the summary counts, and names the years that may move")
    func summary() async throws {
        let plugins = try PluginFolder()
        let town = try await turningTown(plugins)
        let (events, summary) = try await simulate(town, through: CivilDate(2027, 3, 1), enterprise: Town.code)
        let begun = try #require(events.first { $0.item == "too-many" && $0.kind == .verdict })
        #expect(begun.day == CivilDate(2027, 3, 1))
        #expect(begun.was == nil && begun.became == .triggered)
        #expect(events.contains { $0.item == "thin-out" && $0.kind == .opened && $0.day == begun.day })
        #expect(summary.counts.map(\.count).reduce(0, +) == events.count)
        #expect(summary.provisionalYears == [2027])
        #expect((summary.from, summary.until) == (CivilDate(2026, 11, 24), CivilDate(2027, 3, 1)))
        #expect(summary.problems == [])
    }

    @Test("A preview knows of what follows from a verdict that changes in between")
    func preview() async throws {
        let plugins = try PluginFolder()
        let town = try await turningTown(plugins)
        let reply = try await NotificationPreview(simulations: town.simulations)
            .preview(.init(on: CivilDate(2027, 12, 24), enterprise: Town.code))
        #expect(reply.previews.flatMap(\.lines).contains("减员：2027-12-31 到期，还有 7 天"))
        #expect(reply.complete && reply.problems == [])
    }

    @Test("What nobody can do now does not stop the clock: the others' days come, and the summary says so")
    func stuck() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(
            Town.header, Town.row(certified: "2025-12-24"), Town.row(Town.otherCode, certified: "2025-12-24"))
        try await town.office.store.write { transaction in
            try transaction.execute(
                """
                PRAGMA ignore_check_constraints = ON;
                UPDATE occurrence SET due = '2026-02-30' WHERE id = (SELECT min(id) FROM occurrence WHERE due IS NOT NULL);
                PRAGMA ignore_check_constraints = OFF;
                """)
        }
        let (events, summary) = try await simulate(town, through: CivilDate(2027, 1, 31))
        #expect(summary.problems.first?.zh.contains("1 家企业") == true)
        let days = Set(events.filter { $0.kind == .reminder && $0.enterprise == Town.otherCode }.map(\.day))
        #expect(days.isSuperset(of: [CivilDate(2026, 11, 25), CivilDate(2026, 12, 17)]))
    }

    @Test("A day gone by, no day, and an enterprise that is not there are refused; so is a second one meanwhile")
    func refused() async throws {
        let town = try await shippedTown()
        let simulations = town.simulations
        for (until, enterprise) in [("2026-11-23", nil), ("2026-02-30", nil), ("2026-12-01", "91110108551385082X")] {
            await #expect(throws: DabiaoError.self) {
                _ = try await simulations.run(.init(until: until, enterprise: enterprise)) { _ in }
            }
        }
        var second: DabiaoError?
        _ = try await simulations.run(.init(until: "2027-06-30")) { _ in
            do {
                _ = try await simulations.run(.init(until: "2026-12-01")) { _ in }
            } catch let error as DabiaoError {
                second = error
            }
        }
        #expect(second?.code == .refused)
        // It is over now.
        _ = try await simulations.run(.init(until: "2026-11-24")) { _ in }
    }

    @Test("A caller who goes ends it, and the next one is taken")
    func cancelled() async throws {
        let town = try await shippedTown()
        let simulations = town.simulations
        let (begun, began) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            try await simulations.run(.init(until: "2200-12-31")) { _ in began.yield() }
        }
        for await _ in begun { break }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        _ = try await simulations.run(.init(until: "2026-11-24")) { _ in }
    }

    private func simulate(
        _ town: Town, through last: CivilDate, enterprise: String? = nil
    ) async throws -> (events: [SimulationInterface.Event], summary: SimulationInterface.Summary) {
        var events: [SimulationInterface.Event] = []
        let reply = try await town.simulations.run(.init(until: last.description, enterprise: enterprise)) {
            events += $0.events
        }
        return (events, try #require(reply.summary))
    }

    /// The rows of every table that tells what is, and what happened; of the outbox all but its delivery.
    private func content(_ office: Office) async throws -> [String: [String]] {
        let tables = [
            "occurrence", "occurrenceChange", "occurrenceAct", "verdict", "verdictChange", "upcomingVerdict", "expiry",
            "activeBundle", "submission", "audit",
        ].map { ($0, "SELECT * FROM \($0)") }
        let outbox = ("outbox", "SELECT id, key, recipient, channel, day, body, createdAt FROM outbox")
        return try await office.store.read { snapshot in
            let rows = try (tables + [outbox]).map { table, sql in
                (table, try Row.fetchAll(snapshot.database, sql: sql).map { "\($0)" }.sorted())
            }
            return Dictionary(uniqueKeysWithValues: rows)
        }
    }
}
