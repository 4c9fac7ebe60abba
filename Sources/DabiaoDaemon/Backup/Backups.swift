import Dabiao
import DabiaoControl
import DabiaoStore
import Digest
import Foundation
import Varlink

/// Backups for the control socket, one at a time. The copy lies in the state folder while it is sent, and is removed then,
/// whatever happened; one that a crash left is removed at the next start.
struct Backups: Sendable {
    let office: Office
    /// The state folder.
    let folder: String
    private let turn = Turn(
        DabiaoError(
            .refused, Phrase("另一次备份正在进行", "another backup is under way"),
            remedy: Phrase("请等它结束后再试", "try again when it has ended")))

    init(office: Office, folder: String) {
        self.office = office
        self.folder = folder
    }

    private static let name = "backup.db"

    /// Makes, checks and sends a backup.
    ///
    /// - Parameter tell: takes each reply but the last.
    /// - Returns: the last.
    func run(_ call: Call, _ tell: (BackupInterface.RunReply) async throws -> Void) async throws
        -> BackupInterface.RunReply
    {
        try turn.begin()
        defer { turn.end() }
        // It is told in the backup itself, too.
        try await office.change(call, target: nil) { _ in }
        let file = folder + "/" + Self.name
        try Self.removeLeftovers(in: folder)
        defer { try? Self.removeLeftovers(in: folder) }
        try await copy(to: file, tell)
        try await Store.checkFile(file)
        return try await send(file, tell)
    }

    /// Removes what a crash left.
    static func removeLeftovers(in folder: String) throws(DabiaoError) {
        let folder = try OpenFolder(folder)
        for suffix in ["", "-journal", "-wal", "-shm"] { try folder.remove(name + suffix) }
    }

    private func copy(to file: String, _ tell: (BackupInterface.RunReply) async throws -> Void) async throws {
        var size = 0
        try await relaying { [office] step in
            try await office.store.copy(to: file) { step((done: $0, total: $1)) }
        } to: { (step: (done: Int, total: Int)) in
            size = step.total
            try await tell(.init(.copying, done: step.done, total: step.total))
        }
        try await tell(.init(.checking, done: 0, total: size))
    }

    private func send(_ path: String, _ tell: (BackupInterface.RunReply) async throws -> Void) async throws
        -> BackupInterface.RunReply
    {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        defer { try? file.close() }
        let total = Int(try file.seekToEnd())
        try file.seek(toOffset: 0)
        let digest = SHA256()
        var done = 0
        while let chunk = try file.read(upToCount: UploadInterface.chunk), !chunk.isEmpty {
            digest.update(chunk)
            done += chunk.count
            try await tell(.init(.sending, done: done, total: total, data: chunk.base64EncodedString()))
        }
        return .init(.sending, done: done, total: total, sha256: digest.finish())
    }
}
