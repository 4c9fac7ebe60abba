public import Logging
internal import NIOCore
internal import NIOPosix

extension Server {
    private static let backlog: Int32 = 1024

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
        limits: ConnectionLimits = ConnectionLimits(), logger: Logger = Logger(label: "varlink"),
        onDisconnect: @escaping @Sendable (ConnectionID) async -> Void = { _ in }
    ) async throws -> Server {
        let socket = try UnixSocket.listen(at: path, mode: mode, backlog: backlog)
        do {
            return try await start(
                socket.descriptor, socket: socket, serving: service, on: thread, limits: limits,
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
        descriptor: Int32, serving service: Service, on thread: EventThread? = nil,
        limits: ConnectionLimits = ConnectionLimits(),
        logger: Logger = Logger(label: "varlink"),
        onDisconnect: @escaping @Sendable (ConnectionID) async -> Void = { _ in }
    ) async throws -> Server {
        try UnixSocket.checkListening(descriptor)
        return try await start(
            descriptor, socket: nil, serving: service, on: thread, limits: limits, logger: logger,
            onDisconnect: onDisconnect)
    }

    private static func start(
        _ descriptor: Int32, socket: UnixSocket?, serving service: Service, on shared: EventThread?,
        limits: ConnectionLimits, logger: Logger, onDisconnect: @escaping @Sendable (ConnectionID) async -> Void
    ) async throws -> Server {
        let thread = shared ?? EventThread()
        let limits = fitting(limits, logger)
        let arrivals = AsyncStream.makeStream(of: Arrival.self)
        let reception = Reception(limits, on: thread, logger: logger, announce: arrivals.continuation)
        let bootstrap = ServerBootstrap(group: thread.group)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try reception.receive(channel) }
            }
        do {
            let listener = try await bootstrap.withBoundSocket(descriptor).get()
            listener.closeFuture.whenComplete { _ in arrivals.continuation.yield(.listenerClosed) }
            return Server(
                service: service, socket: socket, listener: listener, thread: thread, ownsThread: shared == nil,
                reception: reception, logger: logger, onDisconnect: onDisconnect, arrivals: arrivals)
        } catch {
            if shared == nil { await thread.shutdown() }
            throw error
        }
    }
    /// Raises the limit of open files as far as it takes, or lets in fewer connections than were asked for: a process
    /// without a free descriptor could not even say so.
    private static func fitting(_ limits: ConnectionLimits, _ logger: Logger) -> ConnectionLimits {
        let openFiles = OpenFiles.limit(raisedTo: limits.openFiles)
        let fitting = limits.fitting(openFiles: openFiles)
        if fitting.connections < limits.connections {
            logger.warning(
                "at most \(fitting.connections) connections instead of \(limits.connections): the process may have \(openFiles) files open (LimitNOFILE= of the unit)"
            )
        }
        return fitting
    }
}
