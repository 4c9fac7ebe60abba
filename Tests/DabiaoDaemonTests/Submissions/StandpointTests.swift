import Dabiao
import DabiaoControl
import Testing

@testable import DabiaoDaemon

@Suite("True then, known then", .timeLimit(.minutes(2)))
struct StandpointTests {
    @Test("A correction changes what is known of a day, and not what was known before it")
    func correction() async throws {
        let sheds = try await Sheds()
        let town = sheds.town
        try await sheds.tell(#"{"facts": {"measured_ohm": 4}}"#, on: "2026-01-10")
        try town.hands.set("2026-02-10T12:00:00")
        try await sheds.tell(#"{"facts": {"measured_ohm": 12}}"#, on: "2026-01-10")
        try town.hands.set("2026-03-10T12:00:00")
        try await sheds.tell(#"{"facts": {"measured_ohm": 5}}"#, on: "2026-03-01")
        func ohm(_ on: String?, _ known: String?) async throws -> Value? {
            try await sheds.verdict(on: on, known: known)?.facts["measured_ohm"]?.value
        }
        #expect(try await ohm(nil, nil) == .number(5))
        #expect(try await ohm("2026-02-15", nil) == .number(12))
        #expect(try await ohm("2026-02-15", "2026-02-09") == .number(4))
        #expect(try await ohm("2026-02-15", "2026-02-10T11:59:59+08:00") == .number(4))
        #expect(try await ohm("2026-02-15", "2026-02-10T12:00:00+08:00") == .number(12))
        #expect(try await ohm("2026-01-09", nil) == nil)
        #expect(try await ohm("2026-07-11", "2026-02-11") == nil)
        #expect(try await sheds.verdict("far", on: "2026-02-15")?.verdict == .triggered)
        #expect(try await sheds.verdict("far", on: "2026-02-15", known: "2026-02-09")?.verdict == .clear)
        // Asking changes nothing.
        #expect(try await sheds.verdict()?.verdict == .clear)
        let explanation = try #require(try await sheds.explanation(on: "2026-02-15", known: "2026-02-09"))
        let fact = try #require(explanation.facts.first { $0.name == "measured_ohm" })
        #expect((fact.value, fact.by, fact.on) == ("4", "self-review", CivilDate(2026, 1, 10)))
        #expect(fact.recordedAt?.hasPrefix("2026-01-10T12:00:00") == true)
        // A correction is no change, the later telling is.
        #expect(try await sheds.value("measured_ohm")?.changes.map(\.was) == ["12"])
        #expect(try await sheds.value("measured_ohm", known: "2026-02-09")?.changes == [])
    }

    @Test("The version of a plugin that was in force then judges")
    func version() async throws {
        let sheds = try await Sheds()
        let town = sheds.town
        try await sheds.tell(#"{"facts": {"measured_ohm": 7}}"#, on: "2026-01-10")
        try town.hands.set("2026-02-10T12:00:00")
        let strict = Sheds.usual.replacing("measured_ohm > 10", with: "measured_ohm > 5")
        try await sheds.upgrade(strict, version: "1.1.0")
        #expect(try await sheds.verdict()?.verdict == .triggered)
        #expect(try await sheds.verdict("far")?.verdict == .triggered)
        #expect(try await sheds.verdict(known: "2026-02-09")?.verdict == .clear)
        #expect(try await sheds.verdict("far", known: "2026-02-09")?.verdict == .clear)
        #expect(try await sheds.explanation(known: "2026-02-09")?.version == "1.0.0")
        #expect(try await sheds.verdict(known: "2026-01-09") == nil)
    }

    @Test("What somebody else found stays, the enterprise's word is a claim")
    func claim() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(#"{"facts": {"measured_ohm": 12}}"#, "review", on: "2026-01-09")
        let reply = try await sheds.tell(#"{"facts": {"measured_ohm": 4, "workers": 3}}"#, on: "2026-01-10")
        #expect(reply.claims.map(\.name) == ["measured_ohm"])
        #expect(reply.claims.first?.value == "4")
        #expect(reply.claims.first?.known == "12")
        #expect(reply.claims.first?.by == "review")
        #expect(try await sheds.verdict()?.verdict == .triggered)
        let explanation = try #require(try await sheds.explanation())
        #expect(explanation.facts.first { $0.name == "measured_ohm" }?.by == "review")
        #expect(explanation.claims == reply.claims)
        #expect(try await sheds.show(reply.assessment).claims == reply.claims)
        // Somebody else may change it, and then nothing is claimed.
        let recheck = try await sheds.tell(#"{"facts": {"measured_ohm": 4}}"#, "recheck", on: "2026-01-10")
        #expect(recheck.claims == [])
        #expect(try await sheds.verdict()?.verdict == .clear)
        #expect(try await sheds.explanation()?.claims == [])
    }

    @Test("A derived value is explained down to the rows that decided, as of any day")
    func value() async throws {
        let sheds = try await Sheds()
        let tanks = #"{"lists": {"tanks": [{"serial": "A", "volume": 2}, {"serial": "B", "volume": 1}]}}"#
        try await sheds.tell(tanks, on: "2026-01-09")
        try await sheds.tell(#"{"lists": {"tanks": [{"serial": "C", "volume": 4}]}}"#, "spot-check", on: "2026-01-10")
        let value = try #require(try await sheds.value("total_m3"))
        #expect(value.value == "6")
        let scan = try #require(value.derivations.first?.scans.first)
        #expect(scan.rows.map { $0.cells.first?.value } == ["A", "C"])
        #expect(scan.rows.map(\.value) == ["2", "4"])
        #expect(value.facts.map(\.name) == ["tanks"])
        let before = try #require(try await sheds.value("total_m3", on: "2026-01-09"))
        #expect(before.value == "2")
        #expect(try await sheds.explanation()?.derivations.map(\.name) == ["too_high"])
        let error = await #expect(throws: DabiaoError.self) { try await sheds.value("total_m4") }
        #expect(error?.remedy?.en.contains("total_m3") == true)
    }

    @Test("Assessments are listed, shown with what they told, and compared kind by kind")
    func register() async throws {
        let sheds = try await Sheds()
        let register = AssessmentRegister(office: sheds.town.office)
        try await sheds.tell(
            #"{"facts": {"workers": 3, "measured_ohm": 4}, "lists": {"tanks": [{"serial": "A", "volume": 2}]}}"#,
            on: "2026-01-08")
        try await sheds.tell(
            #"{"facts": {"workers": 5, "measured_ohm": 4}, "lists": {"tanks": [{"serial": "A", "volume": 3}, {"serial": "B"}]}}"#,
            "review", on: "2026-01-09")
        let list = try await register.list(.init(enterprise: Town.code))
        #expect(list.assessments.map(\.kind) == ["review", "self-review"])
        let shown = try await sheds.show(1)
        #expect(
            shown.told.map { "\($0.name) \($0.column ?? "") \($0.value ?? "")" } == [
                "workers  3", "measured_ohm  4", "tanks serial A", "tanks volume 2",
            ])
        #expect(shown.facts.first?.value == "5")
        #expect(try await sheds.show(1, on: "2026-01-08").facts.first?.value == "3")
        let compared = try await register.compare(.init(enterprise: Town.code, bundle: "sheds"))
        #expect(compared.assessments.map(\.kind) == ["self-review", "review"])
        let differences = compared.differences.map { difference in
            "\(difference.name) \(difference.row ?? "") \(difference.column ?? "") "
                + difference.cells.map(\.value).joined(separator: "|")
        }
        #expect(differences == ["workers   3|5", "tanks A volume 2|3", "tanks B  false|true"])
        let past = try await register.compare(.init(enterprise: Town.code, bundle: "sheds", on: "2026-01-08"))
        #expect(past.assessments.count == 1)
        await #expect(throws: DabiaoError.self) { try await sheds.show(99) }
    }
}
