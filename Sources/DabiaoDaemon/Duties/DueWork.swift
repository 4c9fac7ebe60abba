import Dabiao
import DabiaoStore

/// What is to be done at a moment, in its order, up to the messages in the outbox; and when the next moment is.
///
/// The scheduler does it as time goes by, a simulation in a virtual clock on a copy: both do the same.
struct DueWork: Sendable {
    let office: Office
    let host: PluginHost
    /// The channels on which reminders are told.
    let channels: [String]

    /// How many occurrences or subjects one transaction handles, more or less: about a tenth of a second.
    private static let batch = 1000

    /// Does everything that is due by the office's clock.
    ///
    /// - Returns: what to say of enterprises that nothing could be done for; nil where there are none.
    func run() async throws -> DabiaoError? {
        try await host.turn(to: office.clock.today())
        var failures = try await DayChange(office: office).run()
        failures.merge(try await remind()) { first, _ in first }
        return try await trouble(failures)
    }

    /// When the next thing is due; nil where nothing is.
    func nextMoment() async throws -> Instant? {
        let bundles = office.catalogue.entries.map(\.bundle.id)
        let turn = office.catalogue.turn(after: office.clock.today()).map { Instant($0, hour: 0, minute: 0) }
        return try await office.store.read { snapshot in
            let verdict = try snapshot.earliestVerdictChange(of: bundles).map { Instant($0, hour: 0, minute: 0) }
            let expiry = try snapshot.earliestExpiry(of: bundles).map { Instant($0, hour: 0, minute: 0) }
            let occurrence = try snapshot.earliestNextAt().map { Instant(seconds: $0) }
            let change = try snapshot.earliestChangeToApply().map { Instant($0, hour: 0, minute: 0) }
            return [verdict, expiry, occurrence, turn, change].compactMap { $0 }.min()
        }
    }

    /// Handles all that is due, some occurrences a transaction; the enterprises that it could do nothing for.
    private func remind() async throws -> Failures {
        var failures: Failures = [:]
        while !office.bell.isSilent {
            let now = office.clock.now()
            let outcome = try await office.store.write { [office, channels, failures] transaction in
                try Reminding(office: office, transaction: transaction, now: now, channels: channels)
                    .step(limit: Self.batch, except: failures.keys)
            }
            guard outcome.enterprises > 0 else { break }
            failures.merge(outcome.failures) { first, _ in first }
        }
        return failures
    }

    private func trouble(_ failures: Failures) async throws -> DabiaoError? {
        guard let (enterprise, error) = failures.min(by: { $0.key < $1.key }) else { return nil }
        let code = try await office.store.read { try $0.enterprise(id: enterprise)?.record.creditCode } ?? "?"
        let reason = DabiaoError(unforeseen: error)
        return DabiaoError(
            reason.code,
            Phrase(
                "\(failures.count) 家企业的期限处理不了（如 \(code)：\(reason.message.zh)）；每分钟重试，其余企业照常",
                "the duties of \(failures.count) enterprises cannot be handled (\(code): \(reason.message.en)); tried "
                    + "again every minute, the others go on"),
            remedy: reason.remedy, cause: reason.cause)
    }
}

/// Enterprises that nothing could be done for, with the reason.
typealias Failures = [Int64: any Error]
