import Dabiao
import DabiaoStore
import Foundation
import Logging
import Varlink

extension Office {
    /// Runs one command: its transaction and its audit entry are one; what was refused is audited too.
    ///
    /// - Parameters:
    ///   - target: whom or what it is about.
    ///   - detail: what of the request is worth keeping.
    func change<Result: Sendable>(
        _ call: Call, target: String?, detail: [String: String] = [:],
        _ body: @Sendable (Transaction) throws -> Result
    ) async throws -> Result {
        let entry = try auditEntry(call, target, detail)
        do {
            let result = try await store.write { transaction in
                let result = try body(transaction)
                try transaction.append(entry(.done, nil))
                return result
            }
            bell.ring()
            return result
        } catch {
            await audit(entry(.refused, "\(error)"))
            throw error
        }
    }

    /// Keeps what was refused; a disk that takes no audit entry has refused the command already.
    private func audit(_ entry: AuditEntry) async {
        do {
            _ = try await store.write { try $0.append(entry) }
        } catch {
            logger.error("a refusal could not be audited: \(error)")
        }
    }

    private func auditEntry(_ call: Call, _ target: String?, _ detail: [String: String]) throws
        -> @Sendable (
            AuditEntry.Outcome, String?
        ) -> AuditEntry
    {
        let now = clock.now().seconds
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let plain = String(decoding: try encoder.encode(detail), as: UTF8.self)
        return { outcome, failure in
            var text = plain
            if let failure = failure?.shortened(to: 1000),
                let data = try? encoder.encode(detail.merging(["error": failure]) { $1 })
            {
                text = String(decoding: data, as: UTF8.self)
            }
            return AuditEntry(
                at: now, uid: call.peer.uid, pid: call.peer.pid, groups: call.peer.groups, method: call.method,
                target: target, outcome: outcome, detail: text)
        }
    }
}
