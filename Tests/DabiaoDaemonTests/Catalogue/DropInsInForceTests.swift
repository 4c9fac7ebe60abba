import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import GRDB
import RuleEngine
import Testing

@testable import DabiaoDaemon

@Suite("Drop-ins in force", .timeLimit(.minutes(2)))
struct DropInsInForceTests {
    private let plugins: PluginFolder

    init() throws {
        plugins = try PluginFolder()
    }

    private static let document = "[{standard: 部门文件 1 号, certainty: verified, force: mandatory}]"

    /// Common with a parameter, on which a rule of its own and one of another plugin rest.
    private func writeCommon(version: String = "1.0.0", parameter: String = "limit", value: Int = 5) throws {
        try plugins.writeCommon(
            version: version,
            extra: """
                parameters:
                  - {name: \(parameter), title: 人数上限, type: integer, min: 1, value: \(value), basis: [{standard: 试验标准, certainty: recalled, force: mandatory}]}
                derived:
                  - {name: over, title: 超员, type: boolean, is: workers > \(parameter)}
                """)
    }

    /// Both plugins in force, one enterprise with one site, six workers: over the limit of five, for both rules.
    private func town(at time: String = "2026-11-24T12:00:00") async throws -> Town {
        try writeCommon()
        try plugins.writeShops(rule: "common.workers > common.limit")
        let town = try await Town(at: time, plugins: [plugins.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.submit("common", #"{"facts": {"workers": 6}}"#, on: "2026-11-24")
        try await town.submit("shops", #"{"facts": {"area_m2": 100}}"#, on: "2026-11-24")
        return town
    }

    private func writeDropIn(
        _ id: String = "city", version: String = "1.0.0", amends: String = "common", range: String = ">=1.0.0 <2.0.0",
        span: String = "", limit: Int = 9, cases: String = "false"
    ) throws {
        try plugins.write(
            id,
            [
                "plugin.yaml": """
                format: 1
                id: \(id)
                version: \(version)
                title: 本市补充规定
                department: 另一部门
                amends: {id: \(amends), version: "\(range)"}
                \(span)
                """,
                "amendments.yaml": """
                parameters:
                  - {name: limit, value: \(limit), basis: \(Self.document)}
                """,
                "cases/city.yaml": """
                cases:
                  - {name: 正好, on: 2026-12-15, facts: {workers: \(limit)}, expect: {derived: {over: \(cases)}}}
                """,
            ])
    }

    private func verdict(_ town: Town) async throws -> Verdict? {
        try await town.office.store.read { snapshot in
            try snapshot.verdicts(VerdictFilter(bundle: "shops", rule: "crowded", limit: 10)).first?.record.verdict
        }
    }

    private func limit(_ town: Town) -> Value? {
        town.office.catalogue["common"]?.bundle.parameters.first?.value
    }

    private func problems(_ town: Town, _ id: String) -> [String] {
        town.office.catalogue.found.first { $0.id == id }?.diagnostics.map { $0.text(.english) } ?? []
    }

    private func history(_ town: Town, _ id: String) async throws -> [String] {
        try await town.office.store.read { try $0.activations(of: id).map(\.installed.contentHash) }
    }

    @Test("A drop-in on Common moves what rests on it, in Common and in what reads it")
    func inForce() async throws {
        let town = try await town()
        let before = try #require(town.office.catalogue["common"]).bundle.contentHash
        #expect(try await verdict(town) == .triggered)
        try writeDropIn()
        try await town.host.load()
        #expect(problems(town, "city") == [])
        #expect(limit(town) == .number(9))
        #expect(try await verdict(town) == .clear)
        let after = try #require(town.office.catalogue["common"])
        #expect(after.bundle.contentHash != before)
        #expect(after.bundle.version.description == "1.0.0")
        #expect(try await history(town, "common") == [before, after.bundle.contentHash])
        #expect(try await history(town, "city").count == 1)
        // The next version of the drop-in, and the next fact.
        try writeDropIn(version: "1.1.0", limit: 3)
        try await town.host.load()
        #expect(try await verdict(town) == .triggered)
        try await town.submit("common", #"{"facts": {"workers": 3}}"#, on: "2026-11-24")
        #expect(try await verdict(town) == .clear)
        #expect(try await history(town, "city").count == 2)
    }

    @Test(
        "It stays over a restart, with its folder broken or gone, and nothing is activated anew",
        arguments: [true, false])
    func stored(isGone: Bool) async throws {
        try writeDropIn()
        let town = try await town()
        #expect(try await verdict(town) == .clear)
        let before = try await history(town, "common")
        if isGone {
            try plugins.remove("city")
            try plugins.remove("common")
        } else {
            try plugins.write("city", ["plugin.yaml": "id: city\namends: {id: common}"])
        }
        try await town.restart()
        #expect(limit(town) == .number(9))
        #expect(try await verdict(town) == .clear)
        #expect(try await history(town, "common") == before)
        #expect(problems(town, "city").isEmpty == isGone)
    }

    @Test("One that fails leaves the bundle and its other drop-ins as they are, and says why")
    func failing() async throws {
        try writeDropIn()
        let town = try await town()
        let before = try await history(town, "common")
        try writeDropIn(version: "1.1.0", limit: 3, cases: "true")
        try await town.host.load()
        #expect(limit(town) == .number(9))
        #expect(problems(town, "city").first?.hasPrefix("cases/city.yaml:2:") == true)
        try writeDropIn(version: "1.1.0", limit: 0)
        try await town.host.load()
        #expect(problems(town, "city").first?.contains("must be at least 1") == true)
        try writeDropIn(version: "0.9.0", limit: 7)
        try await town.host.load()
        #expect(problems(town, "city").first?.contains("it is not downgraded") == true)
        #expect(limit(town) == .number(9))
        #expect(try await history(town, "common") == before)
    }

    @Test("Of two that set the same thing the later is refused; where both are new, both are")
    func conflict() async throws {
        try writeDropIn()
        let town = try await town()
        try writeDropIn("another", limit: 2)
        try await town.host.load()
        #expect(limit(town) == .number(9))
        #expect(problems(town, "city") == [])
        #expect(problems(town, "another").first?.contains("another and city both set limit") == true)

        let other = try await Town(at: "2026-11-24T12:00:00", plugins: [plugins.path])
        #expect(limit(other) == .number(5))
        #expect(problems(other, "city").first?.contains("city and another both set limit") == true)
        #expect(problems(other, "another").first?.contains("another and city both set limit") == true)
    }

    @Test("A version of the bundle that a drop-in in force does not fit is held, until the drop-in follows")
    func held() async throws {
        try writeDropIn()
        let town = try await town()
        let before = try await history(town, "common")
        try writeCommon(version: "2.0.0", value: 4)
        try await town.host.load()
        #expect(town.office.catalogue["common"]?.bundle.version.description == "1.0.0")
        #expect(limit(town) == .number(9))
        #expect(try await history(town, "common") == before)
        let reason = try #require(problems(town, "common").first)
        #expect(reason.contains("the drop-in city, which is in force, does not fit this version"))
        #expect(reason.contains("this is common 2.0.0"))
        try writeDropIn(version: "1.1.0", range: ">=2.0.0", limit: 8)
        try await town.host.load()
        #expect(town.office.catalogue["common"]?.bundle.version.description == "2.0.0")
        #expect(limit(town) == .number(8))
        #expect(problems(town, "common") == [])
    }

    @Test("A version that it fits takes the drop-in along")
    func follows() async throws {
        try writeDropIn()
        let town = try await town()
        try writeCommon(version: "1.5.0", value: 4)
        try await town.host.load()
        #expect(town.office.catalogue["common"]?.bundle.version.description == "1.5.0")
        #expect(limit(town) == .number(9))
        #expect(try await verdict(town) == .clear)
    }

    @Test("It begins and ends by itself on its days, whatever lies in its folder by then")
    func dated() async throws {
        try writeDropIn(span: "effective: 2026-12-01\nuntil: 2027-01-01")
        let town = try await town()
        #expect(limit(town) == .number(5))
        #expect(try await verdict(town) == .triggered)
        #expect(try await history(town, "city").count == 1)
        #expect(try await town.scheduler().nextMoment() == Instant(CivilDate(2026, 12, 1), hour: 0, minute: 0))
        try plugins.remove("city")
        try await town.pass(to: "2026-11-30T23:59:59")
        #expect(try await verdict(town) == .triggered)
        try await town.pass(to: "2026-12-01T00:00:00")
        #expect(limit(town) == .number(9))
        #expect(try await verdict(town) == .clear)
        try await town.restart()
        #expect(limit(town) == .number(9))
        try await town.pass(to: "2027-01-01T00:00:00")
        #expect(limit(town) == .number(5))
        #expect(try await verdict(town) == .triggered)
        #expect(try await history(town, "common").count == 3)
    }

    @Test("What it confirms is shown with what was there before, and is unconfirmed no more")
    func shown() async throws {
        try writeDropIn()
        let town = try await town()
        let plugins = Plugins(office: town.office, host: town.host)
        let whole = try await plugins.show("common")
        let item = try #require(whole.items.first { $0.kind == "parameter" && $0.id == "limit" })
        #expect(item.certainty == "verified")
        #expect(item.basis == "部门文件 1 号")
        let change = try #require(whole.changes.first)
        #expect(change.by == "city")
        #expect(change.differences == [.init(name: "value", before: "5", after: "9")])
        #expect(change.formerBasis.contains("试验标准"))
        let dropIn = try await plugins.show("city")
        #expect(dropIn.plugin.amends == "common")
        #expect(dropIn.changes == whole.changes)
        #expect(plugins.list().plugins.map(\.id) == ["common", "shops", "city"])
    }

    @Test("An explanation tells the figure with the drop-in's document")
    func explained() async throws {
        try writeDropIn(limit: 4)
        let town = try await town()
        let reply = try await Vetoes(office: town.office).explain(
            VetoInterface.ExplainRequest(enterprise: Town.code, site: nil, bundle: "shops", rule: "crowded", on: nil))
        let facts = try #require(reply.explanations.first).facts
        let figure = try #require(facts.first { $0.name == "common.limit" }, "\(facts)")
        #expect(figure.value == "4")
        #expect(figure.basis == "部门文件 1 号")
    }

    @Test("One without its bundle, or with an id that is taken, is told of")
    func astray() async throws {
        let town = try await town()
        try writeDropIn("stray", amends: "nothing")
        try plugins.remove("shops")
        try writeDropIn("shops")
        try await town.host.load()
        #expect(problems(town, "stray").first?.contains("the plugin nothing that it amends was not found") == true)
        #expect(problems(town, "shops").first?.contains("the id shops is taken") == true)
        #expect(limit(town) == .number(5))
        #expect(town.office.catalogue["shops"] != nil)
    }

    @Test("The cases of a plugin that reads the amended one are run without the drop-in")
    func othersCases() async throws {
        try writeDropIn()
        let town = try await town()
        try plugins.write(
            "counter", requires: "common", sector: "shops",
            [
                "facts.yaml": "facts:\n  - {name: extra, title: 另有, type: integer}\nderived:\n"
                    + "  - {name: free, type: integer, is: common.limit - extra}\n",
                "cases/a.yaml":
                    "cases:\n  - {name: 余额, on: 2026-12-01, facts: {extra: 1}, expect: {derived: {free: 4}}}\n",
            ])
        try await town.host.load()
        #expect(problems(town, "counter") == [])
        try await town.submit("counter", #"{"facts": {"extra": 1}}"#, on: "2026-11-24")
        let entry = try #require(town.office.catalogue["counter"])
        let free = try await town.office.store.read { snapshot in
            try String.fetchOne(snapshot.database, sql: "SELECT free FROM \"\(entry.compiled.tables.names[0])\"")
        }
        #expect(free.flatMap(Double.init) == 8)
    }
}
