import Dabiao
import DabiaoControl
import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("Where versions, drop-ins, days and moments meet", .timeLimit(.minutes(2)))
struct SeamsTests {
    private func known(_ sheds: Sheds) async throws -> String { "\(sheds.town.office.clock.now())" }

    @Test("What was known before a plugin came, and between two versions, is told by what was in force then")
    func betweenVersions() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(#"{"facts": {"measured_ohm": 8}}"#, on: "2026-01-10")
        try sheds.town.hands.set("2026-02-01T12:00:00")
        let first = try await known(sheds)
        try sheds.town.hands.set("2026-02-02T12:00:00")
        try await sheds.upgrade(Sheds.usual.replacing("> 10", with: "> 5"), version: "2.0.0")
        #expect(try await sheds.verdict()?.verdict == .triggered)
        #expect(try await sheds.verdict(known: first)?.verdict == .clear)
        #expect(try await sheds.verdict("far", known: first)?.verdict == .clear)
        #expect(try await sheds.verdict("far")?.verdict == .triggered)
        #expect(try await sheds.explanation(known: first)?.version == "1.0.0")
        #expect(try await sheds.explanation(known: "2026-02-03")?.version == "2.0.0")
        #expect(try await sheds.verdict(on: "2026-01-09", known: first)?.verdict == .undetermined)
        await #expect(throws: DabiaoError.self) { _ = try await sheds.explanation(known: "2025-02-03") }
    }

    @Test("Of a drop-in, the question takes those that were installed then and in force on the day")
    func dropIn() async throws {
        let sheds = try await Sheds(
            "parameters:\n  - {name: limit_ohm, title: 限值, type: decimal, unit: ohm, value: 10, basis: "
                + "[{standard: 试验标准, certainty: verified, force: mandatory}]}\n"
                + Sheds.usual.replacing("measured_ohm > 10", with: "measured_ohm > limit_ohm"))
        let town = sheds.town
        try await sheds.tell(#"{"facts": {"measured_ohm": 8}}"#, on: "2026-01-10")
        try town.hands.set("2026-02-01T12:00:00")
        let before = try await known(sheds)
        try town.hands.set("2026-02-02T12:00:00")
        try sheds.plugins.write(
            "sheds-city",
            [
                "plugin.yaml": """
                format: 1
                id: sheds-city
                version: 1.0.0
                title: 市级确认
                department: 试验部门
                amends: {id: sheds, version: ">=1.0.0"}
                effective: 2026-03-01
                until: 2026-07-11
                """,
                "amendments.yaml": """
                parameters:
                  - {name: limit_ohm, value: 5, basis: [{standard: 某文, certainty: verified, force: mandatory}]}
                """,
            ])
        let catalogue = try await town.host.load()
        #expect(catalogue.found.flatMap(\.diagnostics).map { $0.text(.chinese) } == [])
        #expect(try await sheds.verdict()?.verdict == .clear)
        #expect(try await sheds.verdict(on: "2026-03-01")?.verdict == .triggered)
        #expect(try await sheds.verdict("far", on: "2026-03-01")?.verdict == .triggered)
        #expect(try await sheds.verdict(on: "2026-03-01", known: before)?.verdict == .clear)
        try await town.pass(to: "2026-03-01T00:00:00")
        #expect(try await sheds.verdict()?.verdict == .triggered)
        #expect(try await sheds.verdict("far")?.verdict == .triggered)
        #expect(try await sheds.verdict(on: "2026-02-28")?.verdict == .clear)
        #expect(try await sheds.verdict("far", on: "2026-02-28")?.verdict == .clear)
        #expect(try await sheds.verdict("far", on: "2026-02-28", known: "2026-02-28")?.verdict == .clear)
        let reply = try await sheds.tell(#"{"facts": {"measured_ohm": 8}}"#, on: "2026-02-28")
        #expect(reply.vetoes.first { $0.id == "earth" }?.verdict == .clear)
        // Back before its day, and over its end and the expiry of 11 July at once.
        try await town.pass(to: "2026-02-28T12:00:00")
        #expect(try await sheds.verdict()?.verdict == .clear)
        #expect(try await sheds.verdict("far")?.verdict == .clear)
        try await town.pass(to: "2026-09-01T12:00:00")
        #expect(try await sheds.verdict()?.verdict == .undetermined)
        #expect(try await sheds.verdict("far")?.verdict == .undetermined)
        try await town.pass(to: "2026-05-01T12:00:00")
        #expect(try await sheds.verdict()?.verdict == .triggered)
        #expect(try await sheds.verdict("far")?.verdict == .triggered)
    }
}
