import Dabiao
import DabiaoStore
import Testing

@Suite("The outbox")
struct OutboxTests {
    private static func message(_ key: String, _ recipient: Int64, channel: String = "spool", day: CivilDate = today)
        -> Message
    {
        Message(key: key, recipient: recipient, channel: channel, day: day, body: #"{"lines":[]}"#, createdAt: now)
    }

    @Test("A message with a key that is there already is not told again, even after delivery")
    func idempotent() async throws {
        let (store, enterprise, _) = try await Store.sample()
        try await store.write { transaction in
            let message = Self.message("a", enterprise)
            #expect(try transaction.enqueue(message))
            #expect(try !transaction.enqueue(message))
            let queued = try transaction.undelivered("spool", limit: 10)
            #expect(queued.map(\.message) == [message])
            try transaction.markDelivered(queued.map(\.id), at: 5)
            try transaction.markDelivered(queued.map(\.id), at: 6)
            #expect(try !transaction.enqueue(message))
            #expect(try transaction.undelivered("spool", limit: 10) == [])
            #expect(try transaction.messages().map(\.deliveredAt) == [5])
        }
    }

    @Test("Batches go channel by channel, and a failing message holds up no other")
    func batches() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            for key in ["a", "b", "c"] { try transaction.enqueue(Self.message(key, site)) }
            try transaction.enqueue(
                Self.message("d", enterprise, channel: "journal", day: CivilDate(2026, 3, 2)))
            let first = try transaction.undelivered("spool", limit: 2)
            #expect(first.map(\.message.key) == ["a", "b"])
            try transaction.markFailed(first[0].id, "spool folder is full")
            try transaction.markFailed(first[0].id, "still full")
            try transaction.markDelivered([first[1].id], at: 9)
            let second = try transaction.undelivered("spool", after: first[1].id, limit: 2)
            #expect(second.map(\.message.key) == ["c"])
            let again = try transaction.undelivered("spool", limit: 10)
            #expect(again.map(\.message.key) == ["a", "c"])
            #expect(again[0].attempts == 2 && again[0].failure == "still full")
            try transaction.markDelivered([again[0].id], at: 10)
            #expect(try transaction.messages().last?.failure == nil)

            func found(_ filter: MessageFilter) throws -> String {
                let keys = try transaction.messages(filter).map(\.message.key).joined()
                #expect(try transaction.countMessages(filter) == keys.count)
                return keys
            }
            #expect(try found(MessageFilter()) == "dcba")
            #expect(try found(MessageFilter(isDelivered: false)) == "dc")
            #expect(try found(MessageFilter(channel: "spool", isDelivered: true)) == "ba")
            #expect(try found(MessageFilter(from: CivilDate(2026, 3, 2))) == "d")
            #expect(try found(MessageFilter(to: today)) == "cba")
            #expect(try found(MessageFilter(enterprise: enterprise)) == "dcba")
            #expect(try found(MessageFilter(enterprise: 77)) == "")
        }
    }

    @Test("A setting is remembered, replaced and forgotten")
    func settings() async throws {
        let store = try Store.inMemory()
        try await store.write { transaction in
            #expect(try transaction.setting("last-day") == nil)
            try transaction.set("last-day", to: "2026-03-01")
            try transaction.set("last-day", to: "2026-03-02")
            #expect(try transaction.setting("last-day") == "2026-03-02")
            try transaction.set("last-day", to: nil)
            #expect(try transaction.setting("last-day") == nil)
        }
    }
}
