import Dabiao
import Foundation
import Synchronization
import Varlink

/// The staging area of each connection: bytes that a client sent and a later call of the same connection applies.
/// What a connection did not use is gone with it.
final class Uploads: Sendable {
    /// Bytes of one upload, and of all uploads of one connection, at most.
    static let limit = 256 * 1024 * 1024

    private struct Staging {
        var uploads: [String: Data] = [:]
        var last = 0
    }

    private let staging = Mutex<[ConnectionID: Staging]>([:])

    /// Appends to an upload of a connection, or begins one; its name and its size so far.
    ///
    /// - Throws: `DabiaoError` for an upload that is not this connection's, and beyond ``limit``.
    func append(_ bytes: Data, to upload: String?, of connection: ConnectionID) throws(DabiaoError) -> (String, Int) {
        let size = try staging.withLock { staging throws(DabiaoError) -> (String, Int) in
            var mine = staging[connection] ?? Staging()
            if upload == nil { mine.last += 1 }
            let name = upload ?? "upload-\(mine.last)"
            guard upload == nil || mine.uploads[name] != nil else { throw Self.unknown(name) }
            let total = mine.uploads.values.reduce(bytes.count) { $0 + $1.count }
            guard total <= Self.limit else { throw Self.tooLarge }
            mine.uploads[name, default: Data()].append(bytes)
            staging[connection] = mine
            return (name, mine.uploads[name]?.count ?? 0)
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

    private static let tooLarge = DabiaoError(
        .invalid, Phrase("上传超过 \(limit >> 20) MiB", "the uploads exceed \(limit >> 20) MiB"),
        remedy: Phrase("请把文件拆开", "split the file"))
}
