/// What strangers may cost a server: how many connections, how much memory, how long a wait.
///
/// A client that does not take its replies, or begins a message and does not end it, is cut off; one that says
/// nothing at all may stay, and counts.
public struct ConnectionLimits: Sendable, Hashable {
    /// All connections together. Fewer where the system allows the process fewer open files.
    public var connections: Int
    /// The connections of one user other than root and the server's own.
    public var perUser: Int
    /// How many of all connections are kept for root and the server's own user, so that they always get in.
    public var reserved: Int
    /// Bytes that all connections of one user may hold in unfinished messages, either way.
    public var heldPerUser: Int
    /// How long the rest of a message may take to arrive, and a reply to be taken.
    public var patience: Duration

    public init(
        connections: Int = 512, perUser: Int = 128, reserved: Int = 32, heldPerUser: Int = 64 << 20,
        patience: Duration = .seconds(15)
    ) {
        self.connections = connections
        self.perUser = perUser
        self.reserved = reserved
        self.heldPerUser = heldPerUser
        self.patience = patience
    }

    /// As many connections as the process can have open files, half of them or 128 kept for everything else.
    func fitting(openFiles: Int) -> ConnectionLimits {
        var fitting = self
        fitting.connections = min(connections, openFiles - min(openFiles / 2, Self.otherFiles))
        fitting.reserved = min(reserved, fitting.connections / 4)
        return fitting
    }

    /// How many open files it takes to have all connections.
    var openFiles: Int { connections + Self.otherFiles }

    private static let otherFiles = 128
}
