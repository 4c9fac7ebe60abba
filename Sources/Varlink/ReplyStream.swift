#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Where a streaming method puts its replies.
public struct ReplyStream: Sendable {
    private let state: State

    /// - Parameter deliver: takes each reply's JSON object and whether more follow, and returns when it has gone out.
    ///   Tests of a handler can collect the replies with it.
    public init(deliver: @escaping @Sendable (_ parameters: Data, _ continues: Bool) async throws -> Void) {
        state = State(deliver: deliver)
    }

    /// Sends one reply and waits until the kernel has it: a caller that reads slowly slows the handler down, and
    /// never more than one reply is held in memory.
    ///
    /// - Parameter continues: false for the last reply.
    /// - Throws: `ClientGone`; `CancellationError`; `EncodingError`; `AlreadyFinished` after the last reply.
    public nonisolated(nonsending) func send(_ reply: some Encodable, continues: Bool = true) async throws {
        try await state.send(Wire.object(reply), continues: continues)
    }

    /// Sends an empty last reply if there was none.
    func finish() async throws {
        if await !state.finished { try await state.send(Wire.emptyObject, continues: false) }
    }

    var isFinished: Bool { get async { await state.finished } }

    /// A reply after the last one: a mistake in the handler.
    public struct AlreadyFinished: Error, Sendable {}

    private actor State {
        private let deliver: @Sendable (Data, Bool) async throws -> Void
        private(set) var finished = false

        init(deliver: @escaping @Sendable (Data, Bool) async throws -> Void) { self.deliver = deliver }

        func send(_ parameters: Data, continues: Bool) async throws {
            guard !finished else { throw AlreadyFinished() }
            try Task.checkCancellation()
            finished = !continues
            try await deliver(parameters, continues)
        }
    }
}

/// The caller has closed the connection; there is nobody to reply to.
public struct ClientGone: Error, Sendable {}
