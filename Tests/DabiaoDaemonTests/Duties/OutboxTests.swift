import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import Testing

@testable import DabiaoDaemon

@Suite("Outbox", .timeLimit(.minutes(2)))
struct OutboxTests {
    @Test("What a broken spool does not take waits, the daemon goes on, and later each message is there once")
    func brokenSpool() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        try FileManager.default.removeItem(atPath: town.spool)
        try Data("no folder".utf8).write(to: URL(filePath: town.spool))
        try await town.pass(to: "2026-11-25T09:00:00")
        let waiting = try await town.office.store.read { try $0.messages() }
        #expect(waiting.map(\.deliveredAt) == [nil])
        #expect(waiting.first?.failure?.isEmpty == false)
        #expect(town.office.troubles.current.first?.message.zh.contains("通道 spool") == true)
        try await town.pass(to: "2026-11-25T09:01:00")
        let reply = try await town.importList(Town.header, Town.row(Town.otherCode, certified: "2025-12-24"))
        #expect(reply.added == 1)

        try FileManager.default.removeItem(atPath: town.spool)
        try FileManager.default.createDirectory(atPath: town.spool, withIntermediateDirectories: false)
        try await town.pass(to: "2026-11-25T09:02:00")
        #expect(try town.notices().count == 1)
        let delivered = try await town.office.store.read { try $0.messages() }
        #expect(delivered.first?.deliveredAt == town.office.clock.now().seconds)
        #expect(delivered.first?.failure == nil)
        #expect(town.office.troubles.current.isEmpty)
    }

    @Test("A spool that takes nothing is left alone until later, however much waits")
    func brokenSpoolManyMessages() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row())
        try await town.office.store.write { transaction in
            let enterprise = try #require(try transaction.enterprise(creditCode: Town.code))
            for number in 1...1200 {
                try transaction.enqueue(
                    Message(
                        key: "key-\(number)", recipient: enterprise.id, channel: "spool", day: CivilDate(2026, 11, 24),
                        body: "{}", createdAt: 0))
            }
        }
        try FileManager.default.removeItem(atPath: town.spool)
        #expect(await town.outbox.deliver() == false)
        let messages = try await town.office.store.read { try $0.messages(MessageFilter(limit: 2000)) }
        #expect(messages.count { $0.attempts > 0 } == 500)
        try FileManager.default.createDirectory(atPath: town.spool, withIntermediateDirectories: false)
        #expect(await town.outbox.deliver())
        #expect(try FileManager.default.contentsOfDirectory(atPath: town.spool).count == 1200)
    }

    @Test("A message that is refused holds up no other")
    func refused() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(
            Town.header, Town.row(certified: "2025-12-24"), Town.row(Town.otherCode, certified: "2025-12-24"))
        let taken = town.spool + "/2026-11-25-\(Town.code)-spool.json"
        try Data("{}\n".utf8).write(to: URL(filePath: taken))
        try await town.pass(to: "2026-11-25T09:00:00")
        let messages = try await town.office.store.read { try $0.messages() }
        #expect(messages.count == 2)
        #expect(messages.count { $0.deliveredAt == nil } == 1)
        try FileManager.default.removeItem(atPath: taken)
        try await town.pass(to: "2026-11-25T09:01:00")
        #expect(try town.notices().count == 2)
    }
}
