/// The score of an assessment: awarded ÷ applicable × 100, one decimal, half up.
///
/// What was not checked applies all the same: it has earned nothing yet, and makes the score provisional.
public struct Score: Hashable, Sendable {
    /// 0 to 100; nil while nothing applies.
    public let value: Double?
    /// True while an applicable item is not checked, or a rule about its element is undecided.
    public let isProvisional: Bool
    /// What rules with `effect: zero-element` did to it, or may do once they are decided.
    public let zeroings: [Zeroing]

    /// What one item contributes.
    public enum Outcome: Hashable, Sendable {
        case awarded(Double)
        case notChecked
        case notApplicable
    }

    /// A rule that takes the marks of an element.
    public struct Zeroing: Hashable, Sendable {
        public let rule: String
        /// Triggered: the items earn nothing; undetermined: they may earn nothing yet.
        public let verdict: Verdict
        /// The applicable items of the element, by id.
        public let items: [String]

        public init(rule: String, verdict: Verdict, items: [String]) {
            self.rule = rule
            self.verdict = verdict
            self.items = items
        }
    }

    /// - Parameters:
    ///   - items: full marks and outcome of each item in force.
    ///   - zeroings: what rules do to elements; the outcomes tell it already.
    public init(_ items: [(points: Double, outcome: Outcome)], zeroings: [Zeroing] = []) {
        self.zeroings = zeroings
        var (awarded, applicable) = (0.0, 0.0)
        var isProvisional = zeroings.contains { $0.verdict == .undetermined }
        for (points, outcome) in items {
            switch outcome {
            case .notApplicable: continue
            case .notChecked:
                isProvisional = true
                applicable += points
            case .awarded(let marks):
                awarded += min(max(marks, 0), points)
                applicable += points
            }
        }
        // A hair above the half, so that decimal halves that doubles cannot hold round up as decimals do.
        value = applicable > 0 ? ((awarded / applicable * 1000) + 0.5 + 1e-9).rounded(.down) / 10 : nil
        self.isProvisional = isProvisional
    }
}

extension ChecklistItem {
    /// Whether it is computed from facts rather than judged by an assessor.
    public var isComputed: Bool { award != nil || conforms != nil }

    /// What an assessor's answer earns; a judged item earns all or nothing.
    public func outcome(of answer: Answer?) -> Score.Outcome {
        switch answer?.finding {
        case .conforming: .awarded(points)
        case .nonconforming: .awarded(0)
        case .notApplicable: .notApplicable
        case .notChecked, nil: .notChecked
        }
    }
}
