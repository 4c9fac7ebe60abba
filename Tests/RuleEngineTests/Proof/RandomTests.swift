import Dabiao
import RuleEngine
import Testing

@Suite("Random expressions mean the same to both evaluators")
struct RandomTests {
    /// The long run compares 100,000.
    @Test("Large random expressions over random subjects")
    func random() throws {
        var sower = Sower(Seed.printed(for: "random expressions"))
        let arena = try Arena()
        let (batches, size) = (Seed.isLong ? 520 : 15, 200)
        var (compared, doubtful, refused) = (0, 0, 0)
        for _ in 0..<batches {
            let claims = (0..<size).map { _ in sower.claim(depth: Int.random(in: 1...4, using: &sower.seed)) }
            let tellings = (0..<10).map { _ in sower.telling() }
            let outcome = try arena.compare(claims, tellings)
            for (claim, why) in outcome.refused where !why.contains("nested too deeply") {
                Issue.record("refused: \(claim.tree.text)\n  \(why)")
            }
            var seen = Set<Stage.Claim>()
            for difference in outcome.differences where seen.count < 3 && seen.insert(difference.claim).inserted {
                Issue.record("\(try arena.shrink(difference))")
            }
            compared += outcome.compared
            doubtful += outcome.doubtful
            refused += outcome.refused.count
        }
        #expect(doubtful * 50 < compared)
        #expect(refused * 12 < batches * size)
        print("random expressions: \(compared) answers compared, \(doubtful) too close to call, \(refused) too deep")
    }
}
