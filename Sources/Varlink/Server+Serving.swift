internal import Logging
internal import NIOCore

extension Server {
    /// One connection from its first byte to its last.
    nonisolated func serve(_ channel: MessageChannel, _ peer: Peer, _ id: ConnectionID) async {
        await withTaskCancellationHandler {
            do {
                while let frame = try await channel.next() {
                    let message = try CallMessage(frame)
                    // Nobody waits for the answers of a caller who has gone; what was sent one way still counts.
                    if !message.oneway, !channel.isActive { continue }
                    let call = Call(
                        method: message.method, parameters: message.parameters, more: message.more,
                        oneway: message.oneway, peer: peer, connection: id)
                    await answer(call, message, channel)
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
        await onDisconnect(id)
    }

    private nonisolated func answer(_ call: Call, _ message: CallMessage, _ channel: MessageChannel) async {
        var failure: VarlinkError?
        do {
            try await perform(call, message, channel)
        } catch is ClientGone {
            channel.close()
        } catch let error as CancellationError where call.more {
            // A stream that was interrupted has no last reply: the end of the connection says it.
            logger.debug("\(call.method) was interrupted: \(error)")
            channel.close()
        } catch {
            failure = (error as? VarlinkError) ?? service.errorMapper(error)
        }
        if let failure, !call.oneway { reply(with: failure, channel) }
        service.observe?(call, failure)
    }

    private nonisolated func perform(_ call: Call, _ message: CallMessage, _ channel: MessageChannel) async throws {
        let handler = try service.handler(of: call.method)
        if message.parametersAreNoObject { throw VarlinkError.invalidParameter("parameters") }
        if message.upgrade { throw VarlinkError.methodNotImplemented(call.method) }
        switch handler.body {
        case .unimplemented: throw VarlinkError.methodNotImplemented(call.method)
        case .single(let body):
            let parameters = try await body(call)
            if !call.oneway { channel.post(try Wire.reply(parameters)) }
        case .stream(let endsAtShutdown, let body):
            guard call.more else { throw VarlinkError.expectedMore }
            let replies = ReplyStream { parameters, continues in
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

    private nonisolated func reply(with error: VarlinkError, _ channel: MessageChannel) {
        do {
            channel.post(try Wire.reply(error))
        } catch {
            logger.error("an error reply does not fit into a message: \(error)")
            channel.close()
        }
    }
}
