import Dabiao
import DabiaoStore
import Foundation
import GRDB
import Testing

@Suite("Opening the state folder")
struct OpeningTests {
    @Test("What was written is there after closing and opening again")
    func persistence() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(directory: folder.path)
        try await store.write { try $0.set("last-day", to: "2026-03-01") }
        try store.close()
        let again = try Store(directory: folder.path)
        #expect(try await again.read { try $0.setting("last-day") } == "2026-03-01")
    }

    @Test("The folder is made, closed to others, where only its last part is missing")
    func madeFolder() throws {
        let folder = try TemporaryFolder()
        _ = try Store(directory: folder.path + "/state")
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/state")
        let permissions = try #require(attributes[.posixPermissions] as? NSNumber).intValue
        #expect(permissions & 0o007 == 0)
        #expect(openingError(folder.path + "/none/state")?.code == .system)
    }

    @Test("A second store on the folder is refused and told who holds it; closing lets it go")
    func exclusive() throws {
        let folder = try TemporaryFolder()
        let store = try Store(directory: folder.path)
        let error = try #require(openingError(folder.path))
        #expect(error.code == .refused)
        #expect(error.message.zh.contains("进程 \(ProcessInfo.processInfo.processIdentifier)"))
        #expect(error.message.en.contains("process \(ProcessInfo.processInfo.processIdentifier)"))
        try store.close()
        #expect(openingError(folder.path) == nil)
    }

    @Test("A journal that a crash left before WAL was on is rolled back")
    func hotJournal() async throws {
        let (origin, folder) = (try TemporaryFolder(), try TemporaryFolder())
        let first = try Store(directory: origin.path)
        try await first.write { try $0.set("key", to: "before") }
        try first.close()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let queue = try DatabaseQueue(path: origin.database, configuration: configuration)
        try await queue.writeWithoutTransaction { database in
            // So small a cache that pages reach the file before the commit, and the journal before them.
            try database.execute(
                sql: """
                    PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN;
                    UPDATE setting SET value = 'torn';
                    CREATE TABLE facts_torn (x); INSERT INTO facts_torn VALUES (zeroblob(1000000));
                    """)
        }
        for name in ["dabiao.db", "dabiao.db-journal"] {
            try FileManager.default.copyItem(atPath: origin.path + "/" + name, toPath: folder.path + "/" + name)
        }
        #expect(try folder.bytes("dabiao.db-journal").count > 512)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        let store = try Store(directory: folder.path)
        #expect(try await store.read { try $0.setting("key") } == "before")
    }

    @Test("Connections are durable, strict and small")
    func connections() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(directory: folder.path)
        let settings = try await store.write { transaction in
            try ["journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "cache_size"].map {
                try String.fetchOne(transaction.database, sql: "PRAGMA \($0)")
            }
        }
        #expect(settings == ["wal", "2", "1", "1", "-1024"])
        #expect(try await store.failure(of: #"SELECT "typo""#)?.cause?.contains("no such column") == true)
    }

    @Test("The hook runs on the writing and on the reading connection")
    func prepared() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(directory: folder.path) { database in
            database.add(function: DatabaseFunction("answer", argumentCount: 0, pure: true) { _ in 42 })
        }
        #expect(try await store.write { try Int.fetchOne($0.database, sql: "SELECT answer()") } == 42)
        #expect(try await store.read { try Int.fetchOne($0.database, sql: "SELECT answer()") } == 42)
    }
}

@Suite("What is no place for a database of ours")
struct RefusedOpeningTests {
    @Test("A file in place of the folder")
    func fileForFolder() throws {
        let folder = try TemporaryFolder()
        try Data("x".utf8).write(to: URL(fileURLWithPath: folder.path + "/state"))
        let error = try #require(openingError(folder.path + "/state"))
        #expect(error.code == .system)
        #expect(error.message.zh.contains(folder.path + "/state"))
        #expect(error.remedy != nil)
    }

    /// In `/sys/kernel` nobody can make a file, not even root, for whom a mode of 0555 would be no hindrance.
    @Test(
        "A folder in which nothing can be written", .enabled(if: FileManager.default.fileExists(atPath: "/sys/kernel")))
    func readOnlyFolder() throws {
        let error = try #require(openingError("/sys/kernel"))
        #expect(error.code == .system)
        #expect(error.message.en.contains("cannot write"))
        #expect(error.cause?.isEmpty == false)
    }

    @Test("A file that is not SQLite's, of any length, stays as it is", arguments: [5, 100, 4096, 20_000])
    func notSQLite(length: Int) throws {
        let folder = try TemporaryFolder()
        let text = Data(repeating: UInt8(ascii: "x"), count: length)
        try text.write(to: URL(fileURLWithPath: folder.database))
        let error = try #require(openingError(folder.path))
        #expect(error.code == .system)
        #expect(error.message.zh.contains("不是 SQLite 文件"))
        #expect(try folder.bytes() == text)
    }

    @Test("Another program's database stays as it is")
    func foreign() throws {
        let folder = try TemporaryFolder()
        try DatabaseQueue(path: folder.database).write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
        let before = try folder.bytes()
        #expect(openingError(folder.path)?.code == .refused)
        #expect(try folder.bytes() == before)
    }

    @Test(
        "A newer schema is refused and not touched",
        arguments: ["PRAGMA user_version = 1000", "INSERT INTO grdb_migrations VALUES ('2-from-the-future')"])
    func newer(change: String) throws {
        let folder = try TemporaryFolder()
        try Store(directory: folder.path).close()
        let queue = try DatabaseQueue(path: folder.database)
        try queue.write { try $0.execute(sql: change) }
        try queue.close()
        let before = try folder.bytes()
        let error = try #require(openingError(folder.path))
        #expect(error.code == .refused)
        #expect(error.message.zh.contains("更新的 dabiao"))
        #expect(try folder.bytes() == before)
    }

    @Test("A newer schema is seen even where it is in the write-ahead log only, as a crash leaves it")
    func newerInLog() throws {
        let (origin, folder) = (try TemporaryFolder(), try TemporaryFolder())
        try Store(directory: origin.path).close()
        let queue = try DatabaseQueue(path: origin.database)
        try queue.write { try $0.execute(sql: "PRAGMA user_version = 1000") }
        for name in ["dabiao.db", "dabiao.db-wal"] {
            try FileManager.default.copyItem(atPath: origin.path + "/" + name, toPath: folder.path + "/" + name)
        }
        let (before, log) = (try folder.bytes(), try folder.bytes("dabiao.db-wal"))
        #expect(log.isEmpty == false)
        #expect(openingError(folder.path)?.code == .refused)
        #expect(try folder.bytes() == before)
        #expect(try folder.bytes("dabiao.db-wal") == log)
    }
}
