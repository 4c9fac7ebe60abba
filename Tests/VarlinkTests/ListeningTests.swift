import Foundation
import Testing

@testable import Varlink

@Suite("Listening", .timeLimit(.minutes(1)))
struct ListeningTests {
    private let folder: Folder
    private let service: Service

    init() throws {
        folder = try Folder()
        service = try TestService().service
    }

    private func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    @Test("A socket nobody listens at is replaced, with the wanted mode", arguments: [0o600, 0o660, 0o666])
    func stale(mode: UInt32) async throws {
        let old = try UnixSocket.listen(at: folder.socket, mode: 0o700, backlog: 1)
        close(old.descriptor)
        #expect(throws: RawClient.Failure(errno: ECONNREFUSED)) { try RawClient(folder.socket) }
        let server = try await Server.listening(at: folder.socket, mode: mode, serving: service)
        #expect(server.socketPath == folder.socket)
        #expect((status(folder.socket)?.st_mode ?? 0) & 0o777 == mode)
        _ = try RawClient(folder.socket)
        await server.shutdown()
        #expect(status(folder.socket) == nil)
    }

    @Test("A living server is left alone")
    func live() async throws {
        let server = try await Server.listening(at: folder.socket, serving: service)
        await #expect(throws: SocketTaken(path: folder.socket)) {
            try await Server.listening(at: folder.socket, serving: service)
        }
        _ = try RawClient(folder.socket)
        await server.shutdown()
    }

    @Test("A server too busy to accept is alive")
    func busy() async throws {
        let busy = try UnixSocket.listen(at: folder.socket, mode: 0o600, backlog: 0)
        let waiting = try RawClient(folder.socket)
        await #expect(throws: SocketTaken(path: folder.socket)) {
            try await Server.listening(at: folder.socket, serving: service)
        }
        #expect(status(folder.socket) != nil)
        waiting.close()
        close(busy.descriptor)
    }

    @Test("A file that is no socket is left alone")
    func noSocket() async throws {
        try "kept".write(toFile: folder.socket, atomically: true, encoding: .utf8)
        await #expect(throws: SocketError.notASocket(path: folder.socket)) {
            try await Server.listening(at: folder.socket, serving: service)
        }
        #expect(try String(contentsOfFile: folder.socket, encoding: .utf8) == "kept")
    }

    @Test("107 bytes of path are enough, 108 too many", arguments: [107, 108])
    func length(bytes: Int) async throws {
        let path = folder.path + "/" + String(repeating: "x", count: bytes - folder.path.utf8.count - 1)
        guard bytes == 107 else {
            await #expect(throws: SocketError.pathTooLong(path: path)) {
                try await Server.listening(at: path, serving: service)
            }
            await #expect(throws: ClientError.pathTooLong(path: path)) { try await Client.connect(path: path) }
            return
        }
        let server = try await Server.listening(at: path, serving: service)
        _ = try RawClient(path)
        await server.shutdown()
    }

    @Test("A folder that is not there")
    func noFolder() async throws {
        let path = folder.path + "/none/socket"
        await #expect(throws: SocketError.failed(call: "bind \(path)", errno: ENOENT)) {
            try await Server.listening(at: path, serving: service)
        }
    }

    @Test("At the end only our own socket is removed")
    func ours() async throws {
        let server = try await Server.listening(at: folder.socket, serving: service)
        unlink(folder.socket)
        let other = try UnixSocket.listen(at: folder.socket, mode: 0o600, backlog: 1)
        await server.shutdown()
        #expect(status(folder.socket) != nil)
        close(other.descriptor)
    }

    @Test("An inherited socket is served and its file kept")
    func inherited() async throws {
        let inherited = try UnixSocket.listen(at: folder.socket, mode: 0o600, backlog: 8)
        let server = try await Server.adopting(descriptor: inherited.descriptor, serving: service)
        #expect(server.socketPath == folder.socket)
        let running = Task { try await server.run() }
        let sum = try await withClient(folder.socket) {
            try await $0.call("org.example.test.Add", Pair(a: 1, b: 2), as: Sum.self)
        }
        #expect(sum.sum == 3)
        await server.shutdown()
        try await running.value
        #expect(status(folder.socket) != nil)
    }

    @Test("What is no listening Unix socket is not adopted")
    func notInherited() async throws {
        let pair = Pipe()
        let tcp = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let unbound = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        for descriptor in [pair.fileHandleForReading.fileDescriptor, tcp, unbound, 9999] {
            await #expect(throws: SocketError.self) {
                try await Server.adopting(descriptor: descriptor, serving: service)
            }
        }
        close(tcp)
        close(unbound)
    }

    @Test("More connections than allowed are turned away, and may come when there is room")
    func connectionLimit() async throws {
        let ended = Events<ConnectionID>()
        let server = try await Server.listening(
            at: folder.socket, serving: service, limits: ConnectionLimits(connections: 1),
            onDisconnect: { ended.note($0) })
        let running = Task { try await server.run() }
        let call = #"{"method":"org.example.test.Add","parameters":{"a":1,"b":2}}"#
        let first = try RawClient(folder.socket)
        try await first.write(messages: call)
        #expect(await first.message() != nil)
        #expect(await (try RawClient(folder.socket)).message() == nil)
        first.close()
        await ended.wait(for: ConnectionID(1))
        while await server.connectionCount > 0 { await Task.yield() }
        let third = try RawClient(folder.socket)
        try await third.write(messages: call)
        #expect(await third.message() != nil)
        await server.shutdown()
        try await running.value
    }
}
