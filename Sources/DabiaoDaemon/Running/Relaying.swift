/// Runs work that tells how far it is, from whatever thread it is on, and hands on the newest of what it told: whoever is
/// told slowly does not hold the work up.
///
/// - Throws: what `work` throws, and what `tell` throws: the work is cancelled then.
func relaying<Step: Sendable, Result: Sendable>(
    _ work: @escaping @Sendable (_ step: @escaping @Sendable (Step) -> Void) async throws -> Result,
    to tell: (Step) async throws -> Void
) async throws -> Result {
    let (steps, told) = AsyncStream.makeStream(of: Step.self, bufferingPolicy: .bufferingNewest(1))
    async let result = {
        defer { told.finish() }
        return try await work { told.yield($0) }
    }()
    for await step in steps { try await tell(step) }
    return try await result
}
