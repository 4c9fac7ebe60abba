import GRDB

extension Snapshot {
    public func auditEntries(_ filter: AuditFilter = AuditFilter()) throws -> [ChainedAuditEntry] {
        var conditions = Filter()
        conditions.add("audit.uid = ?", filter.uid)
        conditions.add("audit.method = ?", filter.method)
        conditions.add("audit.target = ?", filter.target)
        conditions.add("audit.outcome = ?", filter.outcome?.rawValue)
        return try fetchAll(
            "SELECT \(ChainedAuditEntry.columns) FROM audit\(conditions.clause) ORDER BY audit.id DESC LIMIT ? OFFSET ?",
            conditions.arguments(limit: filter.limit, offset: filter.offset))
    }

    /// Recomputes every entry's hash, from the first to the last.
    public func verifyAuditChain() throws -> AuditVerification {
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: "SELECT \(ChainedAuditEntry.columns) FROM audit ORDER BY audit.id"))
        var (count, head) = (0, AuditChain.genesis)
        while let row = try rows.next() {
            let id: Int64 = row[0]
            var reader = RowReader(row)
            // What cannot even be read is not as it was written either; of the groups, the text counts.
            guard let link = try? ChainedAuditEntry(&reader), link.id == Int64(count) + 1, link.previousHash == head,
                AuditChain.json(link.entry.groups) == row["groups"],
                link.hash == AuditChain.hash(link.entry, id: link.id, previousHash: head)
            else { return .broken(id: id) }
            (count, head) = (count + 1, link.hash)
        }
        return .intact(entries: count, head: head)
    }
}

extension Transaction {
    /// Appends an entry to the chain.
    @discardableResult
    public func append(_ entry: AuditEntry) throws -> ChainedAuditEntry {
        let last: ChainedAuditEntry? = try fetchFirst(
            "SELECT \(ChainedAuditEntry.columns) FROM audit ORDER BY audit.id DESC LIMIT 1")
        let link = ChainedAuditEntry(entry, after: last)
        try run(
            """
            INSERT INTO audit (id, at, uid, pid, groups, method, target, outcome, detail, previousHash, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                link.id, entry.at, entry.uid, entry.pid, AuditChain.json(entry.groups), entry.method, entry.target,
                entry.outcome.rawValue, entry.detail, link.previousHash, link.hash,
            ])
        return link
    }
}

extension ChainedAuditEntry {
    fileprivate init(_ entry: AuditEntry, after last: ChainedAuditEntry?) {
        id = (last?.id ?? 0) + 1
        self.entry = entry
        previousHash = last?.hash ?? AuditChain.genesis
        hash = AuditChain.hash(entry, id: id, previousHash: previousHash)
    }
}
