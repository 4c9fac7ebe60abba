internal import Logging
internal import NIOCore
internal import NIOPosix

/// Serves a `Service` on a Unix socket.
///
/// `run()` is its whole life; `shutdown()` ends it in good order. The calls of one connection run strictly one after
/// the other, connections beside each other.
public actor Server {
    /// Where clients find it; nothing for an inherited socket without a name.
    public nonisolated let socketPath: String?

    let service: Service
    let logger: Logger
    let onDisconnect: @Sendable (ConnectionID) async -> Void
    private let socket: UnixSocket?
    private let listener: any Channel
    private let thread: EventThread
    private let ownsThread: Bool
    private let reception: Reception
    private let arrivals: AsyncStream<Arrival>
    private let announce: AsyncStream<Arrival>.Continuation

    private var stage = Stage.ready
    private var connections: [ConnectionID: MessageChannel] = [:]
    private var lastNumber: UInt64 = 0
    private var listenerFailed = false
    /// Watchdogs that are waiting for the thread.
    private var hops = 0
    private var deadline: Scheduled<Void>?
    private var awaitingEnd: [CheckedContinuation<Void, Never>] = []

    private enum Stage { case ready, running, draining, ended }

    enum Arrival: Sendable {
        case connection(MessageChannel, Peer)
        /// The time to end in good order is over.
        case deadline
        /// Nobody can connect any more.
        case listenerClosed
    }

    /// Serves until `shutdown()`, or until the task is cancelled, which cancels the running calls too.
    ///
    /// - Throws: `CancellationError` if the task was cancelled; `SocketError` if the socket fails.
    public func run() async throws {
        guard stage == .ready else { return }
        stage = .running
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                for await arrival in arrivals {
                    switch arrival {
                    case .connection(let channel, let peer):
                        let conversation = Conversation(
                            register(channel), channel, peer, service: service, logger: logger)
                        group.addTask {
                            await conversation.run()
                            await self.onDisconnect(conversation.id)
                            await self.forget(conversation.id, of: peer)
                        }
                    case .deadline: group.cancelAll()
                    case .listenerClosed: listenerClosed()
                    }
                }
            }
        } onCancel: {
            listener.close(promise: nil)
            announce.finish()
        }
        await end()
        try Task.checkCancellation()
        if listenerFailed { throw SocketError.failed(call: "accept", errno: 0) }
    }

    /// Stops accepting, lets the running calls finish and their replies reach the callers, then closes. Calls that
    /// have arrived and not begun are not begun. What still runs after `grace` is cancelled and cut off.
    /// Returns when `run()` has nothing left to do.
    public func shutdown(grace: Duration = .seconds(10)) async {
        switch stage {
        case .ready:
            stage = .draining
            await end()
        case .running:
            deadline = thread.group.next().scheduleTask(in: TimeAmount(grace)) { [announce] in
                announce.yield(.deadline)
            }
            drain()
            await untilEnded()
        case .draining: await untilEnded()
        case .ended: break
        }
    }

    /// Passes once through the event loop: a watchdog's proof that it still turns.
    ///
    /// - Throws: `CancellationError` if the server has ended or is about to.
    public func hop() async throws {
        guard stage == .ready || stage == .running else { throw CancellationError() }
        hops += 1
        defer { hops -= 1 }
        try await thread.hop()
    }

    /// How many clients are connected.
    public var connectionCount: Int { connections.count }

    /// For tests: the most bytes each connection ever held at once.
    func peaks() async throws -> [ConnectionID: Int] {
        var peaks: [ConnectionID: Int] = [:]
        for (id, channel) in connections { peaks[id] = try await channel.peak() }
        return peaks
    }

    private func listenerClosed() {
        guard stage == .running else { return }
        listenerFailed = true
        logger.critical("the listening socket has failed; ending")
        drain()
    }

    /// The running calls finish; nothing new begins.
    private func drain() {
        stage = .draining
        listener.close(promise: nil)
        for channel in connections.values { channel.drain() }
        finishIfDrained()
    }

    private func register(_ channel: MessageChannel) -> ConnectionID {
        lastNumber += 1
        let id = ConnectionID(lastNumber)
        connections[id] = channel
        if stage == .draining { channel.drain() }
        return id
    }

    private func forget(_ id: ConnectionID, of peer: Peer) {
        connections[id] = nil
        reception.leave(peer)
        finishIfDrained()
    }

    private func finishIfDrained() {
        if stage == .draining, connections.isEmpty { announce.finish() }
    }

    private func untilEnded() async {
        guard stage != .ended else { return }
        await withCheckedContinuation { awaitingEnd.append($0) }
    }

    private func end() async {
        stage = .draining
        deadline?.cancel()
        listener.close(promise: nil)
        try? await listener.closeFuture.get()
        socket?.unlinkIfOurs()
        announce.finish()
        // Connections that were accepted and never served, out of reach of this task's cancellation.
        await Task { [arrivals] in
            for await case .connection(let channel, _) in arrivals { channel.close() }
        }.value
        while hops > 0 { await Task.yield() }
        // The last that is asked of the thread: whatever it is asked afterwards is never answered.
        if ownsThread { await thread.shutdown() }
        stage = .ended
        for waiter in awaitingEnd { waiter.resume() }
        awaitingEnd = []
    }

    init(
        service: Service, socket: UnixSocket?, listener: any Channel, thread: EventThread, ownsThread: Bool,
        reception: Reception, logger: Logger, onDisconnect: @escaping @Sendable (ConnectionID) async -> Void,
        arrivals: (stream: AsyncStream<Arrival>, continuation: AsyncStream<Arrival>.Continuation)
    ) {
        socketPath = socket?.path ?? listener.localAddress?.pathname
        self.service = service
        self.socket = socket
        self.listener = listener
        self.thread = thread
        self.ownsThread = ownsThread
        self.reception = reception
        self.logger = logger
        self.onDisconnect = onDisconnect
        self.arrivals = arrivals.stream
        announce = arrivals.continuation
    }
}
