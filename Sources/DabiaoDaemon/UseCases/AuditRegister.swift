import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation

/// Reading and verifying the audit.
struct AuditRegister: Sendable {
    let office: Office

    func log(_ request: AuditInterface.LogRequest) async throws -> AuditInterface.LogReply {
        let filter = AuditFilter(
            uid: try request.uid.map { try Self.uid($0) }, method: request.method, target: request.target,
            outcome: try request.outcome.map { try Self.outcome($0) }, limit: try Page.limit(request.limit),
            offset: try Page.offset(request.offset))
        return try await office.store.read { snapshot in
            AuditInterface.LogReply(
                entries: try snapshot.auditEntries(filter).map(AuditInterface.Entry.init),
                total: try snapshot.countAuditEntries(filter))
        }
    }

    func verify(_ request: AuditInterface.VerifyRequest) async throws -> AuditInterface.VerifyReply {
        let head = try request.head.map { try Self.hash($0) }
        return try await office.store.read { snapshot in
            let told = try head.flatMap { try snapshot.auditEntry(hash: $0) }.map { Int($0) }
            switch try snapshot.verifyAuditChain() {
            case .intact(let entries, let head):
                return AuditInterface.VerifyReply(intact: true, entries: entries, head: head, broken: nil, told: told)
            case .broken(let id):
                return AuditInterface.VerifyReply(
                    intact: false, entries: Int(id) - 1, head: nil, broken: Int(id), told: told)
            }
        }
    }

    private static func uid(_ number: Int) throws(DabiaoError) -> UInt32 {
        if let uid = UInt32(exactly: number) { return uid }
        throw DabiaoError(.invalid, Phrase("\(number) 不是 uid", "\(number) is no uid"))
    }

    private static func outcome(_ word: String) throws(DabiaoError) -> AuditEntry.Outcome {
        if let outcome = AuditEntry.Outcome(rawValue: word) { return outcome }
        let known = AuditEntry.Outcome.allCases.map(\.rawValue)
        throw DabiaoError(
            .invalid, Phrase("没有结果“\(word)”", "there is no outcome \(word)"),
            remedy: word.nearest(among: known).map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") }
                ?? Phrase("可选：\(known.joined(separator: "、"))", "known are: \(known.joined(separator: ", "))"))
    }

    private static func hash(_ text: String) throws(DabiaoError) -> String {
        let isHash =
            text.hasPrefix("sha256:") && text.dropFirst(7).count == 64 && text.dropFirst(7).allSatisfy(\.isHexDigit)
        if isHash { return text.lowercased() }
        throw DabiaoError(
            .invalid, Phrase("“\(text)”不是审计的哈希", "\(text) is no hash of the audit"),
            remedy: Phrase(
                "写成 sha256: 和 64 个十六进制数字，如日志字段 DABIAO_AUDIT_HEAD 所载",
                "it is sha256: and 64 hexadecimal digits, as the journal's field DABIAO_AUDIT_HEAD has it"))
    }
}

extension AuditInterface.Entry {
    fileprivate init(_ link: ChainedAuditEntry) {
        let entry = link.entry
        // What is no object of texts was not written by us: it is shown as it stands.
        let detail =
            (try? JSONDecoder().decode([String: String].self, from: Data(entry.detail.utf8))) ?? ["text": entry.detail]
        self.init(
            id: Int(link.id), at: "\(Instant(seconds: entry.at))", uid: Int(entry.uid), pid: Int(entry.pid),
            groups: entry.groups.map { Int($0) }, method: entry.method, target: entry.target,
            outcome: entry.outcome.rawValue, detail: detail, previousHash: link.previousHash, hash: link.hash)
    }
}
