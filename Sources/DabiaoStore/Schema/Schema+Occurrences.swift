extension Schema {
    /// Migration 1: the duties' occurrences.
    static let occurrences = """
        CREATE TABLE occurrence (
          -- One time that an obligation falls due: obligation, subject, row and nominal period say which. The due day
          -- may move, and is no part of that.
          id INTEGER PRIMARY KEY,
          bundle TEXT NOT NULL,
          obligation TEXT NOT NULL CHECK (obligation <> ''),
          subject INTEGER NOT NULL REFERENCES subject (id),
          rowKey TEXT NOT NULL DEFAULT '', -- the row that owes it; empty: the subject
          period TEXT NOT NULL CHECK ( -- nominal: its first day, #n for the n-th expiry, ?n while it is asked for
            period IS date(period, '+0 days')
            OR period GLOB '[#?][1-9]*' AND substr(period, 2) NOT GLOB '*[^0-9]*'),
          bundleVersion INTEGER NOT NULL, -- whose obligation it follows
          recordedAt INTEGER NOT NULL, -- unix seconds
          opens TEXT CHECK (opens IS date(opens, '+0 days')),
          due TEXT CHECK (due IS date(due, '+0 days')),
          provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)), -- the calendar of that year is not published
          state TEXT NOT NULL CHECK (state IN ('open', 'undetermined', 'done', 'late', 'missed', 'lapsed', 'suspended',
            'superseded')),
          missing TEXT CHECK ( -- the facts that are not known, a JSON array
            missing IS NULL OR json_valid(missing) AND json_type(missing) = 'array'),
          endedOn TEXT CHECK (endedOn IS date(endedOn, '+0 days')),
          lateDays INTEGER CHECK (lateDays > 0),
          discharge TEXT CHECK (discharge <> ''), -- the entry that discharged it; one entry discharges once
          nextAt INTEGER, -- unix seconds of the next thing to do about it
          handledThrough TEXT CHECK (handledThrough IS date(handledThrough, '+0 days')), -- the ladder, up to this day
          UNIQUE (subject, bundle, obligation, rowKey, period),
          FOREIGN KEY (bundle, bundleVersion) REFERENCES bundleVersion (bundle, id),
          CHECK (state <> 'open' OR due IS NOT NULL),
          CHECK (state <> 'undetermined' OR missing IS NOT NULL),
          CHECK ((state IN ('open', 'undetermined')) = (endedOn IS NULL)),
          CHECK ((state = 'late') = (lateDays IS NOT NULL)),
          CHECK (discharge IS NULL OR state IN ('done', 'late')),
          CHECK (endedOn IS NULL OR nextAt IS NULL)
        ) STRICT;
        CREATE UNIQUE INDEX occurrenceDischarge ON occurrence (subject, bundle, obligation, rowKey, discharge)
          WHERE discharge IS NOT NULL;
        CREATE INDEX occurrenceToHandle ON occurrence (nextAt) WHERE nextAt IS NOT NULL;
        CREATE INDEX occurrenceDue ON occurrence (due);
        CREATE TRIGGER occurrenceStays BEFORE DELETE ON occurrence
          BEGIN SELECT RAISE (ABORT, 'an occurrence ends, it is not deleted'); END;
        CREATE TRIGGER occurrenceIsItself BEFORE UPDATE OF id, bundle, obligation, subject, rowKey, period ON occurrence
          BEGIN SELECT RAISE (ABORT, 'what identifies an occurrence does not change'); END;
        CREATE TRIGGER occurrenceEnds BEFORE UPDATE ON occurrence
          WHEN old.endedOn IS NOT NULL AND old.state NOT IN ('suspended', 'lapsed', 'superseded')
          BEGIN SELECT RAISE (ABORT, 'an ended occurrence does not change'); END;

        CREATE TABLE occurrenceChange (
          -- What was done to an occurrence after it was opened. Append-only.
          id INTEGER PRIMARY KEY,
          occurrence INTEGER NOT NULL REFERENCES occurrence (id),
          at INTEGER NOT NULL, -- unix seconds
          what TEXT NOT NULL CHECK (what IN ('revised', 'reopened', 'done', 'late', 'missed', 'lapsed', 'suspended', 'superseded')),
          oldDue TEXT CHECK (oldDue IS date(oldDue, '+0 days')),
          newDue TEXT CHECK (newDue IS date(newDue, '+0 days')),
          reason TEXT NOT NULL CHECK (reason <> '')
        ) STRICT;
        CREATE INDEX occurrenceChangeOfOccurrence ON occurrenceChange (occurrence);
        CREATE TRIGGER occurrenceChangeIsKept BEFORE UPDATE ON occurrenceChange
          BEGIN SELECT RAISE (ABORT, 'occurrenceChange is append-only'); END;
        CREATE TRIGGER occurrenceChangeStays BEFORE DELETE ON occurrenceChange
          BEGIN SELECT RAISE (ABORT, 'occurrenceChange is append-only'); END;
        """
}
