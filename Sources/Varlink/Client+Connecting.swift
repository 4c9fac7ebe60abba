internal import Foundation
internal import NIOCore
internal import NIOPosix

extension Client {
    /// - Parameter thread: shared with other clients and servers; without one the client makes its own, and ends it
    ///   in `close()`.
    /// - Throws: `ClientError.unreachable`, `ClientError.pathTooLong`.
    public static func connect(path: String, on shared: EventThread? = nil) async throws -> Client {
        guard path.utf8.count <= UnixSocket.pathLimit else { throw ClientError.pathTooLong(path: path) }
        let thread = shared ?? EventThread()
        do {
            let channel = try await channel(to: path, on: thread)
            return Client(channel: channel, thread: thread, ownsThread: shared == nil)
        } catch {
            if shared == nil { await thread.shutdown() }
            guard let number = (error as? IOError)?.errnoCode else { throw error }
            throw ClientError.unreachable(path: path, errno: number)
        }
    }

    /// A listener whose queue is full has it empty again soon; the kernel does not tell when, so we ask again.
    private static func channel(to path: String, on thread: EventThread) async throws -> MessageChannel {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            do {
                return try await attempt(to: path, on: thread)
            } catch let error as IOError where error.errnoCode == EAGAIN && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    private static func attempt(to path: String, on thread: EventThread) async throws -> MessageChannel {
        let address = try SocketAddress(unixDomainSocketPath: path)
        let bootstrap = ClientBootstrap(group: thread.group).channelOption(.autoRead, value: false)
        return try await bootstrap.connect(to: address) { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = MessageHandler()
                try channel.pipeline.syncOperations.addHandler(handler)
                return MessageChannel(channel, handler)
            }
        }
    }
}
