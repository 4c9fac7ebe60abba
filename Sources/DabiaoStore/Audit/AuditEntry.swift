/// What somebody did, or tried to do.
public struct AuditEntry: Hashable, Sendable {
    public enum Outcome: String, Sendable, Codable, CaseIterable { case done, refused, failed }

    /// Unix seconds.
    public var at: Int64
    /// Who called, as the kernel says.
    public var uid: UInt32
    public var pid: Int32
    /// All groups of the caller, not only the primary one.
    public var groups: [UInt32]
    /// The method called.
    public var method: String
    /// What it was done to, if it was one thing: a credit code, a bundle …
    public var target: String?
    public var outcome: Outcome
    /// JSON. No personal contacts: an entry cannot be taken back.
    public var detail: String

    public init(
        at: Int64, uid: UInt32, pid: Int32, groups: [UInt32], method: String, target: String? = nil,
        outcome: Outcome, detail: String = "{}"
    ) {
        self.at = at
        self.uid = uid
        self.pid = pid
        self.groups = groups
        self.method = method
        self.target = target
        self.outcome = outcome
        self.detail = detail
    }
}

/// An entry in its place in the chain.
public struct ChainedAuditEntry: Hashable, Sendable, Stored {
    /// Counted from 1, without gaps.
    public let id: Int64
    public let entry: AuditEntry
    public let previousHash: String
    public let hash: String

    static let columns = """
        audit.id, audit.at, audit.uid, audit.pid, audit.groups, audit.method, audit.target, audit.outcome, \
        audit.detail, audit.previousHash, audit.hash
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        entry = AuditEntry(
            at: try reader.value(), uid: try reader.value(), pid: try reader.value(),
            groups: try reader.array(), method: try reader.value(), target: try reader.optional(),
            outcome: try reader.word(), detail: try reader.value())
        previousHash = try reader.value()
        hash = try reader.value()
    }
}

/// Which entries to list: those that meet all that is given, newest first.
public struct AuditFilter: Hashable, Sendable {
    public var uid: UInt32?
    public var method: String?
    public var target: String?
    public var outcome: AuditEntry.Outcome?
    public var limit: Int
    public var offset: Int

    public init(
        uid: UInt32? = nil, method: String? = nil, target: String? = nil, outcome: AuditEntry.Outcome? = nil,
        limit: Int = 100, offset: Int = 0
    ) {
        self.uid = uid
        self.method = method
        self.target = target
        self.outcome = outcome
        self.limit = limit
        self.offset = offset
    }
}
