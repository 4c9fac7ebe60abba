import Dabiao
import DabiaoControl
import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("Facts that are valid for some time", .timeLimit(.minutes(2)))
struct ValidityTests {
    @Test(
        "After the last day a fact is unknown again, and its verdict, what reads it and its duty follow",
        arguments: [false, true])
    func expiry(isDown: Bool) async throws {
        let sheds = try await Sheds()
        let town = sheds.town
        #expect(try await owed(sheds) == 1)
        try await sheds.tell(#"{"facts": {"measured_ohm": 4}}"#, on: "2026-01-10")
        #expect(try await standing(sheds) == [.clear, .clear])
        #expect(try await sheds.verdict()?.changesOn == CivilDate(2026, 7, 11))
        #expect(try await owed(sheds) == 0)
        try await town.pass(to: "2026-07-10T23:59:59")
        #expect(try await standing(sheds) == [.clear, .clear])
        #expect(try await town.scheduler().nextMoment() == Instant(CivilDate(2026, 7, 11), hour: 0, minute: 0))
        if isDown {
            try town.hands.set("2026-07-13T10:00:00")
            try await town.restart()
            try await town.scheduler().look()
        } else {
            try await town.pass(to: "2026-07-11T00:00:00")
        }
        #expect(try await standing(sheds) == [.undetermined, .undetermined])
        #expect(try await owed(sheds) == 1)
        let explanation = try #require(try await sheds.explanation())
        #expect(explanation.reasons.map(\.zh) == ["“接地电阻”已过有效期（至 2026-07-10），请重新填报"])
        #expect(explanation.verdict.missing == ["measured_ohm"])
        // Told anew it is known again, and nothing is left to expire before its time.
        let today = isDown ? "2026-07-13" : "2026-07-11"
        try await sheds.tell(#"{"facts": {"measured_ohm": 12}}"#, on: today)
        #expect(try await standing(sheds) == [.triggered, .triggered])
        #expect(try await owed(sheds) == 0)
    }

    private func standing(_ sheds: Sheds) async throws -> [Verdict] {
        try await sheds.town.office.store.read { snapshot in
            try ["sheds", "sheds-reader"].flatMap { bundle in
                try snapshot.verdicts(VerdictFilter(bundle: bundle, limit: 10)).map(\.record.verdict)
            }
        }
    }

    /// How often it is owed to measure again this year: once while the resistance is not known.
    private func owed(_ sheds: Sheds) async throws -> Int {
        try await sheds.town.occurrences("sheds", "measure-again")
            .filter { $0.state.isOpen && $0.terms.due == CivilDate(2026, 12, 31) }.count
    }

    @Test("A clock that ran ahead and is set back makes known again what had not expired", arguments: [false, true])
    func clockSetBack(isDown: Bool) async throws {
        let sheds = try await Sheds()
        let town = sheds.town
        try await sheds.tell(#"{"facts": {"measured_ohm": 4}}"#, on: "2026-01-10")
        try await town.pass(to: "2026-01-10T12:00:00")
        try await town.pass(to: "2029-03-01T12:00:00")
        #expect(try await standing(sheds) == [.undetermined, .undetermined])
        try town.hands.set("2026-01-11T12:00:00")
        if isDown { try await town.restart() }
        try await town.pass(to: "2026-01-11T12:00:00")
        #expect(try await standing(sheds) == [.clear, .clear])
        #expect(try await sheds.verdict()?.verdict == .clear)
        #expect(try await owed(sheds) == 0)
        #expect(try await town.scheduler().nextMoment() == Instant(CivilDate(2026, 7, 11), hour: 0, minute: 0))
        try await town.pass(to: "2026-07-11T00:00:00")
        #expect(try await standing(sheds) == [.undetermined, .undetermined])
    }

    @Test("Where only the time changes for which it is valid, the verdicts' days follow, of those who read it too")
    func otherValidity() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(#"{"facts": {"measured_ohm": 4}}"#, on: "2026-01-10")
        // So that the pass over all has noted the answers.
        try await sheds.upgrade(Sheds.usual + "\n", version: "1.0.1")
        for (months, day) in [(3, CivilDate(2026, 4, 11)), (9, CivilDate(2026, 10, 11))] {
            let facts = Sheds.usual.replacing("P6M", with: "P\(months)M")
            try await sheds.upgrade(facts, version: "1.\(months).0")
            let days = try await sheds.town.office.store.read { snapshot in
                try ["sheds", "sheds-reader"].flatMap { bundle in
                    try snapshot.verdicts(VerdictFilter(bundle: bundle, limit: 10)).map(\.record.changesOn)
                }
            }
            #expect(days == [day, day])
        }
    }

    @Test("Another verdict's day is not touched, and both see the earlier of two days")
    func changeDay() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(#"{"facts": {"measured_ohm": 4, "workers": 3}}"#, on: "2026-01-10")
        #expect(try await sheds.verdict("far")?.changesOn == CivilDate(2026, 7, 11))
        #expect(try await sheds.verdict("too-many")?.changesOn == nil)
    }

    @Test("A version without validity keeps what had expired, and takes the day away")
    func withdrawn() async throws {
        let sheds = try await Sheds()
        try await sheds.tell(#"{"facts": {"measured_ohm": 4}}"#, on: "2026-01-10")
        try await sheds.town.pass(to: "2026-08-01T00:00:00")
        #expect(try await sheds.verdict()?.verdict == .undetermined)
        try await sheds.upgrade(Sheds.usual.replacing(", valid_for: P6M", with: ""), version: "1.1.0")
        #expect(try await sheds.verdict()?.verdict == .clear)
        #expect(try await sheds.verdict()?.changesOn == nil)
    }
}
