import Dabiao
import Foundation
import Glibc
import Testing

@testable import DabiaoDaemon

/// A socket of the test's own takes the journal's place, in mounts that only the test's thread sees.
@Suite("Journal", .enabled(if: OwnThread.isPossible))
struct JournalChannelTests {
    private static func entry(_ message: String) -> JournalEntry {
        JournalEntry(
            .reminder, message: message,
            fields: [.key: "k-1", .enterprise: "91110108EX0000011A", .due: "2026-12-30", .day: "2026-11-30"])
    }

    private static func makeRoom() throws {
        let folder = URL(fileURLWithPath: JournalChannel.socket).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try OwnThread.mountMemory(at: folder.path)
    }

    /// A field with a line break travels as name, length and bytes.
    private static func binaryField(_ name: String, _ value: String) -> Data {
        var length = UInt64(value.utf8.count).littleEndian
        return Data("\(name)\n".utf8) + Data(bytes: &length, count: 8) + Data("\(value)\n".utf8)
    }

    @Test("An entry arrives with its fields")
    func fields() async throws {
        let (outcome, message) = try await OwnThread.run {
            try Self.makeRoom()
            let journal = try DatagramSocket(at: JournalChannel.socket)
            return (JournalChannel().write(Self.entry("示例加氢站：年度自评将于 30 日后到期")), journal.receive())
        }
        #expect(outcome == .accepted)
        let lines = try #require(message).text.split(separator: "\n").map(String.init)
        for line in [
            "MESSAGE=示例加氢站：年度自评将于 30 日后到期", "PRIORITY=5", "MESSAGE_ID=beb6cd19ed0a464195e45b1a5e79ee9e",
            "DABIAO_KEY=k-1", "DABIAO_ENTERPRISE=91110108EX0000011A", "DABIAO_DUE=2026-12-30", "DABIAO_DAY=2026-11-30",
        ] {
            #expect(lines.contains(line))
        }
        #expect(!lines.contains { $0.hasPrefix("DABIAO_SITE=") })
    }

    @Test("Line breaks cannot forge a field, and no length is too much", arguments: [1, 10_000, 20_000_000])
    func anyText(length: Int) async throws {
        let text = "一\nDABIAO_KEY=forged\n\0" + String(repeating: "x", count: length)
        let (outcome, message) = try await OwnThread.run {
            try Self.makeRoom()
            let journal = try DatagramSocket(at: JournalChannel.socket)
            return (JournalChannel().write(Self.entry(text)), journal.receive())
        }
        #expect(outcome == .accepted)
        let received = try #require(message)
        let bytes = received.file ?? received.bytes
        #expect(bytes.starts(with: Self.binaryField("MESSAGE", text)))
        #expect(bytes.range(of: Data("DABIAO_KEY=k-1\n".utf8)) != nil)
        #expect((received.file != nil) == (length > 1_000_000))
    }

    @Test("Where no journal runs, nothing counts as told")
    func absent() async throws {
        let outcome = try await OwnThread.run {
            try Self.makeRoom()
            return JournalChannel().write(Self.entry("x"))
        }
        guard case .failed(let error) = outcome else {
            Issue.record("accepted by nobody")
            return
        }
        #expect(error.code == .system)
        #expect(error.remedy?.zh.contains("systemd-journald") == true)
    }

    @Test("A journal that ended and left its socket behind refuses")
    func ended() async throws {
        let outcome = try await OwnThread.run {
            try Self.makeRoom()
            _ = try DatagramSocket(at: JournalChannel.socket)
            return JournalChannel().write(Self.entry("x"))
        }
        guard case .failed(let error) = outcome else {
            Issue.record("accepted by nobody")
            return
        }
        #expect(error.cause == String(cString: strerror(ECONNREFUSED)))
    }
}
