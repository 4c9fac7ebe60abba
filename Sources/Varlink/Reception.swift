internal import Logging
internal import NIOCore
internal import NIOPosix

/// Where connections arrive, on the event loop: says who it is, and lets in whoever may come in. Nobody else ever
/// reaches a queue, so that a flood of strangers costs no memory.
struct Reception: Sendable {
    private let guests: NIOLoopBoundBox<Guests>
    private let patience: Duration
    private let logger: Logger
    private let announce: AsyncStream<Server.Arrival>.Continuation
    private let eventLoop: any EventLoop

    init(
        _ limits: ConnectionLimits, on thread: EventThread, logger: Logger,
        announce: AsyncStream<Server.Arrival>.Continuation
    ) {
        // The thread has one loop, for the listener and all its connections.
        eventLoop = thread.group.next()
        guests = .makeBoxSendingValue(Guests(limits), eventLoop: eventLoop)
        patience = limits.patience
        self.logger = logger
        self.announce = announce
    }

    /// Prepares a connection before its first byte is read: credentials do not change with what is said.
    func receive(_ channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let peer = try pipeline.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
            try Peer(descriptor: $0)
        }
        guard let peer else { throw ChannelError.operationUnsupported }
        let bounds = MessageHandler.Bounds(patience: patience) { [guests] in guests.value.hold($0, of: peer.uid) }
        try pipeline.addHandler(
            MessageHandler(bounds: bounds) { channel, handler in welcome(peer, MessageChannel(channel, handler)) })
    }

    /// Makes room: a connection has ended, and so has its last call.
    func leave(_ peer: Peer) {
        eventLoop.execute { guests.value.leave(peer.uid) }
    }

    private func welcome(_ peer: Peer, _ channel: MessageChannel) {
        do {
            try guests.value.admit(peer.uid)
            announce.yield(.connection(channel, peer))
        } catch {
            if error.isTold {
                logger.warning("refused uid \(peer.uid), pid \(peer.pid), \(error.count) times by now: \(error.reason)")
            }
            channel.close()
        }
    }
}
