extension Schema {
    /// Migration 4: what rules say that are not in force yet. Apart from the verdicts, so that nothing that counts those
    /// counts these.
    static let phases = """
        CREATE TABLE upcomingVerdict (
          -- What a veto rule that begins later says of each subject already. It blocks nothing.
          subject INTEGER NOT NULL REFERENCES subject (id),
          bundle TEXT NOT NULL,
          rule TEXT NOT NULL CHECK (rule <> ''),
          effective TEXT NOT NULL CHECK (effective IS date(effective, '+0 days')), -- the day on which it begins
          phase TEXT NOT NULL CHECK (phase IN ('shadow', 'warning')), -- shown to staff; to enterprises too
          verdict TEXT NOT NULL CHECK (verdict IN ('triggered', 'clear', 'undetermined', 'not-applicable')),
          effect TEXT NOT NULL CHECK (effect IN ('block', 'zero-element', 'review', 'advise')),
          bundleVersion INTEGER NOT NULL, -- whose rule said it
          evaluatedOn TEXT NOT NULL CHECK (evaluatedOn IS date(evaluatedOn, '+0 days') AND evaluatedOn < effective),
          changesOn TEXT CHECK (changesOn IS date(changesOn, '+0 days')), -- may change by itself that day
          PRIMARY KEY (subject, bundle, rule, effective),
          FOREIGN KEY (bundle, bundleVersion) REFERENCES bundleVersion (bundle, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX upcomingVerdictChanging ON upcomingVerdict (bundle, changesOn) WHERE changesOn IS NOT NULL;
        CREATE INDEX upcomingVerdictTriggered ON upcomingVerdict (bundle, rule, subject) WHERE verdict = 'triggered';
        """
}
