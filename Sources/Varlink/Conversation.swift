#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Logging
internal import NIOCore

/// One connection of a server, from its first byte to its last: its calls run strictly one after the other.
///
/// It runs on the event loop, where its bytes are: what needs no other thread costs no change of threads. The bodies of
/// methods run elsewhere.
actor Conversation {
    nonisolated let id: ConnectionID
    nonisolated let unownedExecutor: UnownedSerialExecutor
    private let channel: MessageChannel
    private let peer: Peer
    private let service: Service
    private let logger: Logger

    init(_ id: ConnectionID, _ channel: MessageChannel, _ peer: Peer, service: Service, logger: Logger) {
        self.id = id
        self.channel = channel
        self.peer = peer
        self.service = service
        self.logger = logger
        unownedExecutor = channel.eventLoop.executor.asUnownedSerialExecutor()
    }

    func run() async {
        await withTaskCancellationHandler {
            do {
                while let frame = try await next() {
                    let message = try await understood(frame)
                    // Nobody waits for the answers of a caller who has gone; what was sent one way still counts.
                    if !message.oneway, !channel.isActive { continue }
                    let call = Call(
                        method: message.method, parameters: message.parameters, more: message.more,
                        oneway: message.oneway, peer: peer, connection: id)
                    await answer(call, message)
                }
            } catch let fault as MessageFault {
                logger.warning("closed \(id) of uid \(peer.uid), pid \(peer.pid): \(fault)")
            } catch {
                logger.debug("\(id) failed: \(error)")
            }
            await channel.closed()
        } onCancel: {
            channel.close()
        }
    }

    /// The next message. Awaited here, on the event loop: by a function that belongs to no actor it would pass through
    /// another thread.
    private func next() async throws -> ByteBuffer? {
        try await withCheckedThrowingContinuation(isolation: self) { continuation in
            channel.next { continuation.resume(with: $0) }
        }
    }

    /// Reads a call: a long one elsewhere, so that it holds up no other connection.
    private func understood(_ frame: ByteBuffer) async throws -> CallMessage {
        guard frame.readableBytes > Self.short else { return try CallMessage(frame) }
        return try await Task.detached { try CallMessage(frame) }.value
    }

    private static let short = 16 * 1024

    private func answer(_ call: Call, _ message: CallMessage) async {
        var failure: VarlinkError?
        do {
            try await perform(call, message)
        } catch is ClientGone {
            channel.close()
        } catch let error as CancellationError where call.more {
            // A stream that was interrupted has no last reply: the end of the connection says it.
            logger.debug("\(call.method) was interrupted: \(error)")
            channel.close()
        } catch {
            failure = (error as? VarlinkError) ?? service.errorMapper(error)
        }
        if let failure, !call.oneway { reply(with: failure) }
        service.observe?(call, failure)
    }

    private func perform(_ call: Call, _ message: CallMessage) async throws {
        let handler = try service.handler(of: call.method)
        if message.parametersAreNoObject { throw VarlinkError.invalidParameter("parameters") }
        if message.upgrade { throw VarlinkError.methodNotImplemented(call.method) }
        switch handler.body.chosen(more: call.more) {
        case .unimplemented, .either: throw VarlinkError.methodNotImplemented(call.method)
        case .constant(let parameters): try reply(parameters, to: call)
        case .single(let body): try reply(try await body(call), to: call)
        case .stream(let endsAtShutdown, let body):
            guard call.more else { throw VarlinkError.expectedMore }
            let replies = ReplyStream { [channel] parameters, continues in
                let message = try Wire.reply(parameters, continues: continues)
                do { try await channel.send(message) } catch { throw ClientGone() }
            }
            do {
                try await channel.interruptible(atDrain: endsAtShutdown) { try await body(call, replies) }
                try await replies.finish()
            } catch {
                // Once the caller has had its last reply, an error has nowhere to go.
                guard await replies.isFinished else { throw error }
                logger.warning("\(call.method) failed after its last reply: \(error)")
            }
        }
    }

    private func reply(_ parameters: Data, to call: Call) throws {
        if !call.oneway { channel.post(try Wire.reply(parameters)) }
    }

    private func reply(with error: VarlinkError) {
        do {
            channel.post(try Wire.reply(error))
        } catch {
            logger.error("an error reply does not fit into a message: \(error)")
            channel.close()
        }
    }
}
