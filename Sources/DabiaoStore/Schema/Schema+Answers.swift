extension Schema {
    /// Migration 3: what the standing verdicts were made of.
    static let answers = """
        CREATE TABLE verdictAnswer (
          -- All that the rules of a bundle answered about a subject, as one text: while they answer the same, the
          -- verdicts that stand are what they say. There is a row only where nothing was written to them since.
          bundle TEXT NOT NULL,
          subject INTEGER NOT NULL REFERENCES subject (id),
          answer TEXT NOT NULL,
          PRIMARY KEY (bundle, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER verdictAnswerAfterInsert AFTER INSERT ON verdict
          BEGIN DELETE FROM verdictAnswer WHERE bundle = NEW.bundle AND subject = NEW.subject; END;
        CREATE TRIGGER verdictAnswerAfterUpdate AFTER UPDATE ON verdict
          BEGIN DELETE FROM verdictAnswer WHERE bundle = NEW.bundle AND subject = NEW.subject; END;
        CREATE TRIGGER verdictAnswerAfterDelete AFTER DELETE ON verdict
          BEGIN DELETE FROM verdictAnswer WHERE bundle = OLD.bundle AND subject = OLD.subject; END;
        """
}
