import GRDB

extension Snapshot {
    /// What the daemon remembers under a key; nil if nothing.
    public func setting(_ key: String) throws -> String? {
        try fetchValue("SELECT value FROM setting WHERE key = ?", [key])
    }
}

extension Transaction {
    /// Remembers a value under a key; nil forgets it.
    public func set(_ key: String, to value: String?) throws {
        guard let value else {
            try run("DELETE FROM setting WHERE key = ?", [key])
            return
        }
        try run(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value])
    }
}
