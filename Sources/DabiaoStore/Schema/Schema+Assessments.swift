extension Schema {
    /// Migration 1: what was told, and the register of assessments.
    static let assessments = """
        CREATE TABLE submission (
          -- What somebody told of a subject, as it came. Append-only: the truth that everything else is derived from.
          id INTEGER PRIMARY KEY,
          subject INTEGER NOT NULL REFERENCES subject (id),
          bundle TEXT NOT NULL,
          bundleVersion INTEGER NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('self-review', 'on-site-verification', 'review', 'recheck', 'spot-check',
            'import', 'delivery')),
          source TEXT NOT NULL CHECK (source <> ''), -- who told it
          date TEXT NOT NULL CHECK (date IS date(date, '+0 days')), -- the day it is true of
          recordedAt INTEGER NOT NULL, -- unix seconds
          body TEXT NOT NULL CHECK (json_valid(body)), -- facts, lists and answers
          UNIQUE (subject, bundle, id),
          FOREIGN KEY (bundle, bundleVersion) REFERENCES bundleVersion (bundle, id)
        ) STRICT;
        CREATE TRIGGER submissionIsKept BEFORE UPDATE ON submission
          BEGIN SELECT RAISE (ABORT, 'submission is append-only'); END;
        CREATE TRIGGER submissionStays BEFORE DELETE ON submission
          BEGIN SELECT RAISE (ABORT, 'submission is append-only'); END;

        CREATE TABLE assessment (
          -- The submissions that are assessments, with their score.
          id INTEGER PRIMARY KEY,
          submission INTEGER NOT NULL UNIQUE,
          subject INTEGER NOT NULL,
          bundle TEXT NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('self-review', 'on-site-verification', 'review', 'recheck', 'spot-check')),
          date TEXT NOT NULL CHECK (date IS date(date, '+0 days')),
          score REAL CHECK (score BETWEEN 0 AND 100), -- NULL: nothing applicable
          provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)), -- something was not checked
          FOREIGN KEY (subject, bundle, submission) REFERENCES submission (subject, bundle, id)
        ) STRICT;
        CREATE INDEX assessmentOfSubject ON assessment (subject, bundle, date);

        CREATE VIEW assessments (subject, id, kind, date, bundle, score) AS
          -- The register of assessments as expressions read it: a site's also stands under its enterprise.
          SELECT subject, id, kind, date, bundle, score FROM assessment
          UNION ALL
          SELECT subject.enterprise, assessment.id, assessment.kind, assessment.date, assessment.bundle, assessment.score
          FROM subject JOIN assessment ON assessment.subject = subject.id
          WHERE subject.kind = 'site';
        """
}
