#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import NIOCore

/// One connection to a service. Calls are made one after the other; a call waits for those before it.
///
/// A task that is cancelled while it waits for a reply closes the connection: an answer that nobody fetches would
/// become the answer to the next question.
public actor Client {
    private let channel: MessageChannel
    private let thread: EventThread
    private let ownsThread: Bool
    /// No further call may use the connection.
    private var abandoned = false
    private var threadEnded = false
    /// Questions to the event loop that have not been answered; the thread must not end before they are.
    private var pending = 0
    private var awaitingIdle: [CheckedContinuation<Void, Never>] = []
    private var busy = false
    private var queue: [CheckedContinuation<Void, Never>] = []

    init(channel: MessageChannel, thread: EventThread, ownsThread: Bool) {
        self.channel = channel
        self.thread = thread
        self.ownsThread = ownsThread
    }

    /// Calls a method and decodes its reply; members the reply type does not know are passed over.
    ///
    /// - Throws: the `VarlinkError` the service sent; `ClientError`; `CancellationError`; `EncodingError`.
    public func call<Parameters: Encodable & Sendable, Reply: Decodable & Sendable>(
        _ method: String, _ parameters: Parameters = Empty(), as reply: Reply.Type = Reply.self
    ) async throws -> Reply {
        let parameters = try Wire.object(parameters)
        let message = try await exclusively {
            try await self.post(method, parameters, flag: nil)
            return try await self.receive()
        }
        return try Self.decode(message, of: method)
    }

    /// Calls without an answer; returns when the kernel has the call.
    ///
    /// - Throws: `ClientError`; `EncodingError`.
    public func send<Parameters: Encodable & Sendable>(
        oneway method: String, _ parameters: Parameters = Empty()
    ) async throws {
        let parameters = try Wire.object(parameters)
        try await exclusively { try await self.post(method, parameters, flag: .oneway) }
    }

    /// Calls a method that replies several times. The call is made when the first reply is asked for, and each reply
    /// is read when it is asked for: a slow reader slows the service down.
    ///
    /// Whoever stops before the last reply has given the connection up: it is closed.
    public nonisolated func stream<Parameters: Encodable & Sendable, Reply: Decodable & Sendable>(
        _ method: String, _ parameters: Parameters = Empty(), as reply: Reply.Type = Reply.self
    ) -> AsyncThrowingStream<Reply, any Error> {
        let subscription = Subscription(self, method) { try Wire.object(parameters) }
        return AsyncThrowingStream { try await subscription.next().map { try Self.decode($0, of: method) } }
    }

    /// Closes the connection; a call that waits fails with `ClientError.disconnected`.
    public func close() async {
        abandoned = true
        guard !threadEnded else { return }
        threadEnded = ownsThread
        await channel.closed()
        guard ownsThread else { return }
        while pending > 0 { await withCheckedContinuation { awaitingIdle.append($0) } }
        await thread.shutdown()
    }

    static func decode<Reply: Decodable>(_ message: ReplyMessage, of method: String) throws -> Reply {
        if let error = message.error { throw VarlinkError(name: error, received: message.parameters) }
        do {
            return try JSONDecoder().decode(Reply.self, from: message.parameters)
        } catch let error as DecodingError {
            throw ClientError.unexpectedReply(method: method, reason: "\(error)")
        }
    }
}

/// The turns of a call, for `Subscription` and for the calls above.
extension Client {
    /// Waits for its turn.
    func begin() async throws {
        if busy { await withCheckedContinuation { queue.append($0) } }
        busy = true
        guard !abandoned, !Task.isCancelled else {
            end()
            throw abandoned ? ClientError.closed : CancellationError()
        }
    }

    /// Gives the turn on; whoever is next finds `busy` still true, so that nobody slips in between.
    func end() {
        if queue.isEmpty { busy = false } else { queue.removeFirst().resume() }
    }

    /// Gives up the connection.
    func abandon() {
        guard !abandoned else { return }
        abandoned = true
        channel.close()
    }

    func post(_ method: String, _ parameters: Data, flag: CallFlag?) async throws {
        guard !abandoned else { throw ClientError.closed }
        guard let message = try? Wire.call(method, parameters, flag: flag) else {
            throw ClientError.callTooLong(method: method)
        }
        guard flag == .oneway else {
            // If this fails the connection closes, and `receive` tells.
            channel.post(message)
            return
        }
        do {
            try await pending { [channel] in try await channel.send(message) }
        } catch {
            abandon()
            throw ClientError.disconnected
        }
    }

    func receive() async throws -> ReplyMessage {
        guard !abandoned else { throw ClientError.disconnected }
        do {
            let frame = try await pending { [channel] in
                try await withTaskCancellationHandler {
                    try await channel.next()
                } onCancel: {
                    channel.close()
                }
            }
            try Task.checkCancellation()
            guard let frame else { throw ClientError.disconnected }
            return try ReplyMessage(frame)
        } catch {
            abandon()
            throw (error as? MessageFault).map(ClientError.malformed) ?? error
        }
    }

    private func pending<T: Sendable>(_ body: @Sendable () async throws -> T) async throws -> T {
        pending += 1
        defer {
            pending -= 1
            if pending == 0 {
                for waiter in awaitingIdle { waiter.resume() }
                awaitingIdle = []
            }
        }
        return try await body()
    }

    private func exclusively<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        try await begin()
        defer { end() }
        return try await body()
    }
}
