import Dabiao

/// `org.dabiao.Backup`: the whole database in one file.
public enum BackupInterface {
    public static let name = "org.dabiao.Backup"
    public static let run = StreamingMethod<NoParameters, RunReply>(name, "Run", needs: .manage)

    public enum Phase: String, Hashable, Sendable, CaseIterable {
        case copying, checking, sending
    }

    public struct RunReply: Codable, Hashable, Sendable {
        /// A ``Phase``.
        public var phase: String
        /// Bytes.
        public var done: Int
        public var total: Int
        /// Base64, while it is sent.
        public var data: String?
        /// Of the whole file, in hexadecimal; in the last reply.
        public var sha256: String?

        public init(_ phase: Phase, done: Int, total: Int, data: String? = nil, sha256: String? = nil) {
            self.phase = phase.rawValue
            self.done = done
            self.total = total
            self.data = data
            self.sha256 = sha256
        }
    }
}
