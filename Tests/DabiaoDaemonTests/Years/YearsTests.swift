import Testing

@testable import DabiaoDaemon

/// Thirty years in seconds. A failure names its seed; `DABIAO_SEED` lives the same life again, and `DABIAO_LONG=1` many
/// others.
@Suite("Thirty years", .timeLimit(.minutes(60)))
struct YearsTests {
    @Test("Nothing is lost, doubled or dated wrongly, and a machine that dies anywhere ends where one in peace does")
    func life() async throws {
        try await live("Thirty years", Life.Manner())
    }

    @Test("The same where the clock is set back now and then")
    func setBack() async throws {
        try await live("Thirty years, set back", Life.Manner(years: 7, setsBack: true))
    }

    private func live(_ name: String, _ manner: Life.Manner) async throws {
        var seed = Seed.printed(for: name)
        var manner = manner
        for round in 0..<(Seed.isLong ? 20 : 1) {
            if round > 0 { seed = Seed(seed.value &+ 1) }
            if Seed.isLong { (manner.people, manner.duties, manner.years) = (1 + round % 3, 4 + round % 10, 30) }
            var life = try await Life(seed, manner)
            print("\(name): DABIAO_SEED=\(seed.value), \(try await life.run())")
        }
    }
}
