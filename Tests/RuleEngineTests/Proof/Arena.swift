import Dabiao
import GRDB
import RuleEngine

/// A database in which `RuleEngine` and the naive evaluator answer the same questions about the same subjects.
final class Arena {
    private let queue: DatabaseQueue

    init(_ queue: DatabaseQueue? = nil) throws {
        self.queue = try queue ?? DatabaseQueue()
        try self.queue.write { try WorkdayTable.fill(Stage.days, in: $0) }
    }

    /// One claim on which the two disagree.
    struct Difference: CustomStringConvertible {
        let claim: Stage.Claim
        let telling: Telling
        let naive: Value?
        let engine: Value?

        var description: String {
            func text(_ value: Value?) -> String { value?.description ?? "unknown" }
            let facts = telling.facts.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            let lists = telling.lists.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            return "\(claim.tree.text)\n  naive \(text(naive)), engine \(text(engine))\n  "
                + (facts + lists).joined(separator: ", ")
        }
    }

    /// What came of a comparison.
    struct Outcome {
        var differences: [Difference] = []
        /// Claims that lint refused, with why.
        var refused: [(claim: Stage.Claim, why: String)] = []
        var compared = 0
        /// Answers that depend on digits which no double holds.
        var doubtful = 0
    }

    /// Evaluates every claim about every telling twice.
    func compare(_ claims: [Stage.Claim], _ tellings: [Telling]) throws -> Outcome {
        var outcome = Outcome()
        guard let (compiled, kept) = Self.compile(claims, &outcome) else { return outcome }
        let situations = tellings.map(Stage.situation)
        try queue.write { database in
            try compiled.tables.create(in: database)
            for (index, telling) in tellings.enumerated() {
                try compiled.tables.write(telling, of: Int64(index), in: database)
            }
            try compiled.derive(in: database)
            for (index, telling) in tellings.enumerated() {
                let engine = try compiled.derivedValues(of: Int64(index), in: database)
                for (place, claim) in kept.enumerated() {
                    let naive = Naive(situations[index])
                    let (expected, found) = (naive.value(claim.tree), engine["v\(place)"] ?? nil)
                    if naive.isInDoubt {
                        outcome.doubtful += 1
                        continue
                    }
                    outcome.compared += 1
                    guard !Self.agree(expected, found) else { continue }
                    outcome.differences.append(
                        Difference(claim: claim, telling: telling, naive: expected, engine: found))
                }
            }
            try compiled.tables.drop(in: database)
        }
        return outcome
    }

    private static func compile(_ claims: [Stage.Claim], _ outcome: inout Outcome) -> (CompiledBundle, [Stage.Claim])? {
        let (whole, diagnostics) = CompiledBundle.compile(Stage.bundle(claims))
        if let whole { return (whole, claims) }
        let lines = Dictionary(diagnostics.map { ($0.location.line, $0.text(.english)) }) { first, _ in first }
        outcome.refused += lines.compactMap { line, why in
            claims.indices.contains(line - 1) ? (claims[line - 1], why) : nil
        }
        let kept = claims.indices.filter { lines[$0 + 1] == nil }.map { claims[$0] }
        return CompiledBundle.compile(Stage.bundle(kept)).0.map { ($0, kept) }
    }

    /// Numbers as they are compared and shown, everything else exactly.
    private static func agree(_ left: Value?, _ right: Value?) -> Bool {
        guard case .number(let left)? = left, case .number(let right)? = right else { return left == right }
        return abs(left - right) <= max(1.5e-9, 1e-14 * abs(left))
    }

    /// The smallest claim found, by taking nodes away, on which the two still disagree.
    func shrink(_ difference: Difference) throws -> Difference {
        var smallest = difference
        while true {
            let smaller = smallest.claim.tree.shrunk.prefix(300).map { Stage.Claim($0, smallest.claim.type) }
            guard !smaller.isEmpty,
                let next = try compare(Array(smaller), [smallest.telling]).differences
                    .min(by: { $0.claim.tree.text.count < $1.claim.tree.text.count })
            else { return smallest }
            smallest = next
        }
    }
}
