public import Logging
internal import NIOCore
internal import NIOPosix

extension Server {
    private static let backlog: Int32 = 128

    /// Listens on a new socket. A socket file that nobody listens at is replaced; ours is removed when the server
    /// ends.
    ///
    /// - Parameters:
    ///   - mode: who may connect, as of `chmod`.
    ///   - thread: shared with other servers and clients; without one the server makes its own and ends it.
    ///   - onDisconnect: called once a connection has ended and its last call has returned.
    /// - Throws: `SocketTaken` if a living server listens there; `SocketError`.
    public static func listening(
        at path: String, mode: UInt32 = 0o660, serving service: Service, on thread: EventThread? = nil,
        connectionLimit: Int = 256, logger: Logger = Logger(label: "varlink"),
        onDisconnect: @escaping @Sendable (ConnectionID) async -> Void = { _ in }
    ) async throws -> Server {
        let socket = try UnixSocket.listen(at: path, mode: mode, backlog: backlog)
        do {
            return try await start(
                socket.descriptor, socket: socket, serving: service, on: thread, connectionLimit: connectionLimit,
                logger: logger, onDisconnect: onDisconnect)
        } catch {
            socket.unlinkIfOurs()
            throw error
        }
    }

    /// Serves on an inherited socket that already listens, as systemd hands over. The descriptor is the server's from
    /// now on; the socket's file is not removed.
    ///
    /// - Throws: `SocketError` if the descriptor is not a listening Unix socket.
    public static func adopting(
        descriptor: Int32, serving service: Service, on thread: EventThread? = nil, connectionLimit: Int = 256,
        logger: Logger = Logger(label: "varlink"),
        onDisconnect: @escaping @Sendable (ConnectionID) async -> Void = { _ in }
    ) async throws -> Server {
        try UnixSocket.checkListening(descriptor)
        return try await start(
            descriptor, socket: nil, serving: service, on: thread, connectionLimit: connectionLimit, logger: logger,
            onDisconnect: onDisconnect)
    }

    private static func start(
        _ descriptor: Int32, socket: UnixSocket?, serving service: Service, on shared: EventThread?,
        connectionLimit: Int, logger: Logger, onDisconnect: @escaping @Sendable (ConnectionID) async -> Void
    ) async throws -> Server {
        let thread = shared ?? EventThread()
        let arrivals = AsyncStream.makeStream(of: Arrival.self)
        let announce = arrivals.continuation
        let bootstrap = ServerBootstrap(group: thread.group)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Once, before the first byte is read: credentials do not change with what is said.
                    let pipeline = channel.pipeline.syncOperations
                    let peer = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                        try Peer(descriptor: $0)
                    }
                    guard let peer else { throw ChannelError.operationUnsupported }
                    let handler = MessageHandler { channel, handler in
                        announce.yield(.connection(MessageChannel(channel, handler), peer))
                    }
                    try pipeline.addHandler(handler)
                }
            }
        do {
            let listener = try await bootstrap.withBoundSocket(descriptor).get()
            listener.closeFuture.whenComplete { _ in announce.yield(.listenerClosed) }
            return Server(
                service: service, socket: socket, listener: listener, thread: thread, ownsThread: shared == nil,
                connectionLimit: connectionLimit, logger: logger, onDisconnect: onDisconnect, arrivals: arrivals)
        } catch {
            if shared == nil { await thread.shutdown() }
            throw error
        }
    }
}
