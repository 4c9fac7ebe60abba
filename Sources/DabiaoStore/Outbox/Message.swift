public import Dabiao

/// Something to tell one recipient on one channel.
public struct Message: Hashable, Sendable {
    /// What makes it unique: a message with a key that is there already is not told again.
    public var key: String
    /// The subject that is told.
    public var recipient: Int64
    public var channel: String
    /// The civil day that it is for.
    public var day: CivilDate
    /// JSON.
    public var body: String
    /// Unix seconds.
    public var createdAt: Int64

    public init(key: String, recipient: Int64, channel: String, day: CivilDate, body: String, createdAt: Int64) {
        self.key = key
        self.recipient = recipient
        self.channel = channel
        self.day = day
        self.body = body
        self.createdAt = createdAt
    }
}

/// A message with the story of its delivery.
public struct QueuedMessage: Hashable, Sendable, Stored {
    public let id: Int64
    public let message: Message
    /// Unix seconds; nil while it is not delivered.
    public let deliveredAt: Int64?
    /// Failed ones.
    public let attempts: Int
    /// Why the last attempt failed.
    public let failure: String?

    static let columns = """
        outbox.id, outbox.key, outbox.recipient, outbox.channel, outbox.day, outbox.body, outbox.createdAt, \
        outbox.deliveredAt, outbox.attempts, outbox.failure
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        message = Message(
            key: try reader.value(), recipient: try reader.value(), channel: try reader.value(),
            day: try reader.date(), body: try reader.value(), createdAt: try reader.value())
        deliveredAt = try reader.optional()
        attempts = try reader.value()
        failure = try reader.optional()
    }
}

/// Which messages to list: those that meet all that is given, newest first.
public struct MessageFilter: Hashable, Sendable {
    /// The enterprise itself and all its sites.
    public var enterprise: Int64?
    public var channel: String?
    /// The first and the last day they are for, both inclusive.
    public var from: CivilDate?
    public var to: CivilDate?
    /// Nil is both.
    public var isDelivered: Bool?
    public var limit: Int
    public var offset: Int

    public init(
        enterprise: Int64? = nil, channel: String? = nil, from: CivilDate? = nil, to: CivilDate? = nil,
        isDelivered: Bool? = nil, limit: Int = 100, offset: Int = 0
    ) {
        self.enterprise = enterprise
        self.channel = channel
        self.from = from
        self.to = to
        self.isDelivered = isDelivered
        self.limit = limit
        self.offset = offset
    }
}
