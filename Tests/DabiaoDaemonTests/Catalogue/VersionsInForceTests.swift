import Dabiao
import DabiaoControl
import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("What is in force on which day", .timeLimit(.minutes(2)))
struct VersionsInForceTests {
    private let plugins: PluginFolder

    init() throws {
        plugins = try PluginFolder()
    }

    private func town(at time: String = "2026-11-24T12:00:00") async throws -> Town {
        let town = try await Town(at: time, plugins: [plugins.path])
        #expect(town.office.catalogue.found.flatMap(\.diagnostics).isEmpty)
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        return town
    }

    private func verdicts(_ town: Town, _ bundle: String = "common") async throws -> [String] {
        try await town.office.store.read { snapshot in
            try snapshot.verdicts(VerdictFilter(bundle: bundle, limit: 10)).map(\.record.verdict.rawValue)
        }
    }

    private func upcoming(_ town: Town) async throws -> [String] {
        try await town.office.store.read { snapshot in
            let subject = try #require(try snapshot.enterprise(creditCode: Town.code)).id
            return try snapshot.upcomingVerdicts(of: subject, bundle: "common").map {
                "\($0.phase.rawValue) \($0.verdict.rawValue)"
            }
        }
    }

    /// A limit that changes at the turn of the year, and a value of the sites' plugin that reads it.
    private func writeTurning() throws {
        let basis = "basis: {standard: 试验标准, certainty: verified, force: mandatory}"
        try plugins.writeCommon(
            extra: """
                parameters:
                  - {name: most, title: 上限, type: integer, value: 5, until: 2027-01-01, \(basis)}
                  - {name: most, title: 上限, type: integer, value: 9, effective: 2027-01-01, \(basis)}
                derived:
                  - {name: full, title: 满, type: boolean, is: workers > most}
                """)
        try plugins.writeShops(rule: "common.full")
    }

