public import Dabiao

/// What boundary sampling found out about a veto rule. It proves what it found, never that there is nothing else.
public struct RuleSurvey: Sendable {
    /// What was told, and the day on which it was judged.
    public struct Example: Hashable, Sendable {
        public let telling: Telling
        public let date: CivilDate
        /// Whether the verdict depends on the day.
        public let dependsOnDate: Bool
    }

    /// A mistake in the rule, or in a value that it reads, which no case notices.
    public struct Survivor: Sendable {
        public let location: SourceLocation
        /// The derived fact or column that it is in; nil for the rule itself.
        public let derived: String?
        public let change: Phrase
        /// Something told of which the rule as written says otherwise.
        public let example: Example
        public let expected: Verdict
        public let mistaken: Verdict
    }

    public let rule: VetoRule
    public let samples: Int
    /// The verdicts that a case can bring about, each with how.
    public let reached: [Verdict: Example]
    /// The verdicts that are possible when all is told that the daemon and other bundles may know.
    public let possible: Set<Verdict>
    /// The values that `when` came to: true, false, both or neither.
    public let applies: Set<Bool>
    /// False where the rule reads registers, of which samples say nothing.
    public let isConclusive: Bool
    public let survivors: [Survivor]
}

/// A case as a survey sees it: what is told, and the day.
public struct SurveyCase: Sendable {
    public let telling: Telling
    public let date: CivilDate

    public init(_ telling: Telling, on date: CivilDate) {
        (self.telling, self.date) = (telling, date)
    }
}
