import Foundation
import Testing

@testable import Varlink

@Suite("The client", .timeLimit(.minutes(1)))
struct ClientTests {
    @Test("Calls, errors and introspection on one connection")
    func calls() async throws {
        try await withServer(TestService().service) { _, path in
            try await withClient(path) { client in
                #expect(try await client.call("org.example.test.Add", Pair(a: 1, b: 2), as: Sum.self).sum == 3)
                let error = await #expect(throws: VarlinkError.self) {
                    try await client.call("org.example.test.Fail", Reason(reason: "否"), as: Empty.self)
                }
                #expect(error?.name == "org.example.test.Refused")
                #expect(try error?.decode(Reason.self) == Reason(reason: "否"))
                let info: ServiceInfo = try await client.call("org.varlink.service.GetInfo")
                #expect(info.interfaces == ["org.varlink.service", "org.example.test"])
                #expect(info.vendor == "Example" && info.product == "Test" && info.version == "1")
                // A reply has members this type does not know.
                let vendor: Vendor = try await client.call("org.varlink.service.GetInfo")
                #expect(vendor.vendor == "Example")
                await #expect {
                    try await client.call("org.example.test.Add", Pair(a: 1, b: 2), as: Number.self)
                } throws: { error in
                    if case .unexpectedReply = error as? ClientError { true } else { false }
                }
                try await client.send(oneway: "org.example.test.Crash")
                #expect(try await client.call("org.example.test.Add", Pair(a: 2, b: 2), as: Sum.self).sum == 4)
            }
        }
    }

    @Test("Concurrent callers share a connection, each gets its own answer")
    func concurrent() async throws {
        try await withServer(TestService().service) { _, path in
            try await withClient(path) { client in
                try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                    for number in 0..<200 {
                        group.addTask {
                            (
                                number,
                                try await client.call("org.example.test.Add", Pair(a: number, b: 1), as: Sum.self).sum
                            )
                        }
                    }
                    for try await (number, sum) in group { #expect(sum == number + 1) }
                }
            }
        }
    }

    @Test("A stream ends with its last reply, or its error; the connection stays usable")
    func streams() async throws {
        try await withServer(TestService().service) { _, path in
            try await withClient(path) { client in
                var numbers: [Int] = []
                for try await reply in client.stream("org.example.test.Count", Upper(to: 100), as: Number.self) {
                    numbers.append(reply.number)
                }
                #expect(numbers == Array(1...100))
                numbers = []
                await #expect(throws: VarlinkError.self) {
                    for try await reply in client.stream("org.example.test.Break", as: Number.self) {
                        numbers.append(reply.number)
                    }
                }
                #expect(numbers == [1])
                #expect(try await client.call("org.example.test.Add", Pair(a: 1, b: 2), as: Sum.self).sum == 3)
            }
        }
    }

    @Test("Leaving a stream half-way gives the connection up")
    func leaving() async throws {
        let test = try TestService()
        try await withServer(test.service) { _, path in
            try await withClient(path) { client in
                for try await _ in client.stream("org.example.test.Monitor", as: Empty.self) { break }
                await test.events.wait(for: .interrupted("Monitor"))
                await #expect(throws: ClientError.closed) {
                    try await client.call("org.example.test.Add", Pair(a: 1, b: 2), as: Sum.self)
                }
            }
        }
    }

    @Test("A cancelled call returns at once and closes the connection")
    func cancelled() async throws {
        let test = try TestService()
        try await withServer(test.service) { _, path in
            try await withClient(path) { client in
                let call = Task { try await client.call("org.example.test.Wait", Name(name: "a"), as: Name.self) }
                await test.events.wait(for: .called("a"))
                call.cancel()
                await #expect(throws: CancellationError.self) { try await call.value }
                await #expect(throws: ClientError.closed) {
                    try await client.call("org.example.test.Wait", Name(name: "a"), as: Name.self)
                }
            }
            await test.gate.open()
        }
    }

    @Test("A call cancelled before its turn leaves the connection to the others")
    func cancelledInQueue() async throws {
        let test = try TestService()
        try await withServer(test.service) { _, path in
            try await withClient(path) { client in
                async let first = client.call("org.example.test.Wait", Name(name: "a"), as: Name.self)
                await test.events.wait(for: .called("a"))
                let second = Task { try await client.call("org.example.test.Add", Pair(a: 1, b: 2), as: Sum.self) }
                second.cancel()
                await test.gate.open()
                let name = try await first
                #expect(name == Name(name: "a"))
                await #expect(throws: CancellationError.self) { try await second.value }
                #expect(try await client.call("org.example.test.Add", Pair(a: 1, b: 2), as: Sum.self).sum == 3)
            }
        }
    }

    @Test("Why nobody can be reached")
    func unreachable() async throws {
        let folder = try Folder()
        await #expect(throws: ClientError.unreachable(path: folder.socket, errno: ENOENT)) {
            try await Client.connect(path: folder.socket)
        }
        close(try UnixSocket.listen(at: folder.socket, mode: 0o600, backlog: 1).descriptor)
        await #expect(throws: ClientError.unreachable(path: folder.socket, errno: ECONNREFUSED)) {
            try await Client.connect(path: folder.socket)
        }
    }

    @Test(
        "A service that ends in the middle, or talks nonsense",
        arguments: [
            ("", ClientError.disconnected), ("{\"parameters\":{", .malformed(.truncated)),
            ("{}\u{0}", nil),
            ("{\"parameters\":[]}\u{0}", .malformed(.wrongType(member: "parameters", expected: "an object"))),
            ("[]\u{0}", .malformed(.malformed("an object expected", offset: 0))),
        ])
    func nonsense(answer: String, failure: ClientError?) async throws {
        let folder = try Folder()
        let listener = try UnixSocket.listen(at: folder.socket, mode: 0o600, backlog: 1)
        defer { close(listener.descriptor) }
        try await withClient(folder.socket) { client in
            let accepted = accept(listener.descriptor, nil, nil)
            _ = answer.utf8.withContiguousStorageIfAvailable { write(accepted, $0.baseAddress, $0.count) }
            shutdown(accepted, Int32(SHUT_WR))
            defer { close(accepted) }
            if let failure {
                await #expect(throws: failure) { try await client.call("a.B", as: Empty.self) }
            } else {
                _ = try await client.call("a.B", as: Empty.self)
            }
        }
    }

    @Test("A call or reply that fits into no message is refused without harm")
    func tooLong() async throws {
        try await withServer(TestService().service) { _, path in
            try await withClient(path) { client in
                let text = String(repeating: "x", count: Wire.messageLimit)
                await #expect(throws: ClientError.callTooLong(method: "org.example.test.Size")) {
                    try await client.call("org.example.test.Size", Text(text: text), as: Size.self)
                }
                let request = BlobRequest(size: Wire.messageLimit, number: 1)
                let error = await #expect(throws: VarlinkError.self) {
                    try await client.call("org.example.test.Blob", request, as: Blob.self)
                }
                #expect(error?.name == "org.example.test.Unexpected")
            }
        }
    }

    @Test("One thread serves a server and its clients")
    func sharedThread() async throws {
        let folder = try Folder()
        let thread = EventThread()
        let server = try await Server.listening(at: folder.socket, serving: TestService().service, on: thread)
        let running = Task { try await server.run() }
        let client = try await Client.connect(path: folder.socket, on: thread)
        #expect(try await client.call("org.example.test.Add", Pair(a: 1, b: 2), as: Sum.self).sum == 3)
        await client.close()
        await server.shutdown()
        try await running.value
        try await thread.hop()
        await thread.shutdown()
    }
}

private struct Vendor: Codable { let vendor: String }
