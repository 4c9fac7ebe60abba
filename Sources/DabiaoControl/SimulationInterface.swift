public import Dabiao

/// `org.dabiao.Simulation`: what is to come.
public enum SimulationInterface {
    public static let name = "org.dabiao.Simulation"
    public static let run = StreamingMethod<RunRequest, RunReply>(name, "Run", needs: .read)

    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case reminder, opened, asked, revised, due, overdue, ended, verdict
    }

    public struct Event: Codable, Hashable, Sendable {
        public var day: CivilDate
        public var kind: Kind
        public var enterprise: String
        public var enterpriseName: String
        public var site: String?
        public var bundle: String
        /// The obligation, or the rule.
        public var item: String
        public var title: String
        public var row: String?
        public var period: String?
        public var due: CivilDate?
        public var oldDue: CivilDate?
        public var provisional = false
        /// How it ended.
        public var state: String?
        public var missing: [String] = []
        /// The same as people call them.
        public var missingTitles: [String] = []
        /// Whether it should have been told on an earlier day; of reminders only, as the key and the sentence.
        public var late: Bool?
        public var key: String?
        public var text: String?
        /// Of verdicts only.
        public var was: Verdict?
        public var became: Verdict?
        public var effect: String?

        public init(
            day: CivilDate, kind: Kind, enterprise: String, enterpriseName: String, site: String?, bundle: String,
            item: String, title: String
        ) {
            self.day = day
            self.kind = kind
            self.enterprise = enterprise
            self.enterpriseName = enterpriseName
            self.site = site
            self.bundle = bundle
            self.item = item
            self.title = title
        }

        enum CodingKeys: String, CodingKey {
            case day, kind, enterprise, site, bundle, item, title, row, period, due, provisional, state, missing, late
            case key, text, was, became, effect
            case enterpriseName = "enterprise_name"
            case oldDue = "old_due"
            case missingTitles = "missing_titles"
        }
    }

    public struct Count: Codable, Hashable, Sendable {
        public let kind: Kind
        public let count: Int

        public init(kind: Kind, count: Int) {
            self.kind = kind
            self.count = count
        }
    }

    public struct Summary: Codable, Hashable, Sendable {
        public let from: CivilDate
        public let until: CivilDate
        /// Of the kinds that occurred.
        public let counts: [Count]
        public let provisionalYears: [Int]
        public let problems: [Phrase]

        public init(from: CivilDate, until: CivilDate, counts: [Count], provisionalYears: [Int], problems: [Phrase]) {
            self.from = from
            self.until = until
            self.counts = counts
            self.provisionalYears = provisionalYears
            self.problems = problems
        }

        enum CodingKeys: String, CodingKey {
            case from, until, counts, problems
            case provisionalYears = "provisional_years"
        }
    }

    public struct RunRequest: Codable, Hashable, Sendable {
        public var until: String
        public var enterprise: String?

        public init(until: String, enterprise: String? = nil) {
            self.until = until
            self.enterprise = enterprise
        }
    }

    public struct RunReply: Codable, Hashable, Sendable {
        public let events: [Event]
        /// In the last reply.
        public let summary: Summary?

        public init(events: [Event], summary: Summary? = nil) {
            self.events = events
            self.summary = summary
        }
    }
}
