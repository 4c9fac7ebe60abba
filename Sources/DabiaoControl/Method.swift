public import Dabiao

/// A method of the control socket with the types of its request and reply: both ends name it by this constant.
public struct Method<Request: Codable & Sendable, Reply: Codable & Sendable>: Sendable {
    /// `org.dabiao.Plugin`
    public let interface: String
    /// `List`
    public let name: String
    /// What its caller must be permitted.
    public let permission: Permission

    init(_ interface: String, _ name: String, needs permission: Permission) {
        self.interface = interface
        self.name = name
        self.permission = permission
    }

    /// `org.dabiao.Plugin.List`
    public var qualifiedName: String { "\(interface).\(name)" }
}

/// A method that is answered with several replies, one after the other.
public struct StreamingMethod<Request: Codable & Sendable, Reply: Codable & Sendable>: Sendable {
    /// `org.dabiao.Simulation`
    public let interface: String
    /// `Run`
    public let name: String
    /// What its caller must be permitted.
    public let permission: Permission

    init(_ interface: String, _ name: String, needs permission: Permission) {
        self.interface = interface
        self.name = name
        self.permission = permission
    }

    /// `org.dabiao.Simulation.Run`
    public var qualifiedName: String { "\(interface).\(name)" }
}

/// The request of a method that takes nothing.
public struct NoParameters: Codable, Hashable, Sendable {
    public init() {}
}
