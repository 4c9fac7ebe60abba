public import Dabiao

/// `org.dabiao.Assessment`: self-reviews, on-site verifications, reviews, rechecks and spot checks.
public enum AssessmentInterface {
    public static let name = "org.dabiao.Assessment"
    public static let submit = Method<SubmitRequest, SubmitReply>(name, "Submit", needs: .submit)

    public struct SubmitRequest: Codable, Hashable, Sendable {
        public let enterprise: String
        public let site: String?
        public let bundle: String
        public let kind: String
        public let date: String
        /// The facts file.
        public let upload: String
        public let name: String?

        public init(
            enterprise: String, site: String?, bundle: String, kind: String, date: String, upload: String, name: String?
        ) {
            self.enterprise = enterprise
            self.site = site
            self.bundle = bundle
            self.kind = kind
            self.date = date
            self.upload = upload
            self.name = name
        }
    }

    public struct Verdict: Codable, Hashable, Sendable {
        public let bundle: String
        public let id: String
        public let title: String
        public let verdict: Dabiao.Verdict
        public let effect: String
        public let missing: [String]
        /// The same as people call them.
        public let missingTitles: [String]

        public init(
            bundle: String, id: String, title: String, verdict: Dabiao.Verdict, effect: String, missing: [String],
            missingTitles: [String]
        ) {
            self.bundle = bundle
            self.id = id
            self.title = title
            self.verdict = verdict
            self.effect = effect
            self.missing = missing
            self.missingTitles = missingTitles
        }

        enum CodingKeys: String, CodingKey {
            case bundle, id, title, verdict, effect, missing
            case missingTitles = "missing_titles"
        }
    }

    /// A rule that takes the marks of an element; undetermined, it may take them yet.
    public struct Zeroing: Codable, Hashable, Sendable {
        public let rule: String
        public let verdict: Dabiao.Verdict
        /// The applicable check items of the element.
        public let items: [String]

        public init(rule: String, verdict: Dabiao.Verdict, items: [String]) {
            self.rule = rule
            self.verdict = verdict
            self.items = items
        }
    }

    public struct Discharged: Codable, Hashable, Sendable {
        public let bundle: String
        public let obligation: String
        public let title: String
        public let period: String
        public let state: String

        public init(bundle: String, obligation: String, title: String, period: String, state: String) {
            self.bundle = bundle
            self.obligation = obligation
            self.title = title
            self.period = period
            self.state = state
        }
    }

    public struct SubmitReply: Codable, Hashable, Sendable {
        public let assessment: Int
        /// Nil while unknown.
        public let score: Double?
        /// True while items are not checked, or a rule that takes marks is undetermined.
        public let provisional: Bool
        public let zeroed: [Zeroing]
        public let vetoes: [Verdict]
        public let discharged: [Discharged]
        /// Rows that a replaced list no longer has (`list/key`).
        public let vanished: [String]
        /// What it tells otherwise than somebody else found.
        public let claims: [Claim]

        public init(
            assessment: Int, score: Double?, provisional: Bool, zeroed: [Zeroing], vetoes: [Verdict],
            discharged: [Discharged], vanished: [String], claims: [Claim]
        ) {
            self.assessment = assessment
            self.score = score
            self.provisional = provisional
            self.zeroed = zeroed
            self.vetoes = vetoes
            self.discharged = discharged
            self.vanished = vanished
            self.claims = claims
        }
    }
}
