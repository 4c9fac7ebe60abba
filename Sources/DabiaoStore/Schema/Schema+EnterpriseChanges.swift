extension Schema {
    /// Migration 8: what was changed of enterprises, and mergers: the sites go over to the successor.
    static let enterpriseChanges = """
        CREATE TABLE enterpriseChange (
          -- A change of what is known of an enterprise: from which day it holds, and why. Append-only.
          id INTEGER PRIMARY KEY,
          enterprise INTEGER NOT NULL REFERENCES enterprise (id),
          what TEXT NOT NULL CHECK (what <> ''), -- a column of an enterprise list; merger; site: one that came over
          old TEXT, -- NULL: was not known
          new TEXT, -- NULL: is not known any more; of a merger, the credit code of the successor
          effectiveOn TEXT NOT NULL CHECK (effectiveOn IS date(effectiveOn, '+0 days')),
          appliedOn TEXT CHECK (appliedOn IS date(appliedOn, '+0 days')), -- NULL: its day is still to come
          recordedAt INTEGER NOT NULL, -- unix seconds
          reason TEXT NOT NULL CHECK (reason <> ''),
          CHECK (what <> 'merger' OR new IS NOT NULL)
        ) STRICT;
        CREATE INDEX enterpriseChangeOfEnterprise ON enterpriseChange (enterprise, what, effectiveOn);
        CREATE INDEX enterpriseChangeToCome ON enterpriseChange (effectiveOn) WHERE appliedOn IS NULL;
        CREATE UNIQUE INDEX enterpriseMergedOnce ON enterpriseChange (enterprise) WHERE what = 'merger';
        CREATE TRIGGER enterpriseChangeIsKept BEFORE UPDATE ON enterpriseChange
          WHEN old.appliedOn IS NOT NULL
            OR (new.id, new.enterprise, new.what, new.old, new.new, new.effectiveOn, new.recordedAt, new.reason)
              IS NOT (old.id, old.enterprise, old.what, old.old, old.new, old.effectiveOn, old.recordedAt, old.reason)
          BEGIN SELECT RAISE (ABORT, 'enterpriseChange is append-only'); END;
        CREATE TRIGGER enterpriseChangeStays BEFORE DELETE ON enterpriseChange
          BEGIN SELECT RAISE (ABORT, 'enterpriseChange is append-only'); END;

        -- A site goes over to another enterprise with all that is known of it: nothing else of a subject changes.
        DROP TRIGGER subjectIsKept;
        CREATE TRIGGER subjectIsKept BEFORE UPDATE ON subject
          WHEN old.kind <> 'site' OR (new.id, new.kind, new.recordedOn) IS NOT (old.id, old.kind, old.recordedOn)
          BEGIN SELECT RAISE (ABORT, 'subject is append-only'); END;
        """
}
