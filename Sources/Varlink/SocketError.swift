/// Why a socket cannot be listened on.
public enum SocketError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A socket's path has at most 107 bytes.
    case pathTooLong(path: String)
    /// Something stands at the path that is no socket; it is left alone.
    case notASocket(path: String)
    case failed(call: String, errno: Int32)

    public var description: String {
        switch self {
        case .pathTooLong(let path): "the socket path has \(path.utf8.count) bytes, the limit is 107: \(path)"
        case .notASocket(let path): "something that is no socket is in the way: \(path)"
        case .failed(let call, let errno): "\(call): \(errorText(errno))"
        }
    }
}

/// A living server listens at the path already.
public struct SocketTaken: Error, Sendable, Hashable, CustomStringConvertible {
    public let path: String

    public var description: String { "another server listens at \(path)" }
}
