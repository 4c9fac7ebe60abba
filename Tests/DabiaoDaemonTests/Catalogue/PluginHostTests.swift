import Dabiao
import DabiaoStore
import Foundation
import Testing

@testable import DabiaoDaemon

@Suite("Plugins in force", .timeLimit(.minutes(2)))
struct PluginHostTests {
    private let plugins: PluginFolder

    init() throws {
        plugins = try PluginFolder()
    }

    /// Both plugins in force, one enterprise with one site, six workers.
    private func town() async throws -> Town {
        try plugins.writeCommon()
        try plugins.writeShops()
        let town = try await Town(at: "2026-11-24T12:00:00", plugins: [plugins.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.submit("common", #"{"facts": {"workers": 6}}"#, on: "2026-11-24")
        try await town.submit("shops", #"{"facts": {"area_m2": 100}}"#, on: "2026-11-24")
        return town
    }

    private func verdict(_ town: Town, _ bundle: String, _ rule: String) async throws -> Verdict? {
        try await town.office.store.read { snapshot in
            try snapshot.verdicts(VerdictFilter(bundle: bundle, rule: rule, limit: 10)).first?.record.verdict
        }
    }

    private func versions(_ town: Town) -> [String] {
        town.office.catalogue.entries.map { "\($0.bundle.id) \($0.bundle.version)" }
    }

    @Test("They come into force in the order in which they need each other")
    func order() async throws {
        let town = try await town()
        #expect(versions(town) == ["common 1.0.0", "shops 1.0.0"])
        #expect(town.office.catalogue.found.flatMap(\.diagnostics).isEmpty)
        #expect(try await verdict(town, "common", "too-many") == .triggered)
        #expect(try await verdict(town, "shops", "crowded") == .clear)
    }

    @Test("A plugin that fails its own case leaves its version before in force, and the others go on")
    func failingCase() async throws {
        let town = try await town()
        try plugins.writeCommon(version: "1.1.0", limit: 8)
        try plugins.writeShops(version: "1.1.0", cases: "clear")
        try await town.host.load()
        #expect(versions(town) == ["common 1.1.0", "shops 1.0.0"])
        #expect(town.office.catalogue.found.first { $0.id == "shops" }?.diagnostics.isEmpty == false)
        #expect(try await verdict(town, "common", "too-many") == .clear)
    }

    @Test("What fails inside of activation leaves everything as it was")
    func atomic() async throws {
        let town = try await town()
        try plugins.writeCommon(version: "1.1.0", limit: 8)
        try plugins.writeShops(version: "1.1.0", rule: "common.workers > 8")
        // The second plugin's verdicts cannot be recorded.
        try await town.office.store.write { transaction in
            try transaction.execute(
                """
                CREATE TRIGGER refuse BEFORE INSERT ON activation WHEN new.bundle = 'shops'
                BEGIN SELECT RAISE (ABORT, 'refused'); END
                """)
        }
        let before = try await tables(town)
        await #expect(throws: (any Error).self) { try await town.host.load() }
        #expect(versions(town) == ["common 1.0.0", "shops 1.0.0"])
        #expect(try await tables(town) == before)
        #expect(try await verdict(town, "common", "too-many") == .triggered)
        let active = try await town.office.store.read { try $0.activeBundles().map(\.installed.version) }
        #expect(active == ["1.0.0", "1.0.0"])
        try await town.submit("common", #"{"facts": {"workers": 5}}"#, on: "2026-11-24")
        #expect(try await verdict(town, "common", "too-many") == .clear)
    }

    private func tables(_ town: Town) async throws -> [String] {
        try await town.office.store.read { try $0.factTables() }
    }

    @Test("Another schema drops the old tables and fills the new ones from what was told")
    func schemaChange() async throws {
        let town = try await town()
        let before = try await tables(town)
        try plugins.writeCommon(
            version: "1.1.0", extra: "  - {name: floors, title: 层数, type: integer, min: 0}")
        try await town.host.load()
        let after = try await tables(town)
        #expect(before.count == after.count)
        #expect(Set(before).intersection(after).count == before.count - 3)
        #expect(try await verdict(town, "common", "too-many") == .triggered)
    }

    @Test("Another rule over the same facts re-evaluates what stands, from the tables that are there")
    func ruleChange() async throws {
        let town = try await town()
        let before = try await tables(town)
        try plugins.writeCommon(version: "1.1.0", limit: 8)
        try await town.host.load()
        #expect(try await tables(town) == before)
        #expect(try await verdict(town, "common", "too-many") == .clear)
    }

    @Test("A broken folder and a folder that is gone leave the stored version in force", arguments: [true, false])
    func stored(isGone: Bool) async throws {
        let town = try await town()
        if isGone {
            try plugins.remove("common")
        } else {
            try plugins.write("common", ["facts.yaml": "facts: [{"])
        }
        try await town.restart()
        #expect(versions(town) == ["common 1.0.0", "shops 1.0.0"])
        try await town.submit("common", #"{"facts": {"workers": 3}}"#, on: "2026-11-24")
        #expect(try await verdict(town, "common", "too-many") == .clear)
    }

    @Test("An older version in the folder is no downgrade")
    func downgrade() async throws {
        let town = try await town()
        try plugins.writeCommon(version: "1.1.0", limit: 8)
        try await town.host.load()
        try plugins.writeCommon(version: "1.0.5", limit: 2)
        try await town.host.load()
        #expect(versions(town) == ["common 1.1.0", "shops 1.0.0"])
    }

    @Test("A version that would put out of force what needs it does not come into force")
    func dependents() async throws {
        let town = try await town()
        // The number that the other plugin reads has another name.
        try plugins.writeCommon(version: "1.1.0", facts: "employees")
        try await town.host.load()
        #expect(versions(town) == ["common 1.0.0", "shops 1.0.0"])
        #expect(town.office.catalogue.found.first { $0.id == "common" }?.diagnostics.isEmpty == false)
        // Together with a version that knows the new name it does.
        try plugins.writeShops(version: "1.1.0", rule: "common.employees > 7")
        try await town.host.load()
        #expect(versions(town) == ["common 1.1.0", "shops 1.1.0"])
    }

    @Test("What a plugin reads of another is re-evaluated when the other is another version")
    func dependentsFollow() async throws {
        func derived(_ expression: String) -> String {
            "derived:\n  - {name: load, title: 负荷, type: decimal, is: \"\(expression)\"}"
        }
        let town = try await town()
        try plugins.writeCommon(version: "1.1.0", extra: derived("workers"))
        try plugins.writeShops(version: "1.1.0", rule: "common.load > 7")
        try await town.host.load()
        #expect(versions(town) == ["common 1.1.0", "shops 1.1.0"])
        #expect(try await verdict(town, "shops", "crowded") == .clear)
        try plugins.writeCommon(version: "1.2.0", extra: derived("2 * workers"))
        try await town.host.load()
        #expect(try await verdict(town, "shops", "crowded") == .triggered)
    }

    @Test("When a year's calendar arrives, open dates move, and nothing is opened or ended")
    func calendarArrives() async throws {
        try plugins.writeCommon(
            obligations: """
                obligations:
                  - id: notice
                    title: 报告
                    start: enterprise.certified_on
                    within: 5 workdays
                    discharge: [{register: assessments}]
                    remind: [P1D]
                    overdue: [P1D]
                    basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
                """)
        let town = try await Town(at: "2026-09-18T12:00:00", plugins: [plugins.path], calendar: .empty)
        try await town.importList(Town.header, Town.row(sectors: "shops", certified: "2026-09-18"))
        let before = try await town.occurrences("common")
        #expect(before.map(\.terms.due) == [CivilDate(2026, 9, 25)])
        #expect(before.map(\.terms.isProvisional) == [true])
        // Sunday the 20th is worked.
        try await town.restart(calendar: try Town.calendar())
        let after = try await town.occurrences("common")
        #expect(after.map(\.id) == before.map(\.id))
        #expect(after.map(\.terms.due) == [CivilDate(2026, 9, 24)])
        #expect(after.map(\.terms.isProvisional) == [false])
    }

    @Test("What is told of the enterprise is known at once to the plugins about its sites")
    func factsOfAnother() async throws {
        let town = try await town()
        try await town.submit("common", #"{"facts": {"workers": 9}}"#, on: "2026-11-24")
        #expect(try await verdict(town, "shops", "crowded") == .triggered)
        try await town.submit("common", #"{"facts": {"workers": 1}}"#, on: "2026-11-24")
        #expect(try await verdict(town, "shops", "crowded") == .clear)
    }

    @Test("A duty that a plugin brings years later is not owed for the years before it")
    func lateDuty() async throws {
        let town = try await town()
        try town.hands.set("2029-05-10T12:00:00")
        try plugins.writeCommon(
            version: "1.1.0",
            obligations: """
                obligations:
                  - id: drill
                    title: 演练
                    every: P6M
                    anchor: calendar
                    discharge: [{register: assessments, where: "kind = 'review'"}]
                    remind: [P7D]
                    overdue: [P7D]
                    basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
                """)
        try await town.host.load()
        let periods = try await town.occurrences("common", "drill").map(\.identity.period.description)
        #expect(periods == ["2029-07-01"])
    }

    @Test("Nothing is done where nothing changed")
    func unchanged() async throws {
        let town = try await town()
        let before = try await town.office.store.read { try $0.activations(of: "common").count }
        try await town.host.load()
        try await town.restart()
        let after = try await town.office.store.read { try $0.activations(of: "common").count }
        #expect(before == after)
    }
}
