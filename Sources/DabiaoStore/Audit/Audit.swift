import GRDB

extension Snapshot {
    public func auditEntries(_ filter: AuditFilter = AuditFilter()) throws -> [ChainedAuditEntry] {
        let conditions = filter.conditions
        return try fetchAll(
            "SELECT \(ChainedAuditEntry.columns) FROM audit\(conditions.clause) ORDER BY audit.id DESC LIMIT ? OFFSET ?",
            conditions.arguments(limit: filter.limit, offset: filter.offset))
    }

    /// How many entries the filter finds, whatever its limit and offset.
    public func countAuditEntries(_ filter: AuditFilter = AuditFilter()) throws -> Int {
        let conditions = filter.conditions
        return try fetchValue("SELECT count(*) FROM audit\(conditions.clause)", conditions.arguments) ?? 0
    }

    /// The entry with a hash: one that was told elsewhere is still there unless entries were cut off the end.
    public func auditEntry(hash: String) throws -> Int64? {
        // Each entry but the last is found by the next one's index.
        try fetchValue(
            """
            SELECT id - 1 FROM audit WHERE previousHash = ?1 AND id > 1 UNION ALL
            SELECT id FROM (SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1) WHERE hash = ?1
            """, [hash])
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

extension AuditFilter {
    fileprivate var conditions: Filter {
        var conditions = Filter()
        conditions.add("audit.uid = ?", uid)
        conditions.add("audit.method = ?", method)
        conditions.add("audit.target = ?", target)
        conditions.add("audit.outcome = ?", outcome?.rawValue)
        return conditions
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
