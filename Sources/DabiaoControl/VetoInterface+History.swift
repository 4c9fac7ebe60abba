public import Dabiao

extension VetoInterface {
    public static let history = Method<HistoryRequest, HistoryReply>(name, "History", needs: .read)

    /// A verdict that became another, or ended.
    public struct Change: Codable, Hashable, Sendable {
        public let bundle: String
        public let id: String
        public let title: String
        public let site: String?
        /// Of a rule about the rows of a list, the row.
        public let row: String?
        public let was: Dabiao.Verdict
        /// The day since which it had been that.
        public let since: CivilDate
        /// Nil where the rule or the row is no more.
        public let became: Dabiao.Verdict?
        public let on: CivilDate
        /// The assessment that changed it; nil where it was the day or the plugin.
        public let assessment: Int?

        public init(
            bundle: String, id: String, title: String, site: String?, row: String?, was: Dabiao.Verdict,
            since: CivilDate, became: Dabiao.Verdict?, on: CivilDate, assessment: Int?
        ) {
            self.bundle = bundle
            self.id = id
            self.title = title
            self.site = site
            self.row = row
            self.was = was
            self.since = since
            self.became = became
            self.on = on
            self.assessment = assessment
        }
    }

    public struct HistoryRequest: Codable, Hashable, Sendable {
        public var enterprise: String
        public var site: String?
        public var bundle: String?
        public var rule: String?

        public init(enterprise: String, site: String? = nil, bundle: String? = nil, rule: String? = nil) {
            self.enterprise = enterprise
            self.site = site
            self.bundle = bundle
            self.rule = rule
        }
    }

    public struct HistoryReply: Codable, Hashable, Sendable {
        /// The oldest first.
        public let changes: [Change]

        public init(changes: [Change]) {
            self.changes = changes
        }
    }
}
