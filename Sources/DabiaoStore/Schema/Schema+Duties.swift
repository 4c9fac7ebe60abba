extension Schema {
    /// Migration 6: what was done to occurrences by hand or by their clock, what happens and starts duties, and by which
    /// definition of its obligation an occurrence was dated.
    static let duties = """
        ALTER TABLE occurrence ADD COLUMN definition TEXT CHECK (definition <> ''); -- NULL: dated before this was kept

        CREATE TABLE occurrenceAct (
          -- Something that was done to an occurrence and stands beside its schedule. Append-only.
          id INTEGER PRIMARY KEY,
          occurrence INTEGER NOT NULL REFERENCES occurrence (id),
          at INTEGER NOT NULL, -- unix seconds
          what TEXT NOT NULL CHECK (what IN ('paused', 'resumed', 'extended', 'acknowledged', 'discharged')),
          day TEXT NOT NULL CHECK (day IS date(day, '+0 days')), -- since, from, on, until, done on
          span TEXT CHECK (span <> ''), -- by how much it was extended: P30D, 20 workdays
          uid INTEGER, -- who did it; NULL: its clock
          reason TEXT NOT NULL CHECK (reason <> ''),
          evidence TEXT CHECK (evidence <> ''), -- the name of a file or document
          CHECK ((what = 'extended') = (span IS NOT NULL)),
          CHECK (evidence IS NULL OR what = 'discharged')
        ) STRICT;
        CREATE INDEX occurrenceActOfOccurrence ON occurrenceAct (occurrence);
        CREATE TRIGGER occurrenceActIsKept BEFORE UPDATE ON occurrenceAct
          BEGIN SELECT RAISE (ABORT, 'occurrenceAct is append-only'); END;
        CREATE TRIGGER occurrenceActStays BEFORE DELETE ON occurrenceAct
          BEGIN SELECT RAISE (ABORT, 'occurrenceAct is append-only'); END;

        CREATE TABLE dutyEvent (
          -- Something that happened to a subject and may start or discharge duties. Append-only.
          id INTEGER PRIMARY KEY,
          subject INTEGER NOT NULL REFERENCES subject (id),
          name TEXT NOT NULL CHECK (name <> ''),
          day TEXT NOT NULL CHECK (day IS date(day, '+0 days')),
          source TEXT NOT NULL CHECK (source <> ''), -- what it is of: an application, a decision
          recordedAt INTEGER NOT NULL, -- unix seconds
          UNIQUE (subject, name, source, day)
        ) STRICT;
        CREATE TRIGGER dutyEventIsKept BEFORE UPDATE ON dutyEvent
          BEGIN SELECT RAISE (ABORT, 'dutyEvent is append-only'); END;
        CREATE TRIGGER dutyEventStays BEFORE DELETE ON dutyEvent
          BEGIN SELECT RAISE (ABORT, 'dutyEvent is append-only'); END;
        """
}
