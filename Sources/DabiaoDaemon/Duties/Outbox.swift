import Dabiao
import DabiaoStore
import Foundation
import Logging

/// Carries messages from the outbox to their channels: each until it was taken, none twice.
///
/// A crash between a delivery and its mark delivers again under the same key; the spool recognises it, and the journal
/// is the one channel that may then hold it twice.
struct Outbox: Sendable {
    let office: Office
    let spool: SpoolChannel
    let journal: JournalChannel
    let channels: [String]

    static let spoolName = "spool"
    static let journalName = "journal"

    /// The spool always; the journal where one runs.
    static var usualChannels: [String] { [spoolName] + (JournalChannel.isPresent ? [journalName] : []) }

    private static let batch = 500

    /// Delivers what waits; false where something is left for later.
    func deliver() async -> Bool {
        var isComplete = true
        for channel in channels {
            do {
                isComplete = try await deliver(channel) && isComplete
            } catch {
                office.troubles.set(channel, to: DabiaoError(unforeseen: error))
                isComplete = false
            }
        }
        return isComplete
    }

    private func deliver(_ channel: String) async throws -> Bool {
        var last: Int64 = 0
        var isComplete = true
        while !office.bell.isSilent {
            let after = last
            let batch = try await office.store.read { try $0.undelivered(channel, after: after, limit: Self.batch) }
            guard let end = batch.last else {
                if isComplete { office.troubles.set(channel, to: nil) }
                return isComplete
            }
            let failures = channel == Self.spoolName ? write(batch) : tell(batch)
            let delivered = batch.map(\.id).filter { failures[$0] == nil }
            let now = office.clock.now().seconds
            try await office.store.write { transaction in
                try transaction.markDelivered(delivered, at: now)
                for (id, failure) in failures { try transaction.markFailed(id, failure.text(.chinese)) }
            }
            isComplete = isComplete && failures.isEmpty
            // Where the system fails, the next batch would meet the same.
            if let failure = failures.values.first(where: { $0.code == .system }) {
                office.troubles.set(channel, to: Self.trouble(channel, failure))
                return false
            }
            last = end.id
        }
        return isComplete
    }

    /// The messages that the spool did not take, with the reason.
    private func write(_ batch: [QueuedMessage]) -> [Int64: DabiaoError] {
        let receipt = spool.write(batch.map { SpoolMessage(key: $0.message.key, json: $0.message.body) })
        return failures(batch) { message in
            guard !receipt.durable.contains(message.key) else { return nil }
            return receipt.failures[message.key] ?? Self.notWritten
        }
    }

    private static func trouble(_ channel: String, _ failure: DabiaoError) -> DabiaoError {
        DabiaoError(
            .system,
            Phrase(
                "提醒发不出去（通道 \(channel)）：\(failure.message.zh)；每分钟重试，一条也不会丢",
                "reminders cannot be delivered (channel \(channel)): \(failure.message.en); tried again every minute, "
                    + "none is lost"), remedy: failure.remedy, cause: failure.cause)
    }

    private static let notWritten = DabiaoError(.system, Phrase("未写入", "not written"))

    private func tell(_ batch: [QueuedMessage]) -> [Int64: DabiaoError] {
        failures(batch) { message in
            if case .failed(let error) = journal.write(Self.entry(message)) { error } else { nil }
        }
    }

    private func failures(_ batch: [QueuedMessage], _ failure: (Message) -> DabiaoError?) -> [Int64: DabiaoError] {
        let failed = batch.compactMap { queued in failure(queued.message).map { (queued.id, $0) } }
        return Dictionary(failed) { first, _ in first }
    }

    private static func entry(_ message: Message) -> JournalEntry {
        let notice = try? JSONDecoder().decode(ReminderNotice.self, from: Data(message.body.utf8))
        return JournalEntry(
            .reminder, message: notice.map { "\($0.subject)\n\($0.text)" } ?? message.body,
            fields: [
                .key: message.key, .day: message.day.description, .enterprise: notice?.recipient.creditCode ?? "",
            ])
    }
}
