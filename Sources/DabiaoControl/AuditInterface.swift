import Dabiao

/// `org.dabiao.Audit`: who did what, and whether the record of it is whole.
public enum AuditInterface {
    public static let name = "org.dabiao.Audit"
    public static let log = Method<LogRequest, LogReply>(name, "Log", needs: .audit)
    public static let verify = Method<VerifyRequest, VerifyReply>(name, "Verify", needs: .verify)

    public struct Entry: Codable, Hashable, Sendable {
        public let id: Int
        /// RFC 3339.
        public let at: String
        public let uid: Int
        public let pid: Int
        public let groups: [Int]
        public let method: String
        public let target: String?
        /// `done`, `refused` or `failed`.
        public let outcome: String
        public let detail: [String: String]
        public let previousHash: String
        public let hash: String

        public init(
            id: Int, at: String, uid: Int, pid: Int, groups: [Int], method: String, target: String?, outcome: String,
            detail: [String: String], previousHash: String, hash: String
        ) {
            self.id = id
            self.at = at
            self.uid = uid
            self.pid = pid
            self.groups = groups
            self.method = method
            self.target = target
            self.outcome = outcome
            self.detail = detail
            self.previousHash = previousHash
            self.hash = hash
        }

        enum CodingKeys: String, CodingKey {
            case id, at, uid, pid, groups, method, target, outcome, detail, hash
            case previousHash = "previous_hash"
        }
    }

    public struct LogRequest: Codable, Hashable, Sendable {
        public var method: String?
        public var target: String?
        public var uid: Int?
        public var outcome: String?
        public var limit: Int?
        public var offset: Int?

        public init(
            method: String? = nil, target: String? = nil, uid: Int? = nil, outcome: String? = nil, limit: Int? = nil,
            offset: Int? = nil
        ) {
            self.method = method
            self.target = target
            self.uid = uid
            self.outcome = outcome
            self.limit = limit
            self.offset = offset
        }
    }

    public struct LogReply: Codable, Hashable, Sendable {
        public let entries: [Entry]
        public let total: Int

        public init(entries: [Entry], total: Int) {
            self.entries = entries
            self.total = total
        }
    }

    public struct VerifyRequest: Codable, Hashable, Sendable {
        /// A hash that the journal told.
        public let head: String?

        public init(head: String? = nil) {
            self.head = head
        }
    }

    public struct VerifyReply: Codable, Hashable, Sendable {
        public let intact: Bool
        /// Up to the first broken one.
        public let entries: Int
        /// The last hash; nil where the chain is broken.
        public let head: String?
        /// The first entry that is not as it was written.
        public let broken: Int?
        /// The entry that has the hash asked about.
        public let told: Int?

        public init(intact: Bool, entries: Int, head: String?, broken: Int?, told: Int?) {
            self.intact = intact
            self.entries = entries
            self.head = head
            self.broken = broken
            self.told = told
        }
    }
}
