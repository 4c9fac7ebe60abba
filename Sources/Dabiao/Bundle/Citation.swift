/// One entry of a `basis:`: the document on whose strength a rule, a duty or a figure stands.
public struct Citation: Hashable, Sendable {
    /// How well the cited content is known.
    public enum Certainty: String, Sendable, CaseIterable, Comparable {
        case verified, recalled, unconfirmed

        public static func < (left: Certainty, right: Certainty) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .verified: 0
            case .recalled: 1
            case .unconfirmed: 2
            }
        }
    }

    /// With what force the document binds the enterprise.
    public enum Force: String, Sendable, CaseIterable {
        case law, mandatory, recommended, analogy, draft, elsewhere
    }

    /// What of the rule the document supports.
    public enum Part: String, Sendable, CaseIterable {
        case duty, condition, interval, limit
    }

    public let standard: String
    /// The edition or year, where the designation does not carry it; nil if none is told.
    public let edition: String?
    /// The clause as text (4.10 is not 4.1); nil where it is not known: never invented.
    public let clause: String?
    public let certainty: Certainty
    public let force: Force
    public let part: Part

    public init(
        standard: String, edition: String?, clause: String?, certainty: Certainty, force: Force, part: Part = .duty
    ) {
        self.standard = standard
        self.edition = edition
        self.clause = clause
        self.certainty = certainty
        self.force = force
        self.part = part
    }
}

/// What a triggered veto does, from strongest to weakest.
public enum Effect: String, Sendable, CaseIterable, Comparable {
    case block
    case zeroElement = "zero-element"
    case review
    case advise

    /// The weaker effect is the larger one.
    public static func < (left: Effect, right: Effect) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .block: 0
        case .zeroElement: 1
        case .review: 2
        case .advise: 3
        }
    }

    /// The strongest effect that a citation allows.
    public static func ceiling(of citation: Citation) -> Effect {
        switch (citation.force, citation.certainty) {
        case (.draft, _), (.elsewhere, _): .advise
        case (.law, .verified), (.law, .recalled), (.mandatory, .verified), (.mandatory, .recalled): .block
        default: .review
        }
    }

    /// The strongest effect that a basis allows: per part the best citation counts, over the parts the worst.
    public static func ceiling(of basis: [Citation]) -> Effect {
        Dictionary(grouping: basis, by: \.part).values.compactMap { citations in
            citations.map(ceiling(of:)).min()
        }.max() ?? .advise
    }
}
