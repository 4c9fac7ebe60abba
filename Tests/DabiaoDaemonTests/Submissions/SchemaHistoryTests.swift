import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import Testing

@testable import DabiaoDaemon

@Suite("What was told outlives the schema", .timeLimit(.minutes(2)))
struct SchemaHistoryTests {
    private static let renamed = Sheds.usual
        .replacing("name: measured_ohm,", with: "name: earth_ohm, was: measured_ohm,")
        .replacing("is: measured_ohm > 10", with: "is: earth_ohm > 10")
        .replacing("name: tanks", with: "name: vessels\n    was: tanks").replacing("(tanks", with: "(vessels")
        .replacing("{name: volume,", with: "{name: size_m3, was: volume,")
        .replacing("volume > 1, volume", with: "size_m3 > 1, size_m3")
    private static let renamedRules = [
        "obligations.yaml": Sheds.duty.replacing("measured_ohm", with: "earth_ohm"),
        "veto-rules/earth.yaml": Sheds.rule("earth", "too_high", cases: "earth_ohm: 11"),
    ]
    private static let facts =
        #"{"facts": {"measured_ohm": 12, "workers": 3}, "lists": {"tanks": [{"serial": "A", "volume": 2}, {"serial": "B", "volume": 5}]}}"#

    @Test("History told under a former name is read under the new one")
    func renamed() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(Self.facts, on: "2026-01-10")
        try await sheds.upgrade(Self.renamed, version: "1.1.0", rules: Self.renamedRules)
        #expect(sheds.town.office.catalogue.found.flatMap(\.diagnostics).isEmpty)
        #expect(try await sheds.verdict()?.verdict == .triggered)
        #expect(try await sheds.verdict()?.facts["earth_ohm"]?.value == .number(12))
        #expect(try await sheds.value("total_m3")?.value == "7")
        #expect(try await sheds.explanation()?.facts.first { $0.name == "earth_ohm" }?.by == "self-review")
        // Merged and changed on under the new name.
        try await sheds.tell(#"{"lists": {"vessels": [{"serial": "B", "size_m3": 9}]}}"#, "recheck", on: "2026-01-10")
        #expect(try await sheds.value("total_m3")?.value == "11")
    }

    @Test("A retyped fact is unknown with its reason; typed back it is known again")
    func retyped() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(Self.facts, on: "2026-01-10")
        let text = Sheds.usual.replacing("type: integer, min: 0", with: "type: text")
        try await sheds.upgrade(text, version: "1.1.0")
        let value = try #require(try await sheds.value("workers"))
        #expect(value.value == nil)
        #expect(value.reasons.map(\.zh) == ["“人数”填报时的类型与现在不同，请重新填报"])
        #expect(try await sheds.show(1).facts.first { $0.name == "workers" }?.reason != nil)
        try await sheds.upgrade(Sheds.usual, version: "1.2.0")
        #expect(try await sheds.value("workers")?.value == "3")
    }

    @Test("A number told in another unit is not read as one of today's")
    func otherUnit() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(Self.facts, on: "2026-01-10")
        let kilo = Sheds.usual.replacing("unit: ohm", with: "unit: kohm")
        try await sheds.upgrade(kilo, version: "1.1.0")
        #expect(try await sheds.verdict()?.verdict == .undetermined)
        #expect(
            try await sheds.explanation()?.reasons.map(\.zh) == ["“接地电阻”填报时的类型与现在不同，请重新填报"])
        try await sheds.tell(#"{"facts": {"measured_ohm": 11}}"#, on: "2026-01-10")
        #expect(try await sheds.verdict()?.verdict == .triggered)
        try await sheds.upgrade(Sheds.usual, version: "1.2.0")
        // The last word was in kilo-ohms.
        #expect(try await sheds.verdict()?.verdict == .undetermined)
    }

    @Test("A fact that was removed and comes again finds its history")
    func removed() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(Self.facts, on: "2026-01-10")
        let without = Sheds.usual.replacing("  - {name: workers, title: 人数, type: integer, min: 0}\n", with: "")
        try await sheds.upgrade(without, version: "1.1.0")
        await #expect(throws: DabiaoError.self) { try await sheds.value("workers") }
        try await sheds.upgrade(Sheds.usual, version: "1.2.0")
        #expect(try await sheds.value("workers")?.value == "3")
    }

    @Test("An enterprise that left the sector, and comes back after the schema changed, finds its history")
    func returned() async throws {
        let sheds = try await Sheds()
        let other = "facts: [{name: floors, title: 层数, type: integer}]\n"
        try sheds.plugins.write("offices", sector: "offices", ["facts.yaml": other])
        try await sheds.town.host.load()
        try await sheds.tell(Self.facts, on: "2026-01-10")
        try await sheds.town.importList(Town.header, Town.row(sectors: "offices"))
        #expect(try await sheds.verdict() == nil)
        let more = Sheds.usual.replacing("lists:", with: "  - {name: extra, title: 多, type: text}\nlists:")
        try await sheds.upgrade(more, version: "1.1.0")
        try await sheds.town.importList(Town.header, Town.row(sectors: "shops"))
        #expect(try await sheds.verdict()?.verdict == .triggered)
    }

    @Test("A long history is folded the same by the tables that were kept up and by those that are rebuilt")
    func rebuilt() async throws {
        let sheds = try await Sheds()
        var random = SystemRandomNumberGenerator()
        let seed = ProcessInfo.processInfo.environment["DABIAO_SEED"].flatMap { UInt64($0) } ?? random.next()
        var state = seed
        func pick(_ count: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % count
        }
        let kinds = ["self-review", "on-site-verification", "review", "recheck", "spot-check"]
        for _ in 0..<60 {
            let rows = (0..<pick(4)).map { #"{"serial": "T-\#($0)", "volume": \#(pick(9))}"# }
            let facts =
                #"{"facts": {"measured_ohm": \#(pick(20))}, "lists": {"tanks": [\#(rows.joined(separator: ","))]}}"#
            try await sheds.tell(facts, kinds[Int(pick(5))], on: "2026-01-0\(pick(9) + 1)")
        }
        func values() async throws -> [String?] {
            [
                try await sheds.value("measured_ohm")?.value, try await sheds.value("total_m3")?.value,
                try await sheds.verdict()?.verdict.rawValue,
            ]
        }
        let before = try await values()
        let more = Sheds.usual.replacing("lists:", with: "  - {name: extra, title: 多, type: text}\nlists:")
        try await sheds.upgrade(more, version: "1.1.0")
        #expect(try await values() == before, "DABIAO_SEED=\(seed)")
        // And by the private database of a question about the same moment.
        #expect(
            try await sheds.value("total_m3", known: "2026-01-10")?.value == before[1], "DABIAO_SEED=\(seed)")
    }
}
