import Dabiao
import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("What is read from registers follows them", .timeLimit(.minutes(2)))
struct RegistersReadTests {
    private let plugins: PluginFolder

    init() throws {
        plugins = try PluginFolder()
        try plugins.writeCommon(obligations: Self.duty)
        try Self.writeShops("area_m2 < 10", to: plugins)
    }

    private static func writeShops(_ rule: String, version: String = "1.0.0", to plugins: PluginFolder) throws {
        try plugins.write(
            "shops", version: version, subject: "site", requires: "common", sector: "shops",
            [
                "facts.yaml": """
                facts:
                  - {name: area_m2, title: 面积, type: decimal, unit: m2, min: 0}
                  - {name: tested_until, title: 检测有效期至, type: date}
                """,
                "veto-rules/crowded.yaml": Sheds.rule("crowded", rule, cases: nil),
            ])
    }

    /// The enterprise owes it while any verdict about it or its sites is a hit.
    private static let duty = """
        obligations:
          - id: mend
            title: 整改
            when: any(verdicts WHERE hit)
            every: P1Y
            anchor: calendar
            first: running
            discharge: [{register: assessments, where: "kind = 'recheck'"}]
            remind: [P30D]
            overdue: [P7D]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        """

    private func town() async throws -> Town {
        let town = try await Town(at: "2026-02-10T12:00:00", plugins: [plugins.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.submit("common", #"{"facts": {"workers": 1}}"#, on: "2026-02-10")
        return town
    }

    private func isOwed(_ town: Town) async throws -> Bool {
        try await town.occurrences("common", "mend").contains { $0.state.isOpen && $0.terms.due != nil }
    }

    @Test("A duty of the enterprise follows the verdicts about its site: told, and judged by another version")
    func verdicts() async throws {
        let town = try await town()
        try await town.submit("shops", #"{"facts": {"area_m2": 20}}"#, on: "2026-02-10")
        #expect(try await !isOwed(town))
        try await town.submit("shops", #"{"facts": {"area_m2": 9}}"#, on: "2026-02-10")
        #expect(try await isOwed(town))
        try Self.writeShops("area_m2 < 5", version: "1.1.0", to: plugins)
        try await town.host.load()
        #expect(try await !isOwed(town))
        try Self.writeShops("area_m2 < 30", version: "1.2.0", to: plugins)
        try await town.host.load()
        #expect(try await isOwed(town))
    }

    @Test("A duty follows a verdict that the day changes")
    func verdictOfTheDay() async throws {
        try Self.writeShops("tested_until < today", to: plugins)
        let town = try await town()
        try await town.submit("shops", #"{"facts": {"tested_until": "2026-03-01"}}"#, on: "2026-02-10")
        try await town.pass(to: "2026-03-01T12:00:00")
        #expect(try await !isOwed(town))
        try await town.pass(to: "2026-03-02T00:00:00")
        #expect(try await isOwed(town))
    }

    @Test("A duty of the enterprise follows an import that changes the verdict about its site")
    func imported() async throws {
        try Self.writeShops("count(certificates) > 0 AND area_m2 < 30", to: plugins)
        let town = try await town()
        try await town.submit("shops", #"{"facts": {"area_m2": 20}}"#, on: "2026-02-10")
        #expect(try await !isOwed(town))
        try await town.importList(Town.header, Town.row(sectors: "shops", site: "东店", certified: "2026-01-05"))
        #expect(try await isOwed(town))
    }

    @Test("A rule of the enterprise that reads its assessments follows one of its site")
    func assessments() async throws {
        try plugins.add(
            """
            id: rechecked
            title: 已复核
            rule: any(assessments WHERE kind = 'recheck')
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
            hazard: none
            remedy: 整改
            """, to: "common", at: "veto-rules/rechecked.yaml")
        let town = try await town()
        func verdict() async throws -> Verdict? {
            try await town.office.store.read { snapshot in
                try snapshot.verdicts(VerdictFilter(rule: "rechecked", limit: 10)).first?.record.verdict
            }
        }
        #expect(try await verdict() == .clear)
        try await town.submit("shops", #"{"facts": {"area_m2": 20}}"#, kind: "recheck", on: "2026-02-10")
        #expect(try await verdict() == .triggered)
    }
}
