internal import CPeer

/// Who called, as the kernel recorded it when the connection was made. A program that drops its rights later is
/// still the one it was.
public struct Peer: Sendable, Hashable {
    public let uid: UInt32
    /// The primary group only; the others are in `groups`.
    public let gid: UInt32
    public let pid: Int32
    /// All supplementary groups.
    public let groups: [UInt32]

    public init(uid: UInt32, gid: UInt32, pid: Int32, groups: [UInt32]) {
        self.uid = uid
        self.gid = gid
        self.pid = pid
        self.groups = groups
    }

    /// Asks the kernel about a connected socket.
    init(descriptor: Int32) throws {
        var credentials = cpeer()
        let failure = cpeer_credentials(descriptor, &credentials)
        guard failure == 0 else { throw SocketError.failed(call: "getsockopt(SO_PEERCRED)", errno: failure) }
        self.init(
            uid: credentials.uid, gid: credentials.gid, pid: credentials.pid,
            groups: try Self.groups(descriptor: descriptor))
    }

    private static func groups(descriptor: Int32) throws -> [UInt32] {
        var room = 64
        // The set is fixed when the connection is made, so the second round always has room enough.
        for _ in 0..<2 {
            var groups = [UInt32](repeating: 0, count: room)
            var count = UInt32(room)
            let failure = cpeer_groups(descriptor, &groups, &count)
            if failure == 0 { return Array(groups.prefix(Int(count))) }
            guard Int(count) > room else {
                throw SocketError.failed(call: "getsockopt(SO_PEERGROUPS)", errno: failure)
            }
            room = Int(count)
        }
        throw SocketError.failed(call: "getsockopt(SO_PEERGROUPS)", errno: 0)
    }
}

/// Names one connection for as long as the server lives; never used twice.
public struct ConnectionID: Hashable, Sendable, CustomStringConvertible {
    let number: UInt64

    /// Only for tests of code that handles calls; the server numbers its own connections.
    public init(_ number: UInt64) { self.number = number }

    public var description: String { "connection \(number)" }
}
