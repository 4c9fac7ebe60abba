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
            let (result, link) = try await store.write { transaction in
                let result = try body(transaction)
                return (result, try transaction.append(entry(.done, nil)))
            }
            auditHeads.note(link)
            bell.ring()
            return result
        } catch let error as DabiaoError where error.code == .notPermitted {
            // The gate keeps it.
            throw error
        } catch {
            await audit(entry(.refused, "\(error)"))
            throw error
        }
    }

    /// Keeps that somebody was not permitted something, unless they were so much too often.
    func audit(refusal: DabiaoError, of call: Call) async {
        guard let entry = try? auditEntry(call, nil, [:])(.refused, refusal.message.zh),
            let withheld = refusals.admit(entry)
        else { return }
        await audit(entry.noting(withheld: withheld))
    }

    /// Keeps what refusals are counted and not written.
    func auditWithheldRefusals() async {
        for (entry, withheld) in refusals.drain() { await audit(entry.noting(withheld: withheld)) }
    }

    /// Keeps what was refused; a disk that takes no audit entry has refused the command already.
    private func audit(_ entry: AuditEntry) async {
        do {
            auditHeads.note(try await store.write { try $0.append(entry) })
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
        let plain = try AuditEntry.text(of: detail)
        return { outcome, failure in
            let told = failure.map { detail.merging(["error": $0.shortened(to: 1000)]) { $1 } }
            let text = told.flatMap { try? AuditEntry.text(of: $0) } ?? plain
            return AuditEntry(
                at: now, uid: call.peer.uid, pid: call.peer.pid, groups: call.peer.groups, method: call.method,
                target: target, outcome: outcome, detail: text)
        }
    }
}

extension AuditEntry {
    /// The entry with how many like it have none of their own.
    fileprivate func noting(withheld: Int) -> AuditEntry {
        guard withheld > 0, var detail = try? JSONDecoder().decode([String: String].self, from: Data(detail.utf8))
        else {
            return self
        }
        detail["withheld"] = "\(withheld)"
        var noting = self
        noting.detail = (try? Self.text(of: detail)) ?? self.detail
        return noting
    }

    /// Texts by name, as an entry keeps them.
    fileprivate static func text(of detail: [String: String]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(detail), as: UTF8.self)
    }
}
