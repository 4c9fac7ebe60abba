public import Dabiao

/// `org.dabiao.Notification`: what was told to whom.
public enum NotificationInterface {
    public static let name = "org.dabiao.Notification"
    public static let list = Method<ListRequest, ListReply>(name, "List", needs: .read)
    public static let preview = Method<PreviewRequest, PreviewReply>(name, "Preview", needs: .read)
    public static let retry = Method<NoParameters, RetryReply>(name, "Retry", needs: .manage)

    public struct Notification: Codable, Hashable, Sendable {
        /// The idempotency key, and the name of the file in the spool.
        public let key: String
        public let channel: String
        public let enterprise: String
        public let enterpriseName: String
        public let day: CivilDate
        public let subject: String
        /// How many duties it tells of.
        public let lines: Int
        public let created: String
        public let delivered: String?
        public let failure: String?

        public init(
            key: String, channel: String, enterprise: String, enterpriseName: String, day: CivilDate, subject: String,
            lines: Int, created: String, delivered: String?, failure: String?
        ) {
            self.key = key
            self.channel = channel
            self.enterprise = enterprise
            self.enterpriseName = enterpriseName
            self.day = day
            self.subject = subject
            self.lines = lines
            self.created = created
            self.delivered = delivered
            self.failure = failure
        }

        enum CodingKeys: String, CodingKey {
            case key, channel, enterprise, day, subject, lines, created, delivered, failure
            case enterpriseName = "enterprise_name"
        }
    }

    public struct ListRequest: Codable, Hashable, Sendable {
        public var enterprise: String?
        public var channel: String?
        public var undelivered: Bool?
        public var limit: Int?
        public var offset: Int?

        public init(
            enterprise: String? = nil, channel: String? = nil, undelivered: Bool? = nil, limit: Int? = nil,
            offset: Int? = nil
        ) {
            self.enterprise = enterprise
            self.channel = channel
            self.undelivered = undelivered
            self.limit = limit
            self.offset = offset
        }
    }

    public struct ListReply: Codable, Hashable, Sendable {
        public let notifications: [Notification]
        public let total: Int

        public init(notifications: [Notification], total: Int) {
            self.notifications = notifications
            self.total = total
        }
    }

    /// What one enterprise would be told.
    public struct Forecast: Codable, Hashable, Sendable {
        public let enterprise: String
        public let enterpriseName: String
        public let subject: String
        /// A sentence a duty.
        public let lines: [String]
        /// Whether it is told already.
        public let told: Bool

        public init(enterprise: String, enterpriseName: String, subject: String, lines: [String], told: Bool) {
            self.enterprise = enterprise
            self.enterpriseName = enterpriseName
            self.subject = subject
            self.lines = lines
            self.told = told
        }

        enum CodingKeys: String, CodingKey {
            case enterprise, subject, lines, told
            case enterpriseName = "enterprise_name"
        }
    }

    public struct PreviewRequest: Codable, Hashable, Sendable {
        public var on: CivilDate
        public var enterprise: String?
        public var limit: Int?

        public init(on: CivilDate, enterprise: String? = nil, limit: Int? = nil) {
            self.on = on
            self.enterprise = enterprise
            self.limit = limit
        }
    }

    public struct PreviewReply: Codable, Hashable, Sendable {
        public let day: CivilDate
        public let previews: [Forecast]
        /// False where there are more than the limit.
        public let complete: Bool
        /// What could not be reckoned.
        public let problems: [Phrase]

        public init(day: CivilDate, previews: [Forecast], complete: Bool, problems: [Phrase] = []) {
            self.day = day
            self.previews = previews
            self.complete = complete
            self.problems = problems
        }
    }

    public struct RetryReply: Codable, Hashable, Sendable {
        /// Of what waited before, how many are delivered now.
        public let delivered: Int
        public let waiting: Int
        /// Why they wait.
        public let problems: [Phrase]

        public init(delivered: Int, waiting: Int, problems: [Phrase]) {
            self.delivered = delivered
            self.waiting = waiting
            self.problems = problems
        }
    }
}
