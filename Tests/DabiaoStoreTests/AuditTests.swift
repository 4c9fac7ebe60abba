import Dabiao
@testable import DabiaoStore
import GRDB
import Testing

@Suite("The audit chain")
struct AuditTests {
    private static let entries = [
        AuditEntry(
            at: now, uid: 1000, pid: 77, groups: [27, 1000], method: "org.dabiao.Enterprises.Import", outcome: .done,
            detail: #"{"rows":200}"#),
        AuditEntry(
            at: now + 1, uid: 0, pid: 78, groups: [], method: "org.dabiao.Assessments.Submit", target: creditCode(1),
            outcome: .refused),
        AuditEntry(at: now + 2, uid: 1000, pid: 79, groups: [1000], method: "m", target: "", outcome: .failed),
    ]

    private static func filled() async throws -> Store {
        let store = try Store.inMemory()
        try await store.write { transaction in
            for entry in entries { try transaction.append(entry) }
        }
        return store
    }

    @Test("An entry is written as documented, and hashed by SHA-256")
    func canonical() {
        let entry = AuditEntry(
            at: 5, uid: 1, pid: 2, groups: [3, 4], method: "方法", target: nil, outcome: .done, detail: "{}")
        let text = AuditChain.serialized(entry, id: 9, previousHash: "sha256:00")
        #expect(text == "14:dabiao-audit-1,9:sha256:00,1:9,1:5,1:1,1:2,5:[3,4],6:方法,-,4:done,2:{},")
        #expect(
            AuditChain.hash(entry, id: 9, previousHash: "sha256:00")
                == "sha256:7f7391ce726307e0ded32b3262fe037005e90d8a12e5499b0b41273ba4f14860")
    }

    @Test("No two entries are written alike where text moves from one field to the next")
    func unambiguous() {
        let left = AuditEntry(at: 5, uid: 1, pid: 2, groups: [], method: "ab", target: "c", outcome: .done)
        let right = AuditEntry(at: 5, uid: 1, pid: 2, groups: [], method: "a", target: "bc", outcome: .done)
        let (none, empty) = (
            AuditEntry(at: 5, uid: 1, pid: 2, groups: [], method: "a", target: nil, outcome: .done),
            AuditEntry(at: 5, uid: 1, pid: 2, groups: [], method: "a", target: "", outcome: .done)
        )
        let texts = [left, right, none, empty].map { AuditChain.serialized($0, id: 1, previousHash: "") }
        #expect(Set(texts).count == 4)
    }

    @Test("The chain as it was written is intact, from the first entry on")
    func intact() async throws {
        let empty = try Store.inMemory()
        #expect(try await empty.read { try $0.verifyAuditChain() } == .intact(entries: 0, head: AuditChain.genesis))
        let store = try await Self.filled()
        let links = try await store.read { try $0.auditEntries() }
        #expect(links.map(\.entry) == Self.entries.reversed())
        #expect(links.map(\.id) == [3, 2, 1])
        #expect(links.last?.previousHash == AuditChain.genesis)
        let head = try #require(links.first).hash
        #expect(try await store.read { try $0.verifyAuditChain() } == .intact(entries: 3, head: head))
    }

    @Test("Entries are listed by what is asked")
    func lists() async throws {
        let store = try await Self.filled()
        try await store.read { (snapshot) throws in
            #expect(try snapshot.auditEntries(AuditFilter(uid: 1000)).map(\.id) == [3, 1])
            #expect(try snapshot.auditEntries(AuditFilter(outcome: .refused)).map(\.id) == [2])
            #expect(try snapshot.auditEntries(AuditFilter(target: creditCode(1))).map(\.id) == [2])
            #expect(try snapshot.auditEntries(AuditFilter(method: "m")).map(\.id) == [3])
            #expect(try snapshot.auditEntries(AuditFilter(limit: 1, offset: 1)).map(\.id) == [2])
        }
    }

    private static let changes = [
        "at = at + 1", "uid = 1001", "pid = 1", "groups = '[0]'", "groups = '[ ]'", "method = 'other'",
        "target = NULL", "target = 'other'", "outcome = 'done'", "detail = '{\"a\":1}'", "detail = '{ }'",
        "previousHash = 'sha256:1'", "hash = 'sha256:1'", "id = 20",
    ]

    @Test("No column is left out of what is tried")
    func everyColumn() async throws {
        let columns = try await Store.inMemory().read {
            try String.fetchAll($0.database, sql: "SELECT name FROM pragma_table_info('audit')")
        }
        #expect(Set(Self.changes.map { String($0.prefix { $0 != " " }) }) == Set(columns))
    }

    @Test("Every tampered column is found, in its row", arguments: changes)
    func tampered(change: String) async throws {
        let store = try await Self.filled()
        try await store.write { transaction in
            try transaction.database.execute(
                sql: "DROP TRIGGER auditIsKept; UPDATE audit SET \(change) WHERE id = 2")
        }
        let broken: Int64 = change.hasPrefix("id") ? 3 : 2
        #expect(try await store.read { try $0.verifyAuditChain() } == .broken(id: broken))
    }

    @Test("A missing entry is found, unless it is the last: that the head tells", arguments: [1, 2, 3] as [Int64])
    func removed(id: Int64) async throws {
        let store = try await Self.filled()
        let before = try await store.read { try $0.verifyAuditChain() }
        try await store.write { transaction in
            try transaction.database.execute(sql: "DROP TRIGGER auditStays; DELETE FROM audit WHERE id = \(id)")
        }
        let after = try await store.read { try $0.verifyAuditChain() }
        if id < 3 { #expect(after == .broken(id: id + 1)) } else { #expect(after != before) }
    }

    @Test("A hash is found while its entry is there, the last one too")
    func told() async throws {
        let store = try await Self.filled()
        let links = try await store.read { try $0.auditEntries() }
        for link in links { #expect(try await store.read { try $0.auditEntry(hash: link.hash) } == link.id) }
        let last = try #require(links.first)
        try await store.write { transaction in
            try transaction.database.execute(sql: "DROP TRIGGER auditStays; DELETE FROM audit WHERE id = \(last.id)")
        }
        for hash in [last.hash, AuditChain.genesis] {
            #expect(try await store.read { try $0.auditEntry(hash: hash) } == nil)
        }
        #expect(try await store.read { try $0.countAuditEntries(AuditFilter(uid: 1000)) } == 1)
    }
}
