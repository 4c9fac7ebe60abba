/// How an assessment came about (自评、现场核验、评审、复核、核查).
public enum AssessmentKind: String, Sendable, Codable, CaseIterable {
    case selfReview = "self-review"
    case onSiteVerification = "on-site-verification"
    case review
    case recheck
    case spotCheck = "spot-check"

    /// Whether its lists are complete and replace what was told before; the others merge row by row.
    public var replacesLists: Bool { self == .selfReview || self == .review }
}

/// How something came to be told.
public enum SubmissionKind: Hashable, Sendable, RawRepresentable {
    case assessment(AssessmentKind)
    /// A row of an imported file.
    case importation
    /// By a collector.
    case delivery

    public init?(rawValue: String) {
        switch rawValue {
        case "import": self = .importation
        case "delivery": self = .delivery
        default:
            guard let kind = AssessmentKind(rawValue: rawValue) else { return nil }
            self = .assessment(kind)
        }
    }

    public var rawValue: String {
        switch self {
        case .assessment(let kind): kind.rawValue
        case .importation: "import"
        case .delivery: "delivery"
        }
    }

    /// Whether a list told in it is complete.
    public var replacesLists: Bool {
        if case .assessment(let kind) = self { kind.replacesLists } else { false }
    }

    /// Whether the enterprise itself tells it. Everybody else finds: what was found is no longer the enterprise's to
    /// change.
    public var isOwn: Bool { self == .assessment(.selfReview) }
}
