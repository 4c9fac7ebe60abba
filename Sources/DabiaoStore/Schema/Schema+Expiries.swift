extension Schema {
    /// Migration 5: the days on which what is known becomes unknown by itself.
    static let expiries = """
        CREATE TABLE expiry (
          -- The first day on which a fact or list of a subject is unknown again, or some rows of it are (valid_for).
          -- Follows the submissions as the fact tables do: a row for each name that is known now and expires.
          bundle TEXT NOT NULL,
          subject INTEGER NOT NULL REFERENCES subject (id),
          name TEXT NOT NULL CHECK (name <> ''),
          day TEXT NOT NULL CHECK (day IS date(day, '+0 days')),
          PRIMARY KEY (bundle, subject, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX expiryOnDay ON expiry (bundle, day);

        """
}
