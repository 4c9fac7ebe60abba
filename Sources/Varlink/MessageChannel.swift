internal import NIOCore

/// One connection, seen from a task: the face of `MessageHandler` for both ends.
struct MessageChannel: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<MessageHandler>

    /// On the channel's event loop only.
    init(_ channel: any Channel, _ handler: MessageHandler) {
        self.channel = channel
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
    }

    var isActive: Bool { channel.isActive }

    /// The next message, after everything sent before has reached the kernel; nothing when there will be none.
    ///
    /// - Throws: `MessageFault` when the bytes make no message.
    func next() async throws -> ByteBuffer? {
        let promise = channel.eventLoop.makePromise(of: ByteBuffer?.self)
        run { $0.next(promise) }
        return try await promise.futureResult.get()
    }

    /// Sends, and waits until the kernel has all bytes.
    func send(_ message: ByteBuffer) async throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        run { $0.send(message, promise) }
        try await promise.futureResult.get()
    }

    /// Sends without waiting; `next()` waits instead. A failure closes the connection.
    func post(_ message: ByteBuffer) { run { $0.send(message, nil) } }

    /// Lets what is being answered finish, and hands out no further message.
    func drain() { run { $0.drain() } }

    func close() { channel.close(promise: nil) }

    /// Closes, and waits until that is done.
    func closed() async {
        close()
        try? await channel.closeFuture.get()
    }

    /// Runs `body`, cancelled when the peer goes, and with `atDrain` also when the connection drains.
    func interruptible(atDrain: Bool, _ body: @escaping @Sendable () async throws -> Void) async throws {
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
        try await channel.eventLoop.submit { handler.value.peak }.get()
    }

    private func run(_ body: @escaping @Sendable (MessageHandler) -> Void) {
        channel.eventLoop.execute { body(handler.value) }
    }
}
