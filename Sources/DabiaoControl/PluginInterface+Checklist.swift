public import Dabiao

extension PluginInterface {
    public static let checklist = Method<ChecklistRequest, ChecklistReply>(name, "Checklist", needs: .read)

    /// An item of a checklist.
    public struct ChecklistItem: Codable, Hashable, Sendable {
        public let id: String
        public let title: String
        /// Full marks.
        public let points: Double
        /// The element that it belongs to, by edition of the standard.
        public let elements: [String: String]
        /// Whether its marks are computed from facts; else somebody judges.
        public let computed: Bool
        /// The list or register whose every row must conform.
        public let list: String?
        /// What it says about hidden hazards where it does not conform: none, general, major.
        public let hazard: String
        public let basis: String

        public init(
            id: String, title: String, points: Double, elements: [String: String], computed: Bool, list: String?,
            hazard: String, basis: String
        ) {
            self.id = id
            self.title = title
            self.points = points
            self.elements = elements
            self.computed = computed
            self.list = list
            self.hazard = hazard
            self.basis = basis
        }
    }

    public struct ChecklistRequest: Codable, Hashable, Sendable {
        public var id: String
        /// The day for which; today where nil.
        public var on: CivilDate?

        public init(id: String, on: CivilDate? = nil) {
            self.id = id
            self.on = on
        }
    }

    public struct ChecklistReply: Codable, Hashable, Sendable {
        public let id: String
        public let title: String
        public let version: String
        public let on: CivilDate
        /// Full marks of all items.
        public let points: Double
        public let items: [ChecklistItem]

        public init(
            id: String, title: String, version: String, on: CivilDate, points: Double, items: [ChecklistItem]
        ) {
            self.id = id
            self.title = title
            self.version = version
            self.on = on
            self.points = points
            self.items = items
        }
    }
}
