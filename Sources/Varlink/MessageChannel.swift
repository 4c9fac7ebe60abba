internal import NIOCore

/// One connection, seen from a task: the face of `MessageHandler` for both ends.
struct MessageChannel: Sendable {
    let eventLoop: any EventLoop
    private let channel: any Channel
    private let handler: NIOLoopBound<MessageHandler>

    /// On the channel's event loop only.
    init(_ channel: any Channel, _ handler: MessageHandler) {
        self.channel = channel
        eventLoop = channel.eventLoop
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    }

    var isActive: Bool { channel.isActive }

    /// The next message, after everything sent before has reached the kernel; nothing when there will be none.
    ///
    /// - Throws: `MessageFault` when the bytes make no message, or the other end had to be cut off.
    nonisolated(nonsending) func next() async throws -> ByteBuffer? {
        try await withCheckedThrowingContinuation { continuation in next { continuation.resume(with: $0) } }
    }

    /// The same, told by a call on the event loop.
    func next(_ answer: @escaping @Sendable (Result<ByteBuffer?, any Error>) -> Void) { run { $0.next(answer) } }

    /// Sends, and waits until the kernel has all bytes.
    nonisolated(nonsending) func send(_ message: ByteBuffer) async throws {
        try await withCheckedThrowingContinuation { continuation in
            run { $0.send(message) { continuation.resume(with: $0) } }
        }
    }

    /// Sends without waiting; `next()` waits instead. A failure closes the connection.
    func post(_ message: ByteBuffer) { run { $0.send(message) } }

    /// Lets what is being answered finish, and hands out no further message.
    func drain() { run { $0.drain() } }

    func close() { channel.close(promise: nil) }

    /// Closes, and waits until that is done.
    func closed() async {
        close()
        try? await channel.closeFuture.get()
    }

    /// Runs `body`, cancelled when the peer goes, and with `atDrain` also when the connection drains.
    nonisolated(nonsending) func interruptible(
        atDrain: Bool, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        let task = Task { try await body() }
        run { $0.whenInterrupted(atDrain: atDrain) { task.cancel() } }
        defer { run { $0.forgetInterruption() } }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// For tests: the most bytes this connection ever held at once.
    func peak() async throws -> Int {
        try await eventLoop.submit { handler.value.peak }.get()
    }

    private func run(_ body: @escaping @Sendable (MessageHandler) -> Void) {
        if eventLoop.inEventLoop {
            body(handler.value)
        } else {
            eventLoop.execute { body(handler.value) }
        }
    }
}
