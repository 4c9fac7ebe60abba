#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// One call as it arrived: what is asked, how the answer is wanted, and who asks.
public struct Call: Sendable {
    /// The full name, for example `org.example.Ledger.Add`.
    public let method: String
    /// The bytes of a JSON object; `{}` if the caller sent none. Not decoded before the method is known.
    public let parameters: Data
    /// The caller takes several replies.
    public let more: Bool
    /// The caller takes no reply at all, not even an error.
    public let oneway: Bool
    public let peer: Peer
    public let connection: ConnectionID

    public init(
        method: String, parameters: Data, more: Bool = false, oneway: Bool = false, peer: Peer,
        connection: ConnectionID
    ) {
        self.method = method
        self.parameters = parameters
        self.more = more
        self.oneway = oneway
        self.peer = peer
        self.connection = connection
    }
}

/// No parameters: the request of a method that takes none, the reply of one that says only "done".
public struct Empty: Codable, Sendable, Hashable {
    public init() {}
}
