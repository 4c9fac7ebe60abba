import Foundation
import Glibc

/// A connection to a control socket without a client: messages as they are on the wire.
final class RawConnection: Sendable {
    private let descriptor: Int32

    init(to path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { throw POSIXError(.ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL) }
    }

    deinit {
        close(descriptor)
    }

    /// Is gone as a client that was killed is.
    func hangUp() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Connects as another user, in fact: by a thread of its own that becomes that user and ends. Needs root.
    static func connecting(to path: String, as caller: Caller) async throws -> RawConnection {
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                continuation.resume(
                    with: Result {
                        try caller.become()
                        return try RawConnection(to: path)
                    })
            }.start()
        }
    }

    /// Calls a method, ready for several replies; its first one.
    func call(_ method: String, _ parameters: String = "{}") throws -> JSON {
        try send(#"{"method": "\#(method)", "parameters": \#(parameters), "more": true}"#)
        return try receive() ?? .null
    }

    /// Sends messages in one go.
    func send(_ messages: String...) throws {
        var rest = Array((messages.joined(separator: "\0") + "\0").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPIPE) }
            rest = rest.dropFirst(count)
        }
    }

    /// The next message; nil where the connection ended instead.
    func receive() throws -> JSON? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1 {
            if byte == 0 { return try JSON(parsing: String(decoding: bytes, as: UTF8.self)) }
            bytes.append(byte)
        }
        return nil
    }
}
