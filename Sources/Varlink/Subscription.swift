#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The replies of one streaming call, fetched one by one.
actor Subscription {
    private let client: Client
    private let method: String
    private let parameters: @Sendable () throws -> Data
    private var stage = Stage.idle

    private enum Stage { case idle, open, ended }

    init(_ client: Client, _ method: String, parameters: @escaping @Sendable () throws -> Data) {
        self.client = client
        self.method = method
        self.parameters = parameters
    }

    /// The next reply; nothing after the last.
    func next() async throws -> ReplyMessage? {
        if stage == .idle { try await open() }
        guard stage == .open else { return nil }
        do {
            let message = try await client.receive()
            if !message.continues || message.error != nil {
                stage = .ended
                await client.end()
            }
            return message
        } catch {
            stage = .ended
            await client.end()
            throw error
        }
    }

    private func open() async throws {
        stage = .ended
        let parameters = try parameters()
        try await client.begin()
        do {
            try await client.post(method, parameters, flag: .more)
            stage = .open
        } catch {
            await client.end()
            throw error
        }
    }

    deinit {
        // Dropped half-way: the replies to come would be taken for the answers to other calls.
        if stage == .open {
            Task { [client] in
                await client.abandon()
                await client.end()
            }
        }
    }
}
