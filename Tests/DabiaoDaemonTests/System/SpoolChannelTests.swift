import Dabiao
import DabiaoDaemon
import Foundation
import Glibc
import Synchronization
import Testing

@Suite("Spool")
struct SpoolChannelTests {
    /// Held by the suite, so that it lives as long as the test.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Counts how often a sync was asked for, and does one.
    private final class SyncCount: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }

        func sync(_ descriptor: Int32) -> Int32 {
            count.withLock { $0 += 1 }
            return fsync(descriptor)
        }
    }

    private static func message(_ key: String, _ text: String = "年度自评") -> SpoolMessage {
        SpoolMessage(key: key, json: #"{"text":"\#(text)"}"#)
    }

    @Test("A thousand messages become a thousand files and one sync")
    func batch() throws {
        let count = SyncCount()
        let spool = SpoolChannel(folder: folder.path, sync: count.sync)
        let receipt = spool.write((0..<1000).map { Self.message("key-\($0)", "第\($0)条") })
        #expect(receipt.durable.count == 1000)
        #expect(receipt.failures.isEmpty)
        #expect(count.value == 1)
        #expect(try folder.names() == (0..<1000).map { "key-\($0).json" }.sorted())
        #expect(try folder.text(of: "key-7.json") == "{\"text\":\"第7条\"}\n")
    }

    @Test("With the system's own sync")
    func systemSync() {
        #expect(SpoolChannel(folder: folder.path).write([Self.message("a")]).durable == ["a"])
    }

    @Test("Nothing to write is nothing to sync")
    func empty() {
        let count = SyncCount()
        let receipt = SpoolChannel(folder: folder.path, sync: count.sync).write([])
        #expect(receipt.durable.isEmpty && receipt.failures.isEmpty && count.value == 0)
    }

    @Test("The same message again is fine and leaves its file alone, but is made durable")
    func again() throws {
        let count = SyncCount()
        let spool = SpoolChannel(folder: folder.path, sync: count.sync)
        _ = spool.write([Self.message("a")])
        let before = try FileManager.default.attributesOfItem(atPath: folder.path + "/a.json")[.systemFileNumber]
        #expect(spool.write([Self.message("a"), Self.message("a")]).durable == ["a"])
        let after = try FileManager.default.attributesOfItem(atPath: folder.path + "/a.json")[.systemFileNumber]
        #expect(try #require(before as? Int) == #require(after as? Int))
        #expect(count.value == 2)
    }

    @Test("Another message under a key that is taken is refused; the rest of the batch is written")
    func taken() throws {
        let spool = SpoolChannel(folder: folder.path)
        _ = spool.write([Self.message("a", "一")])
        let receipt = spool.write([Self.message("a", "二"), Self.message("b")])
        #expect(receipt.durable == ["b"])
        #expect(receipt.failures["a"]?.code == .refused)
        #expect(try folder.text(of: "a.json") == "{\"text\":\"一\"}\n")
    }

    @Test("A file that a power cut tore is replaced", arguments: ["", "{\"text\":", "\0\0\0\0"])
    func torn(content: String) throws {
        try folder.write(content, to: "a.json")
        #expect(SpoolChannel(folder: folder.path).write([Self.message("a")]).durable == ["a"])
        #expect(try folder.text(of: "a.json") == "{\"text\":\"年度自评\"}\n")
        #expect(try folder.names() == ["a.json"])
    }

    @Test("Leftovers of a crash are removed at start, and nothing else")
    func leftovers() throws {
        for name in [".a.tmp", ".b.tmp", "a.json", ".hidden.json", "c.tmp"] { try folder.write("x", to: name) }
        #expect(try SpoolChannel(folder: folder.path).removeLeftovers() == 2)
        #expect(try folder.names() == [".hidden.json", "a.json", "c.tmp"])
    }

    @Test(
        "Keys that are no plain file name are refused",
        arguments: ["", "a/b", "../a", "a b", "加氢", "a\n", String(repeating: "k", count: 201)])
    func badKeys(key: String) throws {
        let receipt = SpoolChannel(folder: folder.path).write([Self.message(key), Self.message("good")])
        #expect(receipt.failures[key]?.code == .invalid)
        #expect(receipt.durable == ["good"])
        #expect(try folder.names() == ["good.json"])
    }

    @Test(
        "Every key of the form is a file of its own",
        arguments: [".", "..", "-rf", "A.b_C-9", String(repeating: "k", count: 200)])
    func goodKeys(key: String) throws {
        #expect(SpoolChannel(folder: folder.path).write([Self.message(key)]).durable == [key])
        #expect(try folder.names() == [key + ".json"])
    }

    @Test("A content that is not one line is refused", arguments: ["", "{}\n", "{\n}"])
    func badContent(json: String) {
        let receipt = SpoolChannel(folder: folder.path).write([SpoolMessage(key: "a", json: json)])
        #expect(receipt.failures["a"]?.code == .invalid)
    }

    @Test("Without a folder nothing is durable, and every key says why", arguments: ["file", "missing"])
    func noFolder(name: String) throws {
        try folder.write("", to: "file")
        let spool = SpoolChannel(folder: folder.path + "/" + name)
        let receipt = spool.write([Self.message("a"), Self.message("b")])
        #expect(receipt.durable.isEmpty)
        #expect(Set(receipt.failures.keys) == ["a", "b"])
        #expect(receipt.failures["b"]?.code == .system)
        #expect(receipt.failures["b"]?.message.zh.contains(spool.folder) == true)
        #expect(throws: DabiaoError.self) { try spool.removeLeftovers() }
    }

    @Test("When the sync fails, nothing counts as durable; the next try finds the files")
    func failedSync() throws {
        let failing = SpoolChannel(folder: folder.path) { _ in
            errno = EIO
            return -1
        }
        let receipt = failing.write([Self.message("a"), Self.message("a b")])
        #expect(receipt.durable.isEmpty)
        #expect(receipt.failures["a"]?.code == .system)
        #expect(receipt.failures["a b"]?.code == .invalid)
        #expect(SpoolChannel(folder: folder.path).write([Self.message("a")]).durable == ["a"])
    }

    @Test(
        "On a full disk the first stay valid, the rest say so, and no half file remains",
        .enabled(if: OwnThread.isPossible))
    func full() async throws {
        let count = SyncCount()
        let spool = SpoolChannel(folder: folder.path, sync: count.sync)
        let batch = (0..<20).map { Self.message("key-\($0)", String(repeating: "x", count: 10_000)) }
        let (receipt, names) = try await OwnThread.run { [folder] in
            try OwnThread.mountMemory(at: folder.path, options: "size=64k")
            return (spool.write(batch), try folder.names())
        }
        #expect((1...6).contains(receipt.durable.count))
        #expect(receipt.durable.count + receipt.failures.count == 20)
        #expect(names == receipt.durable.map { $0 + ".json" }.sorted())
        #expect(count.value == 1)
        #expect(receipt.failures["key-19"]?.code == .system)
        #expect(receipt.failures["key-19"]?.message.zh.contains("磁盘已满") == true)
    }

    @Test("A read-only disk says so", .enabled(if: OwnThread.isPossible))
    func readOnly() async throws {
        let receipt = try await OwnThread.run { [folder] in
            try OwnThread.mountMemory(at: folder.path)
            try OwnThread.makeReadOnly(folder.path)
            return SpoolChannel(folder: folder.path).write([Self.message("a")])
        }
        #expect(receipt.durable.isEmpty)
        #expect(receipt.failures["a"]?.message.en.contains("read-only") == true)
    }
}
