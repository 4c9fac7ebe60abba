/// How a daemon is started; everything else it finds in its state folder.
public struct DaemonOptions: Sendable {
    /// The folder of everything that it keeps.
    public var state: String
    /// Where it listens, unless systemd passes a socket.
    public var socket: String
    /// The folders of plugin folders, in order of precedence.
    public var plugins: [String]
    /// The folder of the work calendar; nil is the configuration's, the environment's, or the usual one.
    public var calendar: String?
    /// The configuration file; nil is none.
    public var configuration: String?
    /// The time to pretend (RFC 3339), from which the clock runs on at real speed; nil is the real time.
    public var pretendNow: String?

    public init(
        state: String, socket: String, plugins: [String], calendar: String? = nil, configuration: String? = nil,
        pretendNow: String? = nil
    ) {
        self.state = state
        self.socket = socket
        self.plugins = plugins
        self.calendar = calendar
        self.configuration = configuration
        self.pretendNow = pretendNow
    }
}
