internal import NIOCore

/// One connection on its event loop: messages are pulled one by one, and nothing is read that nobody asked for.
///
/// Memory is bounded without any queue of ours: the next message is handed out only when everything written before
/// has reached the kernel, and the socket is read only while someone waits for a message that has not arrived.
/// What a peer may cost us is one message each way, and one read.
final class MessageHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let activated: (@Sendable (any Channel, MessageHandler) -> Void)?
    private var context: ChannelHandlerContext?
    private var frames: FrameDecoder
    private var waiter: EventLoopPromise<ByteBuffer?>?
    private var unflushed = 0
    /// The peer will send nothing more.
    private var inputEnded = false
    private var closed = false
    /// We shall hand out nothing more.
    private var drained = false
    private var interruption: (body: @Sendable () -> Void, atDrain: Bool)?
    /// The most bytes, in and out, that were ever held at once.
    private(set) var peak = 0

    init(
        limit: Int = Wire.messageLimit,
        activated: (@Sendable (any Channel, MessageHandler) -> Void)? = nil
    ) {
        frames = FrameDecoder(limit: limit)
        self.activated = activated
    }

    /// Asks for the next message; nothing when there will be none. Fails with `MessageFault` when the bytes make no
    /// message. One question at a time.
    func next(_ promise: EventLoopPromise<ByteBuffer?>) {
        precondition(waiter == nil, "two readers on one connection")
        waiter = promise
        step()
    }

    /// - Parameter promise: succeeds when the kernel has all bytes.
    func send(_ message: ByteBuffer, _ promise: EventLoopPromise<Void>?) {
        guard let context, !closed else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        unflushed += message.readableBytes
        note()
        let sent = context.eventLoop.makePromise(of: Void.self)
        let size = message.readableBytes
        sent.futureResult.assumeIsolated().whenComplete { result in
            self.unflushed -= size
            switch result {
            case .success:
                promise?.succeed()
                self.step()
            case .failure(let error):
                promise?.fail(error)
                self.context?.close(promise: nil)
            }
        }
        context.writeAndFlush(wrapOutboundOut(message), promise: sent)
    }

    /// Hands out no further message: whoever waits for one, now or later, is told that there is none.
    func drain() {
        drained = true
        if interruption?.atDrain == true { interrupt() }
        step()
    }

    /// Registers what to do once when the peer has gone, and with `atDrain` also when we are draining.
    func whenInterrupted(atDrain: Bool, _ body: @escaping @Sendable () -> Void) {
        interruption = (body, atDrain)
        if closed || drained && atDrain { interrupt() }
    }

    func forgetInterruption() { interruption = nil }

    private func interrupt() {
        interruption?.body()
        interruption = nil
    }

    private func step() {
        guard waiter != nil, unflushed == 0 || closed else { return }
        guard !drained else { return answer(.success(nil)) }
        do {
            if let frame = try frames.next() {
                answer(.success(frame))
            } else if inputEnded {
                if frames.buffered > 0 { throw MessageFault.truncated }
                answer(.success(nil))
            } else {
                context?.read()
            }
        } catch {
            answer(.failure(error))
        }
    }

    private func answer(_ result: Result<ByteBuffer?, any Error>) {
        let promise = waiter
        waiter = nil
        promise?.completeWith(result)
    }

    private func note() { peak = max(peak, frames.buffered + unflushed) }
}

extension MessageHandler {
    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        activated?(context.channel, self)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        frames.append(unwrapInboundIn(data))
        note()
        step()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent {
            inputEnded = true
            step()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inputEnded = true
        closed = true
        interrupt()
        step()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
