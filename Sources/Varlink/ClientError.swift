/// Why a client got no answer. An error the service sent is a `VarlinkError` instead.
public enum ClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Nobody could be reached: `errno` tells a missing file (`ENOENT`), nobody listening (`ECONNREFUSED`) and a
    /// forbidden one (`EACCES`) apart.
    case unreachable(path: String, errno: Int32)
    case pathTooLong(path: String)
    /// The service closed the connection before it had answered.
    case disconnected
    /// The client has been closed, by `close()` or because an earlier call was given up half-way.
    case closed
    /// What came back is no reply.
    case malformed(MessageFault)
    /// The reply is not of the expected shape.
    case unexpectedReply(method: String, reason: String)
    /// The call is longer than a message may be; nothing was sent.
    case callTooLong(method: String)

    public var description: String {
        switch self {
        case .unreachable(let path, let errno): "cannot reach \(path): \(errorText(errno))"
        case .pathTooLong(let path): "the socket path is too long: \(path)"
        case .disconnected: "the service closed the connection before it had answered"
        case .closed: "the connection is closed"
        case .malformed(let fault): "the service answered with something that is no reply: \(fault)"
        case .unexpectedReply(let method, let reason): "unexpected reply of \(method): \(reason)"
        case .callTooLong(let method): "the parameters of \(method) do not fit into one message"
        }
    }
}
