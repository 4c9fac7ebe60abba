import Dabiao
import DabiaoStore
import Logging
import Synchronization

/// Tells the newest hash of the audit to the system's journal: whoever cuts entries off the end of the audit cannot
/// take it back there. Many entries at once are told by the last one.
final class AuditHeads: Sendable {
    private let newest = Mutex<Int64>(0)
    private let heads: AsyncStream<ChainedAuditEntry>
    private let continuation: AsyncStream<ChainedAuditEntry>.Continuation

    init() {
        (heads, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// An entry is durable.
    func note(_ entry: ChainedAuditEntry) {
        newest.withLock { newest in
            guard entry.id > newest else { return }
            newest = entry.id
            continuation.yield(entry)
        }
    }

    /// Ends ``run(tell:)`` after the last one.
    func finish() { continuation.finish() }

    /// Tells heads as they come; each failure goes to `failed`, and nil once it works again.
    func run(
        tell: @Sendable (JournalEntry) -> JournalChannel.Outcome, failed: @Sendable (DabiaoError?) -> Void
    ) async {
        for await head in heads {
            switch tell(Self.entry(head)) {
            case .accepted: failed(nil)
            case .failed(let error): failed(error)
            }
        }
    }

    static func entry(_ head: ChainedAuditEntry) -> JournalEntry {
        JournalEntry(
            .auditHead, priority: .info, message: "审计第 \(head.id) 条：\(head.hash)",
            fields: [.auditHead: head.hash, .auditEntry: "\(head.id)"])
    }
}
