import Foundation

@testable import Varlink

/// A service with one method for each thing the protocol can do, and what its handlers did as events to wait for.
struct TestService {
    enum Event: Hashable {
        case called(String)
        case finished(String)
        case interrupted(String)
    }

    let gate = Gate()
    let events = Events<Event>()
    let service: Service

    static let description = """
        # What the tests call.
        interface org.example.test

        type Step (name: string)

        method Add(a: int, b: int) -> (sum: int)
        method Size(text: string) -> (size: int)
        method Blob(size: int, number: int) -> (number: int, blob: string)
        method Steps(steps: []Step) -> (count: int)
        method Who() -> (uid: int, gid: int, pid: int, groups: []int)

        # Waits until the test lets it go.
        method Wait(name: string) -> (name: string)
        method Fail(reason: string) -> ()
        method Crash() -> ()
        method Later() -> ()

        # Streams.
        method Count(to: int) -> (number: int)
        method Open(count: int) -> (number: int)
        method Monitor() -> ()
        method Break() -> (number: int)

        error Refused (reason: string)
        error Unexpected ()

        """

    init() throws {
        var service = Service(vendor: "Example", product: "Test", version: "1", url: "https://example.org")
        service.errorMapper = { _ in VarlinkError("org.example.test.Unexpected") }
        let (gate, events) = (gate, events)
        let single: [String: Handler] = [
            "Add": .method { (request: Pair, call) in
                events.note(.called("Add \(request.a)"))
                return Sum(sum: request.a + request.b)
            },
            "Size": .method { (request: Text, _) in Size(size: request.text.utf8.count) },
            "Blob": .method { (request: BlobRequest, call) in
                events.note(.called(call.method))
                return Blob(number: request.number, blob: String(repeating: "x", count: request.size))
            },
            "Steps": .method { (request: Steps, _) in Number(number: request.steps.count) },
            "Who": .method { (_: Empty, call) in
                Who(uid: call.peer.uid, gid: call.peer.gid, pid: call.peer.pid, groups: call.peer.groups)
            },
            "Wait": .method { (request: Name, _) in
                events.note(.called(request.name))
                await gate.wait()
                events.note(.finished(request.name))
                return request
            },
            "Fail": .method { (request: Reason, _) -> Empty in
                throw VarlinkError("org.example.test.Refused", parameters: request)
            },
            "Crash": .method { (_: Empty, _) -> Empty in throw CocoaError(.featureUnsupported) },
            "Later": .unimplemented,
        ]
        try service.add(
            Interface(parsing: Self.description),
            methods: single.merging(Self.streams(events)) { first, _ in first })
        self.service = service
    }

    private static func streams(_ events: Events<Event>) -> [String: Handler] {
        [
            "Count": .stream { (request: Upper, _, replies) in
                for number in 1...request.to {
                    try await replies.send(Number(number: number), continues: number < request.to)
                }
            },
            // Says no last word of its own.
            "Open": .stream { (request: Counted, _, replies) in
                for number in 0..<request.count { try await replies.send(Number(number: number)) }
            },
            "Monitor": .stream(endsAtShutdown: true) { (_: Empty, _, replies) in
                try await replies.send(Empty())
                for await _ in AsyncStream<Never>(unfolding: {
                    try? await Task.sleep(for: .seconds(3600)); return nil
                }) {}
                events.note(.interrupted("Monitor"))
                try Task.checkCancellation()
            },
            "Break": .stream { (_: Empty, _, replies) in
                try await replies.send(Number(number: 1))
                throw VarlinkError("org.example.test.Refused", parameters: Reason(reason: "half-way"))
            },
        ]
    }
}

struct Pair: Codable { let a, b: Int }
struct Sum: Codable, Equatable { let sum: Int }
struct Text: Codable { let text: String }
struct Size: Codable { let size: Int }
struct BlobRequest: Codable { let size, number: Int }
struct Blob: Codable { let number: Int; let blob: String }
struct Steps: Codable {
    struct Step: Codable { let name: String }
    let steps: [Step]
}
struct Number: Codable, Equatable { let number: Int }
struct Who: Codable, Equatable { let uid, gid: UInt32; let pid: Int32; let groups: [UInt32] }
struct Name: Codable, Equatable { let name: String }
struct Reason: Codable, Equatable { let reason: String }
struct Upper: Codable { let to: Int }
struct Counted: Codable { let count: Int }

/// A door that stays open once opened.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    }

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }
}

/// What happened, in order, for one test to wait for.
final class Events<Event: Hashable & Sendable>: Sendable {
    private let stream: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func note(_ event: Event) { continuation.yield(event) }

    /// Waits for the event; those before it are passed over.
    func wait(for expected: Event) async {
        for await event in stream where event == expected { return }
    }

    /// All events so far.
    func all() async -> [Event] {
        continuation.finish()
        var events: [Event] = []
        for await event in stream { events.append(event) }
        return events
    }
}
