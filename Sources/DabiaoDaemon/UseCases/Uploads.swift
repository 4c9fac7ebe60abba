import Dabiao
import Foundation
import Synchronization
import Varlink

/// The staging area of each connection: bytes that a client sent and a later call of the same connection applies.
/// What a connection did not use is gone with it.
final class Uploads: Sendable {
    /// Bytes of all uploads of one connection, at most.
    private let limit: Int
    /// Bytes of all uploads of all connections, at most: however many connect, the daemon keeps its memory.
    private let total: Int

    init(limit: Int = 128 << 20, total: Int = 256 << 20) {
        self.limit = limit
        self.total = total
    }

    private struct Staging {
        var uploads: [String: Data] = [:]
        var last = 0
        var size: Int { uploads.values.reduce(0) { $0 + $1.count } }
    }

    private let staging = Mutex<[ConnectionID: Staging]>([:])

    /// Appends to an upload of a connection, or begins one; its name and its size so far.
    ///
    /// - Throws: `DabiaoError` for an upload that is not this connection's, and beyond the limits.
    func append(_ bytes: Data, to upload: String?, of connection: ConnectionID) throws(DabiaoError) -> (String, Int) {
        let size = try staging.withLock { staging throws(DabiaoError) -> (String, Int) in
            let mine = staging[connection] ?? Staging()
            let name = upload ?? "upload-\(mine.last + 1)"
            guard upload == nil || mine.uploads[name] != nil else { throw Self.unknown(name) }
            guard mine.size + bytes.count <= limit else { throw Self.tooLarge(limit) }
            let all = staging.values.reduce(0) { $0 + $1.size }
            guard all + bytes.count <= total else { throw Self.full }
            if upload == nil { staging[connection, default: Staging()].last += 1 }
            staging[connection, default: Staging()].uploads[name, default: Data()].append(bytes)
            return (name, staging[connection]?.uploads[name]?.count ?? 0)
        }
        return size
    }

    /// Takes an upload out of the staging area.
    ///
    /// - Throws: `DabiaoError` for an upload that is not this connection's.
    func take(_ upload: String, of connection: ConnectionID) throws(DabiaoError) -> Data {
        let bytes = staging.withLock { $0[connection]?.uploads.removeValue(forKey: upload) }
        guard let bytes else { throw Self.unknown(upload) }
        return bytes
    }

    /// Lets everything of a connection go.
    func forget(_ connection: ConnectionID) {
        staging.withLock { $0[connection] = nil }
    }

    private static func unknown(_ name: String) -> DabiaoError {
        DabiaoError(
            .notFound, Phrase("本连接没有上传“\(name)”", "this connection has no upload \(name)"),
            remedy: Phrase(
                "上传与使用须在同一连接上，每份上传只能用一次", "upload and use it on the same connection, and use it once"))
    }

    private static func tooLarge(_ limit: Int) -> DabiaoError {
        DabiaoError(
            .invalid, Phrase("上传超过 \(limit >> 20) MiB", "the uploads exceed \(limit >> 20) MiB"),
            remedy: Phrase("请把文件拆开", "split the file"))
    }

    private static let full = DabiaoError(
        .refused, Phrase("各连接上传而未使用的数据太多", "too much is uploaded and not yet used"),
        remedy: Phrase("请稍后再试", "try again later"))
}
