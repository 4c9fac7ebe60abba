public import Dabiao

/// `org.dabiao.Daemon`: the daemon itself.
public enum DaemonInterface {
    public static let name = "org.dabiao.Daemon"
    public static let status = Method<NoParameters, StatusReply>(name, "Status", needs: .read)

    public struct Status: Codable, Hashable, Sendable {
        public var version: String
        /// The daemon's own clock, RFC 3339.
        public var now: String
        /// Whether that clock runs from a pretended time.
        public var pretended: Bool
        public var state: String
        public var plugins: Int
        public var enterprises: Int
        public var open: Int
        public var overdue: Int
        public var undelivered: Int
        /// When the scheduler wakes next; nil where nothing is planned.
        public var next: String?
        public var problems: [Phrase]

        public init(
            version: String, now: String, pretended: Bool, state: String, plugins: Int, enterprises: Int, open: Int,
            overdue: Int, undelivered: Int, next: String?, problems: [Phrase]
        ) {
            self.version = version
            self.now = now
            self.pretended = pretended
            self.state = state
            self.plugins = plugins
            self.enterprises = enterprises
            self.open = open
            self.overdue = overdue
            self.undelivered = undelivered
            self.next = next
            self.problems = problems
        }
    }

    public struct StatusReply: Codable, Hashable, Sendable {
        public let status: Status

        public init(status: Status) {
            self.status = status
        }
    }
}
