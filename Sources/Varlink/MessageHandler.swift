internal import NIOCore

/// One connection on its event loop: messages are pulled one by one, and nothing is read that nobody asked for.
///
/// Memory is bounded without any queue of ours: the next message is handed out only when everything written before
/// has reached the kernel, and the socket is read only while someone waits for a message that has not arrived, or
/// once when nothing has arrived. What a peer may cost us is one message each way, and one read.
final class MessageHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What keeps a stranger in bounds; a client trusts its service, and has none.
    struct Bounds {
        let patience: Duration
        /// Takes or gives back memory; false where that is too much.
        let hold: (Int) -> Bool
    }

    private let activated: (@Sendable (any Channel, MessageHandler) -> Void)?
    private let bounds: Bounds?
    private var context: ChannelHandlerContext?
    private var frames: FrameDecoder
    private var waiter: ((Result<ByteBuffer?, any Error>) -> Void)?
    private var unflushed = 0
    /// The peer will send nothing more.
    private var inputEnded = false
    private var closed = false
    /// We shall hand out nothing more.
    private var drained = false
    /// Why the peer was cut off.
    private var fault: MessageFault?
    private var interruption: (body: @Sendable () -> Void, atDrain: Bool)?
    /// What the peer has to do before its time is over.
    private var due: (fault: MessageFault, timer: Scheduled<Void>)?
    /// The memory that was told to `bounds`.
    private var held = 0
    /// The most bytes, in and out, that were ever held at once.
    private(set) var peak = 0

    init(
        limit: Int = Wire.messageLimit, bounds: Bounds? = nil,
        activated: (@Sendable (any Channel, MessageHandler) -> Void)? = nil
    ) {
        frames = FrameDecoder(limit: limit)
        self.bounds = bounds
        self.activated = activated
    }

    /// Asks for the next message; nothing when there will be none. Fails with `MessageFault` when the bytes make no
    /// message, or the peer was cut off. One question at a time.
    func next(_ answer: @escaping (Result<ByteBuffer?, any Error>) -> Void) {
        precondition(waiter == nil, "two readers on one connection")
        waiter = answer
        step()
    }

    /// - Parameter completion: told when the kernel has all bytes.
    func send(_ message: ByteBuffer, _ completion: ((Result<Void, any Error>) -> Void)? = nil) {
        guard let context, !closed else {
            completion?(.failure(ChannelError.ioOnClosedChannel))
            return
        }
        let size = message.readableBytes
        unflushed += size
        note()
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { result in
            self.unflushed -= size
            self.note()
            completion?(result)
            if case .failure = result { self.context?.close(promise: nil) }
            self.step()
        }
        context.writeAndFlush(wrapOutboundOut(message), promise: sent)
        watch()
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
        defer { watch() }
        guard waiter != nil, unflushed == 0 || closed else { return }
        if let fault { return answer(.failure(fault)) }
        guard !drained else { return answer(.success(nil)) }
        do {
            if let frame = try frames.next() {
                note()
                answer(.success(frame))
                // Who waits for our reply before the next call has that call read as soon as it comes: to ask for it
                // only then would cost two system calls more. Nothing is kept, so this is the one read.
                if frames.buffered == 0 { context?.read() }
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
        let waiter = waiter
        self.waiter = nil
        waiter?(result)
    }
}

/// What a peer may cost.
extension MessageHandler {
    /// Less than this is not worth counting: a connection costs more by itself.
    private static let trifle = 64 * 1024

    /// Counts the memory that the connection holds.
    private func note() {
        let now = closed ? 0 : frames.buffered + unflushed
        peak = max(peak, now)
        guard let bounds else { return }
        let worthCounting = now > Self.trifle ? now : 0
        guard worthCounting != held else { return }
        if bounds.hold(worthCounting - held) { held = worthCounting } else { cut(.heldTooMuch) }
    }

    /// Sees to it that what the peer owes has an end: to take our reply, or to finish its message.
    private func watch() {
        guard let bounds, let context else { return }
        let owed: MessageFault? =
            if closed || fault != nil { nil } else if unflushed > 0 {
                .untaken(within: bounds.patience)
            } else if waiter != nil, frames.buffered > 0 {
                .unfinished(within: bounds.patience)
            } else { nil }
        guard owed != due?.fault else { return }
        due?.timer.cancel()
        due = owed.map { owed in
            let timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(bounds.patience)) {
                self.cut(owed)
            }
            return (owed, timer)
        }
    }

    private func cut(_ fault: MessageFault) {
        guard self.fault == nil else { return }
        self.fault = fault
        context?.close(promise: nil)
    }
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
        due?.timer.cancel()
        due = nil
        note()
        interrupt()
        step()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
