import Dabiao
import DabiaoControl
import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("What is done to single occurrences", .timeLimit(.minutes(2)))
struct OccurrenceActsTests {
    private static func obligations(_ rectify: String = "", report: String = "every: P6M") -> String {
        """
        obligations:
          - id: rectify
            title: 整改
            start: found_on
            within: 20 workdays
            extend: {by: 20 workdays, times: 1, who: review-organizer}
            pause: stopped
            discharge: {fact: mended_on}
            remind: P7D
            overdue: [P1D, {after: P7D, to: [district]}]
            \(rectify)
            basis: [{standard: 试验标准, certainty: recalled, force: law}]
          - id: report
            title: 报告
            \(report)
            anchor: fixed
            start: found_on
            discharge: {event: rectify.discharged}
            remind: P7D
            overdue: P7D
            basis: [{standard: 试验标准, certainty: recalled, force: law}]
        """
    }

    private static let facts = """
        facts:
          - {name: found_on, title: 发现日, type: date}
          - {name: mended_on, title: 整改日, type: date}
          - {name: stopped, title: 停产, type: boolean}
        """

    private static func town(_ facts: String = #"{"facts": {"found_on": "2026-03-02", "stopped": false}}"#) async throws
        -> (town: Town, folder: PluginFolder)
    {
        let folder = try PluginFolder()
        try folder.writeCommon()
        try folder.write("duties", ["facts.yaml": Self.facts, "obligations.yaml": obligations()])
        let town = try await Town(at: "2026-03-02T12:00:00", plugins: [folder.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.submit("duties", facts, kind: "spot-check", on: "2026-03-02")
        return (town, folder)
    }

    private static func one(_ town: Town, _ duty: String = "rectify") async throws -> Occurrence {
        let found = try await town.occurrences("duties", duty).first { $0.state == .open }
        return try #require(found)
    }

    @Test("It is extended as its obligation allows, with a reason, audited, and no more often")
    func extend() async throws {
        let (town, folder) = try await Self.town()
        defer { withExtendedLifetime(folder) {} }
        let acts = OccurrenceActs(office: town.office)
        let id = Int(try await Self.one(town).id)
        await #expect(throws: DabiaoError.self) {
            try await acts.extend(.init(occurrence: id, reason: " "), Town.call)
        }
        let reply = try await acts.extend(.init(occurrence: id, reason: "需外购设备"), Town.call)
        #expect(reply.occurrence.due == CivilDate(2026, 4, 28))
        let again = await #expect(throws: DabiaoError.self) {
            try await acts.extend(.init(occurrence: id, reason: "再延"), Town.call)
        }
        #expect(again?.code == .refused)
        let statutory = Int(try await Self.one(town, "report").id)
        let refused = await #expect(throws: DabiaoError.self) {
            try await acts.extend(.init(occurrence: statutory, reason: "忙"), Town.call)
        }
        #expect(refused?.message.en.contains("nobody may waive a statutory duty") == true)
        let entries = try await town.office.store.read { try $0.auditEntries() }
        #expect(
            entries.filter { $0.entry.target == "occurrence/\(id)" }.map(\.entry.outcome) == [
                .refused, .done, .refused,
            ])
        let explained = try await acts.explain(.init(occurrence: id))
        #expect(explained.explanations.first?.steps.map(\.kind) == ["start", "due", "extended"])
        #expect(explained.explanations.first?.history.map(\.what) == ["extended", "revised"])
    }

    @Test("Acknowledged it is silent until the day, still overdue, and told again after it")
    func acknowledge() async throws {
        let (town, folder) = try await Self.town()
        defer { withExtendedLifetime(folder) {} }
        try await town.pass(to: "2026-04-01T09:00:00")
        let told = try town.notices().count
        #expect(told > 0)
        let id = Int(try await Self.one(town).id)
        let acts = OccurrenceActs(office: town.office)
        await #expect(throws: DabiaoError.self) {
            try await acts.acknowledge(.init(occurrence: id, until: "2026-03-31", reason: "已知"), Town.call)
        }
        let reply = try await acts.acknowledge(.init(occurrence: id, until: "2026-05-20", reason: "已知"), Town.call)
        #expect(reply.occurrence.state == "overdue")
        #expect(try await Self.one(town).nextAt == Instant(CivilDate(2026, 5, 21), hour: 9, minute: 0).seconds)
        for day in ["2026-04-07", "2026-05-20"] { try await town.pass(to: "\(day)T09:00:00") }
        #expect(try town.notices().count == told)
        try await town.pass(to: "2026-05-26T09:00:00")
        let last = try #require(try town.notices().last)
        #expect(last.day == CivilDate(2026, 5, 26) && last.lines.first?.to == ["district"])
    }

    @Test("Entered as done by hand it is done, what waits for it follows, and the entry says who and why")
    func discharge() async throws {
        let (town, folder) = try await Self.town()
        defer { withExtendedLifetime(folder) {} }
        let acts = OccurrenceActs(office: town.office)
        let id = Int(try await Self.one(town).id)
        await #expect(throws: DabiaoError.self) {
            try await acts.discharge(.init(occurrence: id, on: "2026-03-03", reason: "先填"), Town.call)
        }
        try town.hands.set("2026-03-10T10:00:00")
        let reply = try await acts.discharge(
            .init(occurrence: id, on: "2026-03-09", reason: "现场复核", evidence: "照片.zip"), Town.call)
        #expect(reply.occurrence.state == "done" && reply.occurrence.endedOn == CivilDate(2026, 3, 9))
        let report = try await town.occurrences("duties", "report")
        #expect(report.contains { $0.state == .done && $0.endedOn == CivilDate(2026, 3, 9) })
        let change = try #require(try await acts.explain(.init(occurrence: id)).explanations.first?.history.first)
        #expect(change.what == "discharged" && change.uid == 1000 && change.reason.zh == "现场复核；佐证：照片.zip")
    }

    @Test("While its clock stands still nothing is told; when it runs again the due day has moved, with its history")
    func pause() async throws {
        let (town, folder) = try await Self.town()
        defer { withExtendedLifetime(folder) {} }
        try town.hands.set("2026-03-09T12:00:00")
        try await town.submit("duties", #"{"facts": {"stopped": true}}"#, kind: "spot-check", on: "2026-03-09")
        let paused = try await Self.one(town)
        #expect(paused.nextAt.map { Instant(seconds: $0).date } == CivilDate(2026, 3, 10))
        for day in ["2026-03-10", "2026-03-24", "2026-04-01"] { try await town.pass(to: "\(day)T09:00:00") }
        #expect(try town.notices().flatMap(\.lines).allSatisfy { $0.obligation != "rectify" })
        try town.hands.set("2026-04-02T12:00:00")
        try await town.submit("duties", #"{"facts": {"stopped": false}}"#, kind: "spot-check", on: "2026-04-02")
        let resumed = try await Self.one(town)
        // 18 workdays from 9 March to 1 April: as many after 30 March.
        #expect(resumed.terms.due == CivilDate(2026, 4, 24))
        let changes = try await town.office.store.read { try $0.changes(ofOccurrence: resumed.id) }
        #expect(changes.map(\.oldDue) == [CivilDate(2026, 3, 30)])
    }

    @Test("A new version with another ladder moves the next reminder, and with other dates only what is to come")
    func version() async throws {
        let (town, folder) = try await Self.town()
        let before = try await Self.one(town)
        #expect(before.nextAt.map { Instant(seconds: $0).date } == CivilDate(2026, 3, 23))
        let dues = try await town.occurrences("duties", "report").compactMap(\.terms.due)
        #expect(dues == [CivilDate(2026, 9, 2), CivilDate(2027, 3, 2)])
        let other = Self.obligations(report: "every: P3M").replacing("remind: P7D", with: "remind: [P14D, P7D]")
        try folder.write("duties", version: "1.1.0", ["facts.yaml": Self.facts, "obligations.yaml": other])
        try await town.host.load()
        let after = try await Self.one(town)
        #expect(after.nextAt.map { Instant(seconds: $0).date } == CivilDate(2026, 3, 16))
        #expect(after.terms == before.terms && after.bundleHash != before.bundleHash)
        let moved = try await town.occurrences("duties", "report").compactMap(\.terms.due)
        #expect(moved == [CivilDate(2026, 9, 2), CivilDate(2026, 12, 2)])
        let now = other.replacing("every: P3M", with: "every: P3M\n    open: recompute")
        try folder.write("duties", version: "1.2.0", ["facts.yaml": Self.facts, "obligations.yaml": now])
        try await town.host.load()
        let kept = try await town.occurrences("duties", "report").filter { $0.state == .open }
        #expect(kept.map(\.terms.due).contains(CivilDate(2026, 6, 2)))
    }
}
