extension Schema {
    /// Migration 1: who did what. `AuditChain` says how the hash is made.
    static let audit = """
        CREATE TABLE audit (
          -- One entry for each change and each refusal. Append-only, and each entry's hash covers the one before.
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL, -- unix seconds
          uid INTEGER NOT NULL CHECK (uid >= 0), -- who, as the kernel says
          pid INTEGER NOT NULL,
          groups TEXT NOT NULL CHECK (json_valid(groups) AND json_type(groups) = 'array'), -- gids
          method TEXT NOT NULL CHECK (method <> ''),
          target TEXT,
          outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused', 'failed')),
          detail TEXT NOT NULL CHECK (json_valid(detail)),
          previousHash TEXT NOT NULL UNIQUE,
          hash TEXT NOT NULL CHECK (hash GLOB 'sha256:*')
        ) STRICT;
        CREATE TRIGGER auditIsKept BEFORE UPDATE ON audit
          BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END;
        CREATE TRIGGER auditStays BEFORE DELETE ON audit
          BEGIN SELECT RAISE (ABORT, 'audit is append-only'); END;
        """
}
