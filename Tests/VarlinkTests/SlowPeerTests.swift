import Foundation
import Testing

@testable import Varlink

@Suite("Peers that keep us waiting are cut off, with the cause in the log", .timeLimit(.minutes(1)))
struct SlowPeerTests {
    private let log = LogLines()
    private let limits = ConnectionLimits(heldPerUser: 1 << 20, patience: .milliseconds(200))
    private static let add = #"{"method":"org.example.test.Add","parameters":{"a":1,"b":2}}"#

    /// Awaits the end of a connection that the server closes, and that the others are served then.
    private func isCutOff(_ client: RawClient, _ path: String, because cause: String) async throws {
        while await client.message() != nil {}
        let other = try RawClient(path)
        try await other.write(messages: Self.add)
        #expect(await other.message() == #"{"parameters":{"sum":3}}"#)
        #expect(log.lines.contains { $0.contains("uid \(getuid())") && $0.contains(cause) }, "\(log.lines)")
    }

    @Test(
        "A stream whose reader never reads, and calls without end whose answers nobody takes", arguments: [true, false])
    func neverReads(streams: Bool) async throws {
        let test = try TestService()
        let ended = Events<ConnectionID>()
        try await withServer(test.service, limits: limits, logger: log.logger, onDisconnect: { ended.note($0) }) {
            _, path in
            let client = try RawClient(path)
            let call =
                streams
                ? #"{"method":"org.example.test.Open","parameters":{"count":10000000},"more":true}"#
                : #"{"method":"org.example.test.Blob","parameters":{"size":500000,"number":1}}"#
            try await client.write(messages: call)
            // Not a byte is read before the server has given up.
            await ended.wait(for: ConnectionID(1))
            try await isCutOff(client, path, because: "a reply was not read within 0.2 seconds")
        }
    }

    @Test("Half a message, and nothing more")
    func halfMessage() async throws {
        try await withServer(TestService().service, limits: limits, logger: log.logger) { _, path in
            let client = try RawClient(path)
            try await client.write(Array(Self.add.utf8.prefix(20)))
            try await isCutOff(client, path, because: "the rest of a message did not come within 0.2 seconds")
        }
    }

    @Test("One byte after the other gains no time: it is the message that must come")
    func byteByByte() async throws {
        try await withServer(TestService().service, limits: limits, logger: log.logger) { _, path in
            let client = try RawClient(path)
            let writing = Task {
                while true { try await client.write([UInt8(ascii: " ")]) }
            }
            try await isCutOff(client, path, because: "the rest of a message did not come")
            await #expect(throws: RawClient.Failure.self) { try await writing.value }
        }
    }

    @Test("Who says nothing may stay; who is answered late had no time running")
    func idle() async throws {
        let test = try TestService()
        // Long enough for a busy machine to finish a message in.
        let limits = ConnectionLimits(patience: .seconds(3))
        try await withServer(test.service, limits: limits, logger: log.logger) { _, path in
            let (idle, waiting, slow) = (try RawClient(path), try RawClient(path), try RawClient(path))
            try await waiting.write(
                Array(#"{"method":"org.example.test.Wait","parameters":{"name":"a"}}"#.utf8) + [0]
                    + Array(Self.add.utf8.prefix(20)))
            await test.events.wait(for: .called("a"))
            try await slow.write([UInt8(ascii: "{")])
            try await isCutOff(slow, path, because: "did not come")
            await test.gate.open()
            #expect(await waiting.message() == #"{"parameters":{"name":"a"}}"#)
            try await waiting.write(Array(Self.add.utf8.dropFirst(20)) + [0])
            #expect(await waiting.message() == #"{"parameters":{"sum":3}}"#)
            try await idle.write(messages: Self.add)
            #expect(await idle.message() == #"{"parameters":{"sum":3}}"#)
        }
    }

    @Test("A user's unfinished messages together are bounded")
    func memory() async throws {
        let limits = ConnectionLimits(heldPerUser: 1 << 20, patience: .seconds(60))
        try await withServer(TestService().service, limits: limits, logger: log.logger) { server, path in
            let (first, second) = (try RawClient(path), try RawClient(path))
            let start = Array(#"{"method":"org.example.test.Size","parameters":{"text":""#.utf8)
            let half = [UInt8](repeating: UInt8(ascii: "x"), count: 600_000)
            try await first.write(start + half)
            // The whole of it has arrived before the second begins.
            while try await server.peaks()[ConnectionID(1)] ?? 0 < half.count { await Task.yield() }
            try? await second.write(start + half)
            try await isCutOff(second, path, because: "hold too much memory")
            try await first.write(Array(#""}}"#.utf8) + [0])
            #expect(await first.message() == #"{"parameters":{"size":600000}}"#)
            // What was given back can be taken again.
            let third = try RawClient(path)
            try await third.write(start + half + Array(#""}}"#.utf8) + [0])
            #expect(await third.message() == #"{"parameters":{"size":600000}}"#)
        }
    }
}