    @Test(
        "At the turn of a figure new tables are made and everything that reads it is judged anew",
        arguments: [
            false, true,
        ])
    func turn(isDown: Bool) async throws {
        try writeTurning()
        let town = try await town()
        try await town.submit("common", #"{"facts": {"workers": 6}}"#, on: "2026-11-24")
        try await town.submit("shops", #"{"facts": {"area_m2": 100}}"#, on: "2026-11-24")
        let before = try await town.office.store.read { try $0.factTables() }
        #expect(try await verdicts(town, "shops") == ["triggered"])
        try await town.pass(to: "2026-12-31T23:59:59")
        #expect(try await verdicts(town, "shops") == ["triggered"])
        #expect(try await town.scheduler().nextMoment() == Instant(CivilDate(2027, 1, 1), hour: 0, minute: 0))
        if isDown {
            try town.hands.set("2027-01-02T03:00:00")
            try await town.restart()
        } else {
            try await town.pass(to: "2027-01-01T00:00:00")
        }
        #expect(try await verdicts(town, "shops") == ["clear"])
        let after = try await town.office.store.read { try $0.factTables() }
        #expect(after.count == before.count)
        #expect(after != before)
        try await town.submit("common", #"{"facts": {"workers": 10}}"#, on: "2027-01-01")
        #expect(try await verdicts(town, "shops") == ["triggered"])
        // A clock set back is another day too.
        try await town.pass(to: "2026-12-31T12:00:00")
        try await town.submit("common", #"{"facts": {"workers": 6}}"#, on: "2026-12-31")
        #expect(try await verdicts(town, "shops") == ["triggered"])
    }

    @Test("A question and an assessment about a day take what was in force on it, and leave no tables behind")
    func otherDay() async throws {
        try writeTurning()
        let town = try await town(at: "2027-05-01T12:00:00")
        try await town.submit("common", #"{"facts": {"workers": 6}}"#, on: "2026-11-24")
        let reply = try await town.submit("shops", #"{"facts": {"area_m2": 100}}"#, on: "2026-11-24")
        #expect(reply.vetoes.map(\.verdict) == [.triggered])
        #expect(try await verdicts(town, "shops") == ["clear"])
        let tables = try await town.office.store.read { try $0.factTables() }
        for (day, verdict) in [("2026-12-31", Verdict.triggered), ("2027-01-01", .clear)] {
            let answer = try await Vetoes(office: town.office).evaluate(
                VetoInterface.EvaluateRequest(enterprise: Town.code, site: nil, bundle: "shops", on: day))
            #expect(answer.vetoes.map(\.verdict) == [verdict], "\(day)")
        }
        #expect(try await town.office.store.read { try $0.factTables() } == tables)
    }

    @Test("A fact that is gone is told of a day on which it was there, and is not asked of a later one")
    func factOfItsDay() async throws {
        try plugins.writeCommon(extra: "  - {name: floors, title: 层数, type: integer, until: 2027-01-01}")
        let town = try await town(at: "2027-05-01T12:00:00")
        let facts = #"{"facts": {"workers": 6, "floors": 2}}"#
        try await town.submit("common", facts, on: "2026-12-31")
        #expect(try await verdicts(town) == ["triggered"])
        await #expect(throws: DabiaoError.self) { try await town.submit("common", facts, on: "2027-01-01") }
    }

    @Test("A rule to come is a shadow, then a warning, and blocks from its day on")
    func shadow() async throws {
        try plugins.writeCommon(ruleSpan: "effective: 2027-03-01\nwarn: 2027-02-01")
        let town = try await town()
        let reply = try await town.submit("common", #"{"facts": {"workers": 9}}"#, on: "2026-11-24")
        #expect(reply.vetoes.isEmpty)
        #expect(try await verdicts(town).isEmpty)
        #expect(try await upcoming(town) == ["shadow triggered"])
        try await town.pass(to: "2027-01-31T23:59:59")
        let shown = try await Plugins(office: town.office, host: town.host).show("common")
        #expect(shown.items.first { $0.kind == "veto" }?.hits == 1)
        try await town.pass(to: "2027-02-01T00:00:00")
        #expect(try await upcoming(town) == ["warning triggered"])
        #expect(try await verdicts(town).isEmpty)
        let answer = try await Vetoes(office: town.office).evaluate(
            VetoInterface.EvaluateRequest(enterprise: Town.code, site: nil, bundle: "common", on: nil))
        #expect(answer.vetoes.isEmpty)
        #expect(answer.upcoming.map(\.phase) == [.warning])
        #expect(answer.upcoming.map(\.effective) == [CivilDate(2027, 3, 1)])
        try await town.pass(to: "2027-03-01T00:00:00")
        #expect(try await verdicts(town) == ["triggered"])
        #expect(try await upcoming(town).isEmpty)
    }

    @Test("Both a rule in force and its next version are explained")
    func explained() async throws {
        try plugins.writeCommon(ruleSpan: "until: 2031-03-01")
        try plugins.add(
            """
            id: too-many
            title: 人太多
            rule: workers > 8
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
            effective: 2031-03-01
            remedy: 减少人数
            """, to: "common", at: "veto-rules/too-many.2031.yaml")
        let town = try await town()
        try await town.submit("common", #"{"facts": {"workers": 9}}"#, on: "2026-11-24")
        let request = VetoInterface.ExplainRequest(
            enterprise: Town.code, site: nil, bundle: "common", rule: "too-many", on: nil)
        let explanations = try await Vetoes(office: town.office).explain(request).explanations
        #expect(explanations.map(\.verdict.phase) == [.inForce, .shadow])
        #expect(explanations.map(\.rule) == ["workers > 5", "workers > 8"])
        #expect(explanations.map { $0.facts.first?.value } == ["9", "9"])
    }

    @Test("A version that drops a blocking rule without a word does not come into force")
    func silence() async throws {
        try plugins.writeCommon()
        let town = try await town()
        try plugins.writeCommon(version: "1.1.0", ruleSpan: "effect: advise")
        try await town.host.load()
        let found = town.office.catalogue.found.flatMap(\.diagnostics)
        #expect(found.map { "\($0.location.file)" } == ["veto-rules/too-many.yaml"])
        #expect(found.first?.message.zh.contains("until") == true)
        #expect(town.office.catalogue.entries.map { "\($0.bundle.version)" } == ["1.0.0"])
        try plugins.writeCommon(version: "1.1.0", ruleSpan: "until: 2031-01-01")
        try await town.host.load()
        #expect(town.office.catalogue.entries.map { "\($0.bundle.version)" } == ["1.1.0"])
    }
}
