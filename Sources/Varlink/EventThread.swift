internal import NIOCore
internal import NIOPosix

/// The one thread that waits for sockets. A server or client makes its own; a program with several shares one.
public final class EventThread: Sendable {
    let group: MultiThreadedEventLoopGroup

    public init() { group = MultiThreadedEventLoopGroup(numberOfThreads: 1) }

    /// Returns when the thread has come round to us: a watchdog's proof that it still turns. Not after `shutdown()`.
    public func hop() async throws { try await group.next().submit {}.get() }

    /// Ends the thread, after the servers and clients on it have ended.
    public func shutdown() async { try? await group.shutdownGracefully() }
}
