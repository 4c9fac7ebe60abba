public import Dabiao

/// `org.dabiao.Obligation`: duties and their occurrences.
public enum ObligationInterface {
    public static let name = "org.dabiao.Obligation"
    public static let list = Method<ListRequest, ListReply>(name, "List", needs: .read)
    public static let agenda = Method<AgendaRequest, AgendaReply>(name, "Agenda", needs: .read)

    public struct Occurrence: Codable, Hashable, Sendable {
        /// What `obligation explain` and the others call it by.
        public let id: Int
        public let bundle: String
        public let obligation: String
        public let title: String
        public let enterprise: String
        public let enterpriseName: String
        public let site: String?
        public let row: String?
        public let district: String
        public let period: String
        public let opens: CivilDate?
        /// Nil while undetermined.
        public let due: CivilDate?
        /// Until due; negative when overdue.
        public let days: Int?
        public let provisional: Bool
        public let state: String
        public let missing: [String]
        /// The same as people call them.
        public let missingTitles: [String]
        public let endedOn: CivilDate?
        public let nextReminder: CivilDate?

        public init(
            id: Int, bundle: String, obligation: String, title: String, enterprise: String, enterpriseName: String,
            site: String?, row: String?, district: String, period: String, opens: CivilDate?, due: CivilDate?,
            days: Int?, provisional: Bool, state: String, missing: [String], missingTitles: [String],
            endedOn: CivilDate?,
            nextReminder: CivilDate?
        ) {
            self.id = id
            self.bundle = bundle
            self.obligation = obligation
            self.title = title
            self.enterprise = enterprise
            self.enterpriseName = enterpriseName
            self.site = site
            self.row = row
            self.district = district
            self.period = period
            self.opens = opens
            self.due = due
            self.days = days
            self.provisional = provisional
            self.state = state
            self.missing = missing
            self.missingTitles = missingTitles
            self.endedOn = endedOn
            self.nextReminder = nextReminder
        }

        enum CodingKeys: String, CodingKey {
            case id, bundle, obligation, title, enterprise, site, row, district, period, opens, due, days, provisional
            case state, missing
            case enterpriseName = "enterprise_name"
            case missingTitles = "missing_titles"
            case endedOn = "ended_on"
            case nextReminder = "next_reminder"
        }
    }

    public struct ListRequest: Codable, Hashable, Sendable {
        public var enterprise: String?
        public var bundle: String?
        public var district: String?
        /// Also those that ended.
        public var ended: Bool?
        public var limit: Int?
        public var offset: Int?

        public init(
            enterprise: String? = nil, bundle: String? = nil, district: String? = nil, ended: Bool? = nil,
            limit: Int? = nil, offset: Int? = nil
        ) {
            self.enterprise = enterprise
            self.bundle = bundle
            self.district = district
            self.ended = ended
            self.limit = limit
            self.offset = offset
        }
    }

    public struct ListReply: Codable, Hashable, Sendable {
        public let occurrences: [Occurrence]
        public let total: Int

        public init(occurrences: [Occurrence], total: Int) {
            self.occurrences = occurrences
            self.total = total
        }
    }

    public struct AgendaRequest: Codable, Hashable, Sendable {
        public var from: String?
        public var to: String?
        public var district: String?
        public var limit: Int?

        public init(from: String? = nil, to: String? = nil, district: String? = nil, limit: Int? = nil) {
            self.from = from
            self.to = to
            self.district = district
            self.limit = limit
        }
    }

    public struct AgendaReply: Codable, Hashable, Sendable {
        public let from: CivilDate
        public let to: CivilDate
        public let due: [Occurrence]
        public let overdue: [Occurrence]
        public let undetermined: Int

        public init(from: CivilDate, to: CivilDate, due: [Occurrence], overdue: [Occurrence], undetermined: Int) {
            self.from = from
            self.to = to
            self.due = due
            self.overdue = overdue
            self.undetermined = undetermined
        }
    }
}
