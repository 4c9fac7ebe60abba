import Digest

/// How the entries of the audit are chained: each one's hash covers its content and the hash of the one before.
///
/// The hash is `sha256:` and the SHA-256, in lower-case hexadecimal, of these fields one after the other: the word
/// `dabiao-audit-1`, `previousHash`, `id`, `at`, `uid`, `pid`, `groups`, `method`, `target`, `outcome`, `detail`.
/// A field is written as the number of its UTF-8 bytes in decimal, a colon, the bytes, a comma (a netstring), so that
/// no two entries are written alike; NULL is `-,`. Numbers are decimal, `groups` is the JSON text of the column. The
/// first entry's `previousHash` is ``genesis``. A later algorithm gets another prefix and another first word.
enum AuditChain {
    /// What stands for the hash before the first entry.
    static let genesis = "sha256:" + String(repeating: "0", count: 64)

    static func hash(_ entry: AuditEntry, id: Int64, previousHash: String) -> String {
        "sha256:" + SHA256.digest(of: serialized(entry, id: id, previousHash: previousHash).utf8)
    }

    /// What is hashed of an entry.
    static func serialized(_ entry: AuditEntry, id: Int64, previousHash: String) -> String {
        let fields: [String?] = [
            "dabiao-audit-1", previousHash, String(id), String(entry.at), String(entry.uid), String(entry.pid),
            json(entry.groups), entry.method, entry.target, entry.outcome.rawValue, entry.detail,
        ]
        return fields.map { field in field.map { "\($0.utf8.count):\($0)," } ?? "-," }.joined()
    }

    /// The groups as their column keeps them: `[0,1000]`.
    static func json(_ groups: [UInt32]) -> String {
        "[" + groups.map(String.init).joined(separator: ",") + "]"
    }
}

/// What became of an examination of the audit.
public enum AuditVerification: Hashable, Sendable {
    /// Every entry is as it was written. `head` is the last hash: kept elsewhere, it also shows whether entries were
    /// cut off the end, which the chain alone cannot.
    case intact(entries: Int, head: String)
    /// The first entry that is not as it was written, or does not follow the one before.
    case broken(id: Int64)
}
