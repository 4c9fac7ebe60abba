import Dabiao
@testable import DabiaoStore
import Foundation
import GRDB
import Testing

@Suite("Failures of the disk, in words for people")
struct FailureTests {
    @Test("A full disk loses what was under way and nothing that was acknowledged")
    func full() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(directory: folder.path)
        try await store.write { try $0.set("kept", to: "yes") }
        let error = try #require(
            await store.failure(
                of: """
                    PRAGMA max_page_count = 1;
                    CREATE TABLE facts_big (x);
                    INSERT INTO facts_big SELECT zeroblob(1000000);
                    """))
        #expect(error.code == .system)
        #expect(error.message.zh.contains("磁盘已满"))
        #expect(try await store.read { try $0.setting("kept") } == "yes")
    }

    @Test("A read-only database")
    func readOnly() async throws {
        let store = try Store.inMemory()
        let error = try #require(
            await store.failure(of: "PRAGMA query_only = 1; INSERT INTO setting VALUES ('a', 'b')"))
        #expect(error.message.zh.contains("不可写"))
        #expect(error.remedy != nil)
    }

    @Test("A damaged file")
    func damaged() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(directory: folder.path)
        try await store.write { transaction in
            for number in 1...2000 { try transaction.set("key \(number)", to: String(repeating: "v", count: 100)) }
        }
        try store.close()
        var bytes = try folder.bytes()
        // All pages but the first, which holds the header and the schema's root.
        let range = 4096..<bytes.count
        bytes.replaceSubrange(range, with: Data(repeating: 0xA5, count: range.count))
        try bytes.write(to: URL(fileURLWithPath: folder.database))
        let error = await #expect(throws: DabiaoError.self) {
            let store = try Store(directory: folder.path)
            _ = try await store.read { try $0.setting("key 1") }
        }
        #expect(error?.code == .system)
        #expect(error?.message.en.contains("damaged") == true)
    }

    @Test("A value that the schema would not have let in is an error, not a crash")
    func impossibleValue() async throws {
        let (store, enterprise, _) = try await Store.sample()
        let error = try await store.failure(
            of: """
                PRAGMA ignore_check_constraints = 1;
                INSERT INTO certificate (enterprise, grade, certifiedOn, state)
                VALUES (\(enterprise), '二级', '2026-02-30', 'valid');
                """)
        #expect(error == nil)
        let damage = await #expect(throws: DabiaoError.self) {
            try await store.read { try $0.certificates(of: enterprise) }
        }
        #expect(damage?.cause?.contains("certifiedOn") == true)
    }

    @Test(
        "Every result code has its meaning",
        arguments: [
            (ResultCode.SQLITE_FULL, "磁盘已满"), (.SQLITE_READONLY_DBMOVED, "不可写"), (.SQLITE_CANTOPEN, "不可写"),
            (.SQLITE_CORRUPT_VTAB, "损坏"), (.SQLITE_NOTADB, "不是 SQLite 文件"), (.SQLITE_BUSY_SNAPSHOT, "占用"),
            (.SQLITE_LOCKED, "占用"), (.SQLITE_IOERR_FSYNC, "读写出错"), (.SQLITE_NOMEM, "操作失败"),
        ])
    func meanings(result: ResultCode, words: String) {
        let error = DabiaoError(DatabaseError(resultCode: result), about: "state/dabiao.db")
        #expect(error.code == .system)
        #expect(error.message.zh.contains(words))
        #expect(error.message.en.contains("state/dabiao.db"))
        #expect(error.remedy != nil)
    }

    @Test("A transaction that throws changes nothing; its own errors come through")
    func rollback() async throws {
        let store = try Store.inMemory()
        let refusal = DabiaoError(.refused, Phrase("不行", "no"))
        let thrown = await #expect(throws: DabiaoError.self) {
            try await store.write { transaction in
                try transaction.set("half", to: "done")
                throw refusal
            }
        }
        #expect(thrown == refusal)
        #expect(try await store.read { try $0.setting("half") } == nil)
    }
}
