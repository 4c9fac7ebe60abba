extension Schema {
    /// Migration 1: what is to be told, and the scheduler's own memory.
    static let outbox = """
        CREATE TABLE outbox (
          -- A message to one recipient on one channel. Its key makes it unique: nothing is told twice.
          id INTEGER PRIMARY KEY,
          key TEXT NOT NULL UNIQUE CHECK (key <> ''),
          recipient INTEGER NOT NULL REFERENCES subject (id),
          channel TEXT NOT NULL CHECK (channel <> ''),
          day TEXT NOT NULL CHECK (day IS date(day, '+0 days')), -- the civil day that it is for
          body TEXT NOT NULL CHECK (json_valid(body)),
          createdAt INTEGER NOT NULL, -- unix seconds
          deliveredAt INTEGER, -- unix seconds
          attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0), -- failed ones
          failure TEXT CHECK (failure <> '') -- why the last attempt failed
        ) STRICT;
        CREATE INDEX outboxUndelivered ON outbox (channel, id) WHERE deliveredAt IS NULL;
        CREATE INDEX outboxOfRecipient ON outbox (recipient, id);
        CREATE INDEX outboxOfDay ON outbox (day, id);

        CREATE TABLE setting (
          -- What the daemon remembers of itself (the last day handled …).
          key TEXT PRIMARY KEY NOT NULL CHECK (key <> ''),
          value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
