import Dabiao
import DabiaoStore
import Foundation
import GRDB
import Synchronization
import Testing

@Suite("Backups and what is made of them")
struct BackupTests {
    private static let entry = AuditEntry(at: now, uid: 0, pid: 1, groups: [], method: "restore", outcome: .done)

    /// A state folder whose store holds a setting, closed again, and a backup of it.
    private static func saved(_ value: String, in folder: TemporaryFolder) async throws -> String {
        let store = try Store(directory: folder.path)
        try await store.write { transaction in
            try transaction.set("value", to: value)
            try transaction.append(entry)
        }
        let file = folder.path + "/saved-\(value)"
        try await store.copy(to: file) { _, _ in }
        try store.close()
        return file
    }

    private static func value(in folder: TemporaryFolder) async throws -> String? {
        let store = try Store(directory: folder.path)
        let value = try await store.read { try $0.setting("value") }
        try store.close()
        return value
    }

    @Test("A backup is one whole file, of one moment, while writing goes on")
    func underLoad() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(directory: folder.path)
        func write(_ round: Int) async throws {
            try await store.write { transaction in
                for key in 0..<40 {
                    try transaction.set("key-\(key)", to: "\(round) " + String(repeating: "x", count: 20_000))
                }
            }
        }
        try await write(0)
        let steps = Mutex<[(Int, Int)]>([])
        let file = folder.path + "/saved"
        try await withThrowingTaskGroup { group in
            group.addTask { for round in 1...40 { try await write(round) } }
            try await store.copy(to: file) { done, total in steps.withLock { $0.append((done, total)) } }
            try await group.waitForAll()
        }
        try await Store.checkFile(file)
        let told = steps.withLock { $0 }
        #expect(told.count > 1)
        let size = try folder.bytes("saved").count
        #expect(told.last?.0 == size && told.last?.1 == size)
        // No log needed beside it.
        #expect(try folder.bytes("saved")[18...19] == Data([1, 1]))
        let rounds = try await DatabaseQueue(path: file).read {
            try Set(String.fetchAll($0, sql: "SELECT substr(value, 1, 2) FROM setting WHERE key LIKE 'key-%'"))
        }
        #expect(rounds.count == 1)
    }

    @Test("A backup that nobody wants any more ends before its end")
    func cancelled() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(directory: folder.path)
        try await store.write { transaction in
            for key in 0..<200 { try transaction.set("key-\(key)", to: String(repeating: "x", count: 20_000)) }
        }
        let (started, continuation) = AsyncStream.makeStream(of: Void.self)
        let isCancelled = DispatchSemaphore(value: 0)
        let task = Task {
            try await store.copy(to: folder.path + "/saved") { _, _ in
                continuation.yield()
                isCancelled.wait()
            }
        }
        for await _ in started { break }
        task.cancel()
        isCancelled.signal()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("What is put back is what was saved, with an entry of its own in the audit; the former database is kept")
    func restored() async throws {
        let folder = try TemporaryFolder()
        let file = try await Self.saved("old", in: folder)
        _ = try await Self.saved("new", in: folder)
        let former = try #require(
            try await Restoration(of: file, into: folder.path).run(stamp: "then", entry: Self.entry))
        #expect(former == folder.database + ".then")
        #expect(try await Self.value(in: folder) == "old")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/" + Restoration.folder))
        let kept = try await DatabaseQueue(path: former).read {
            try String.fetchOne($0, sql: "SELECT value FROM setting WHERE key = 'value'")
        }
        #expect(kept == "new")
        let store = try Store(directory: folder.path)
        let entries = try await store.read { try $0.auditEntries().map(\.entry.method) }
        #expect(entries.first == "restore")
        #expect(try await store.read { try $0.problems() } == [])
    }

    @Test("What the log of a crashed database holds is kept with the former one")
    func log() async throws {
        let (folder, crashed) = (try TemporaryFolder(), try TemporaryFolder())
        let file = try await Self.saved("old", in: folder)
        let store = try Store(directory: folder.path)
        try await store.write { try $0.set("value", to: "in the log") }
        for name in ["dabiao.db", "dabiao.db-wal"] {
            try FileManager.default.copyItem(atPath: folder.path + "/" + name, toPath: crashed.path + "/" + name)
        }
        #expect(try crashed.bytes("dabiao.db-wal").count > 0)
        let former = try #require(
            try await Restoration(of: file, into: crashed.path).run(stamp: "then", entry: Self.entry))
        #expect(try await Self.value(in: crashed) == "old")
        let kept = try await DatabaseQueue(path: former).read {
            try String.fetchOne($0, sql: "SELECT value FROM setting WHERE key = 'value'")
        }
        #expect(kept == "in the log")
    }

    @Test("A damaged database is kept as it is, with its log")
    func damaged() async throws {
        let folder = try TemporaryFolder()
        let file = try await Self.saved("old", in: folder)
        let wreck = Data("SQLite format 3\0".utf8) + Data(repeating: 0xA5, count: 8000)
        for name in ["dabiao.db", "dabiao.db-wal"] { try wreck.write(to: URL(filePath: folder.path + "/" + name)) }
        let former = try #require(
            try await Restoration(of: file, into: folder.path).run(stamp: "then", entry: Self.entry))
        #expect(try Data(contentsOf: URL(filePath: former)) == wreck)
        #expect(try Data(contentsOf: URL(filePath: former + "-wal")) == wreck)
        #expect(try await Self.value(in: folder) == "old")
    }

    @Test("While somebody holds the folder nothing is put back")
    func held() async throws {
        let folder = try TemporaryFolder()
        let file = try await Self.saved("old", in: folder)
        let store = try Store(directory: folder.path)
        let error = await #expect(throws: DabiaoError.self) {
            try await Restoration(of: file, into: folder.path).run(stamp: "then", entry: Self.entry)
        }
        #expect(error?.code == .refused)
        #expect(error?.message.zh.contains("正被进程") == true)
        #expect(try await store.read { try $0.setting("value") } == "old")
    }

    /// What is done to a backup, and the words of the refusal.
    private static let unfit: [(String, [String], String)] = [
        ("newer", ["PRAGMA user_version = 99"], "由更新的 dabiao 建立"),
        ("foreign", ["PRAGMA application_id = 7"], "其他程序的数据库"),
        ("garbage", [], "损坏"), ("empty", [], "其他程序的数据库"), ("cut", [], "损坏"),
    ]

    @Test("What is no whole backup of ours is refused and changes nothing", arguments: unfit)
    func refused(kind: String, statements: [String], words: String) async throws {
        let folder = try TemporaryFolder()
        let file = try await Self.saved("old", in: folder)
        switch kind {
        case "garbage": try Data(repeating: 0xA5, count: 9000).write(to: URL(filePath: file))
        case "empty": try Data().write(to: URL(filePath: file))
        case "cut": try Data(contentsOf: URL(filePath: file)).dropLast(20_000).write(to: URL(filePath: file))
        default:
            let queue = try DatabaseQueue(path: file)
            for statement in statements { try await queue.writeWithoutTransaction { try $0.execute(sql: statement) } }
            try queue.close()
        }
        let before = try folder.bytes()
        let error = await #expect(throws: DabiaoError.self) {
            try await Restoration(of: file, into: folder.path).run(stamp: "then", entry: Self.entry)
        }
        #expect(error?.message.zh.contains("数据库没有改动") == true)
        #expect(error?.message.zh.contains(words) == true, "\(String(describing: error))")
        #expect(error?.message.zh.contains(Restoration.folder + "/dabiao.db") == false)
        #expect(try folder.bytes() == before)
        #expect(
            Set(try FileManager.default.contentsOfDirectory(atPath: folder.path)) == ["dabiao.db", "lock", "saved-old"])
    }

    @Test("A changed entry of the audit is found in a backup")
    func tampered() async throws {
        let folder = try TemporaryFolder()
        let file = try await Self.saved("old", in: folder)
        let queue = try DatabaseQueue(path: file)
        try await queue.write { database in
            for trigger in try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit'")
            {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: "UPDATE audit SET uid = 1000")
        }
        try queue.close()
        let error = await #expect(throws: DabiaoError.self) { try await Store.checkFile(file) }
        #expect(error?.cause == "audit 1 is not as it was written")
    }
}
