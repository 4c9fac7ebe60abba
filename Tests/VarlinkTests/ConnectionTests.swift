import Foundation
import Testing

@testable import Varlink

@Suite("Connections", .timeLimit(.minutes(2)))
struct ConnectionTests {
    @Test("The kernel says who calls")
    func credentials() async throws {
        try await withServer(TestService().service) { _, path in
            let who = try await withClient(path) { try await $0.call("org.example.test.Who", as: Who.self) }
            var groups = [gid_t](repeating: 0, count: 1024)
            groups = Array(groups.prefix(Int(getgroups(1024, &groups))))
            #expect(who.uid == getuid() && who.gid == getgid() && who.pid == getpid())
            #expect(who.groups.sorted() == groups.sorted())
        }
    }

    @Test("The end of a connection is told once, after its last call has returned")
    func disconnect() async throws {
        let test = try TestService()
        let ended = Events<ConnectionID>()
        try await withServer(test.service, onDisconnect: { ended.note($0) }) { server, path in
            let client = try RawClient(path)
            try await client.write(messages: #"{"method":"org.example.test.Wait","parameters":{"name":"a"}}"#)
            await test.events.wait(for: .called("a"))
            client.close()
            #expect(await server.connectionCount == 1)
            await test.gate.open()
            // A method runs to its end although nobody waits for it.
            await test.events.wait(for: .finished("a"))
            await ended.wait(for: ConnectionID(1))
        }
        #expect(await ended.all().isEmpty)
    }

    @Test("A stream is interrupted when its reader leaves")
    func interrupted() async throws {
        let test = try TestService()
        try await withServer(test.service) { _, path in
            let client = try RawClient(path)
            try await client.write(messages: #"{"method":"org.example.test.Monitor","more":true}"#)
            #expect(await client.message() == #"{"parameters":{},"continues":true}"#)
            client.close()
            await test.events.wait(for: .interrupted("Monitor"))
        }
    }

    @Test("A client that pipelines 10,000 calls and reads nothing is made to wait, then gets every answer")
    func slowReader() async throws {
        let test = try TestService()
        let (calls, size) = (10_000, 8 * 1024)
        let handled = Counter()
        var service = test.service
        service.observe = { call, _ in if call.method.hasSuffix("Blob") { handled.add() } }
        // The others are served for as long as a busy machine takes.
        let limits = ConnectionLimits(patience: .seconds(600))
        try await withServer(service, limits: limits) { server, path in
            let client = try RawClient(path)
            let bytes = (0..<calls).flatMap { number in
                #"{"method":"org.example.test.Blob","parameters":{"size":\#(size),"number":\#(number)}}"#.utf8 + [0]
            }
            async let written: Void = client.write(bytes)
            await test.events.wait(for: .called("org.example.test.Blob"))
            // Whoever does read is served meanwhile. Were the answers queued, hundreds would be ready by then.
            try await withClient(path) { other in
                for number in 0..<500 {
                    let sum = try await other.call("org.example.test.Add", Pair(a: number, b: 1), as: Sum.self)
                    #expect(sum.sum == number + 1)
                }
            }
            // What fits into the kernel's buffer (208 KiB by default) has been answered, and one more.
            #expect(handled.value <= 64)
            let peak = try await server.peaks()[ConnectionID(1)] ?? 0
            #expect(peak > size && peak < size + 2 * 64 * 1024)

            for number in 0..<calls {
                guard let message = await client.message(), message.utf8.count > size,
                    message.hasPrefix(#"{"parameters":{"number":\#(number),"#)
                        || message.hasSuffix(#""number":\#(number)}}"#)
                else {
                    Issue.record("answer \(number) is missing or wrong")
                    break
                }
            }
            try await written
            let last = try await server.peaks()[ConnectionID(1)] ?? 0
            #expect(last < size + 2 * 64 * 1024)
        }
    }

    @Test("A stream waits for its reader")
    func slowStream() async throws {
        let test = try TestService()
        try await withServer(test.service) { server, path in
            let client = try RawClient(path)
            try await client.write(
                messages: #"{"method":"org.example.test.Open","parameters":{"count":10000},"more":true}"#)
            #expect(await client.message() == #"{"parameters":{"number":0},"continues":true}"#)
            try await withClient(path) { other in
                for _ in 0..<200 { _ = try await other.call("org.example.test.Add", Pair(a: 1, b: 1), as: Sum.self) }
            }
            #expect(try await server.peaks()[ConnectionID(1)] ?? 0 < 1024)
            #expect(await client.messages(10_000).count == 10_000)
        }
    }

    @Test("Shutdown accepts nobody, finishes what runs, begins nothing, interrupts monitors")
    func shutdown() async throws {
        let test = try TestService()
        let folder = try Folder()
        let server = try await Server.listening(at: folder.socket, serving: test.service)
        let running = Task { try await server.run() }
        let (busy, idle, monitor) = (
            try RawClient(folder.socket), try RawClient(folder.socket), try RawClient(folder.socket)
        )
        try await busy.write(
            messages: #"{"method":"org.example.test.Wait","parameters":{"name":"a"}}"#,
            #"{"method":"org.example.test.Wait","parameters":{"name":"b"}}"#)
        await test.events.wait(for: .called("a"))
        try await monitor.write(messages: #"{"method":"org.example.test.Monitor","more":true}"#)
        #expect(await monitor.message() != nil)

        let stopping = Task { await server.shutdown(grace: .seconds(60)) }
        #expect(await monitor.message() == nil)
        #expect(await idle.message() == nil)
        #expect(throws: RawClient.Failure(errno: ECONNREFUSED)) { try RawClient(folder.socket) }
        await test.gate.open()
        #expect(await busy.message() == #"{"parameters":{"name":"a"}}"#)
        #expect(await busy.message() == nil)
        await stopping.value
        try await running.value
        #expect(!FileManager.default.fileExists(atPath: folder.socket))
        #expect(await !test.events.all().contains(.called("b")))
    }

    @Test("After the grace what still runs is cut off; cancelling run() cuts off at once", arguments: [true, false])
    func cutOff(byGrace: Bool) async throws {
        let test = try TestService()
        let folder = try Folder()
        let server = try await Server.listening(at: folder.socket, serving: test.service)
        let running = Task { try await server.run() }
        let client = try RawClient(folder.socket)
        try await client.write(messages: #"{"method":"org.example.test.Wait","parameters":{"name":"a"}}"#)
        await test.events.wait(for: .called("a"))
        let stopping = Task {
            if byGrace { await server.shutdown(grace: .milliseconds(1)) } else { running.cancel() }
        }
        #expect(await client.message() == nil)
        await test.gate.open()
        await stopping.value
        if byGrace {
            try await running.value
        } else {
            await #expect(throws: CancellationError.self) { try await running.value }
        }
        #expect(!FileManager.default.fileExists(atPath: folder.socket))
    }

    @Test("A server that was never run can be shut down, and passes the watchdog until then")
    func neverRun() async throws {
        let folder = try Folder()
        let server = try await Server.listening(at: folder.socket, serving: TestService().service)
        try await server.hop()
        let client = try RawClient(folder.socket)
        await server.shutdown()
        #expect(await client.message() == nil)
        await #expect(throws: CancellationError.self) { try await server.hop() }
        try await server.run()
    }
}

/// Counts from any thread.
final class Counter: @unchecked Sendable {
    // Safe because each access holds the lock.
    private let lock = NSLock()
    private var count = 0

    func add() { lock.withLock { count += 1 } }

    var value: Int { lock.withLock { count } }
}
