extension Schema {
    /// Migration 1: what the rules say now, and what they said before.
    static let verdicts = """
        CREATE TABLE verdict (
          -- What each veto rule says of each subject, or of each row of its list.
          subject INTEGER NOT NULL REFERENCES subject (id),
          bundle TEXT NOT NULL,
          rule TEXT NOT NULL CHECK (rule <> ''),
          rowKey TEXT NOT NULL DEFAULT '', -- the row of the rule's list; empty: the subject as a whole
          verdict TEXT NOT NULL CHECK (verdict IN ('triggered', 'clear', 'undetermined', 'not-applicable')),
          effect TEXT NOT NULL CHECK (effect IN ('block', 'zero-element', 'review', 'advise')),
          bundleVersion INTEGER NOT NULL, -- whose rule said it
          evaluatedOn TEXT NOT NULL CHECK (evaluatedOn IS date(evaluatedOn, '+0 days')),
          since TEXT NOT NULL CHECK (since IS date(since, '+0 days') AND since <= evaluatedOn), -- the same since then
          changesOn TEXT CHECK (changesOn IS date(changesOn, '+0 days')), -- may change by itself that day
          submission INTEGER REFERENCES submission (id), -- what led to it
          PRIMARY KEY (subject, bundle, rule, rowKey),
          FOREIGN KEY (bundle, bundleVersion) REFERENCES bundleVersion (bundle, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX verdictChanging ON verdict (bundle, changesOn) WHERE changesOn IS NOT NULL;
        CREATE INDEX verdictTriggered ON verdict (bundle, rule) WHERE verdict = 'triggered';

        CREATE TABLE verdictChange (
          -- Written when a verdict becomes another, or ends with its rule or row (became NULL). Append-only.
          id INTEGER PRIMARY KEY,
          subject INTEGER NOT NULL REFERENCES subject (id),
          bundle TEXT NOT NULL,
          rule TEXT NOT NULL,
          rowKey TEXT NOT NULL,
          was TEXT NOT NULL CHECK (was IN ('triggered', 'clear', 'undetermined', 'not-applicable')),
          since TEXT NOT NULL CHECK (since IS date(since, '+0 days')), -- how long it had been that
          became TEXT CHECK (became IN ('triggered', 'clear', 'undetermined', 'not-applicable') AND became <> was),
          changedOn TEXT NOT NULL CHECK (changedOn IS date(changedOn, '+0 days')),
          bundleVersion INTEGER NOT NULL, -- the version that changed it
          submission INTEGER REFERENCES submission (id),
          FOREIGN KEY (bundle, bundleVersion) REFERENCES bundleVersion (bundle, id)
        ) STRICT;
        CREATE INDEX verdictChangeOfSubject ON verdictChange (subject, bundle, rule);
        CREATE TRIGGER verdictChangeIsKept BEFORE UPDATE ON verdictChange
          BEGIN SELECT RAISE (ABORT, 'verdictChange is append-only'); END;
        CREATE TRIGGER verdictChangeStays BEFORE DELETE ON verdictChange
          BEGIN SELECT RAISE (ABORT, 'verdictChange is append-only'); END;
        """
}
