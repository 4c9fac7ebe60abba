public import Dabiao
import GRDB

extension Snapshot {
    /// The next messages of a channel that are not delivered, in the order in which they were enqueued.
    ///
    /// - Parameter after: The last id of the batch before, so that a failing message holds up no other; 0 for the first.
    public func undelivered(_ channel: String, after: Int64 = 0, limit: Int) throws -> [QueuedMessage] {
        try fetchAll(
            """
            SELECT \(QueuedMessage.columns) FROM outbox
            WHERE outbox.channel = ? AND outbox.id > ? AND outbox.deliveredAt IS NULL ORDER BY outbox.id LIMIT ?
            """, [channel, after, limit])
    }

    /// The message with a key, delivered or not.
    public func message(key: String) throws -> Message? {
        let queued: QueuedMessage? = try fetchFirst(
            "SELECT \(QueuedMessage.columns) FROM outbox WHERE outbox.key = ?", [key])
        return queued?.message
    }

    public func message(id: Int64) throws -> Message? {
        let queued: QueuedMessage? = try fetchFirst(
            "SELECT \(QueuedMessage.columns) FROM outbox WHERE outbox.id = ?", [id])
        return queued?.message
    }

    /// The messages to a recipient on a channel that are for a day of a span, its end not counted.
    public func messages(
        to recipient: Int64, channel: String, from first: CivilDate, before end: CivilDate
    ) throws -> [QueuedMessage] {
        // By the recipient: the index of days would show the whole city.
        try fetchAll(
            """
            SELECT \(QueuedMessage.columns) FROM outbox
            WHERE outbox.recipient = ? AND outbox.channel = ? AND +outbox.day >= ? AND +outbox.day < ?
            """, [recipient, channel, first.description, end.description])
    }

    /// The last day that any message is for.
    public func lastMessageDay() throws -> CivilDate? {
        try fetchValue("SELECT max(day) FROM outbox").flatMap { (day: String) in CivilDate(day) }
    }

    public func messages(_ filter: MessageFilter = MessageFilter()) throws -> [QueuedMessage] {
        let conditions = filter.conditions(scope)
        return try fetchAll(
            "SELECT \(QueuedMessage.columns) FROM outbox\(conditions.clause) ORDER BY outbox.id DESC LIMIT ? OFFSET ?",
            conditions.arguments(limit: filter.limit, offset: filter.offset))
    }

    /// How many messages the filter finds, whatever its limit and offset.
    public func countMessages(_ filter: MessageFilter = MessageFilter()) throws -> Int {
        let conditions = filter.conditions(scope)
        return try fetchValue("SELECT count(*) FROM outbox\(conditions.clause)", conditions.arguments) ?? 0
    }
}

extension MessageFilter {
    fileprivate func conditions(_ scope: Scope) -> Filter {
        var filter = Filter()
        filter.add("outbox.recipient IN (SELECT id FROM subject WHERE enterprise = ?)", enterprise)
        filter.add("outbox.channel = ?", channel)
        filter.add("outbox.day >= ?", from?.description)
        filter.add("outbox.day <= ?", to?.description)
        if let isDelivered { filter.add("outbox.deliveredAt IS \(isDelivered ? "NOT " : "")NULL") }
        filter.add(scope, subject: "outbox.recipient")
        return filter
    }
}

extension Transaction {
    /// Puts a message into the outbox; false if one with its key is there already, delivered or not.
    @discardableResult
    public func enqueue(_ message: Message) throws -> Bool {
        try run(
            """
            INSERT INTO outbox (key, recipient, channel, day, body, createdAt) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO NOTHING
            """,
            [
                message.key, message.recipient, message.channel, message.day.description, message.body,
                message.createdAt,
            ]) > 0
    }

    /// Marks messages as delivered, all in this transaction; those that were delivered before stay as they were.
    ///
    /// - Parameter instant: Unix seconds.
    public func markDelivered(_ ids: some Sequence<Int64>, at instant: Int64) throws {
        for id in ids {
            try run(
                "UPDATE outbox SET deliveredAt = ?, failure = NULL WHERE id = ? AND deliveredAt IS NULL", [instant, id])
        }
    }

    /// Counts a failed attempt, and says why it failed.
    public func markFailed(_ id: Int64, _ failure: String) throws {
        try run(
            "UPDATE outbox SET attempts = attempts + 1, failure = ? WHERE id = ? AND deliveredAt IS NULL",
            [failure, id])
    }
}
