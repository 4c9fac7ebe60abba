public import Dabiao
import GRDB

/// Something that happened in a store since it was asked to record what happens.
public struct Happening: Hashable, Sendable, Stored {
    public enum What: Hashable, Sendable {
        /// A message was put into the outbox: its id.
        case told(message: Int64)
        /// An occurrence was opened, dated anew or ended; nil: it was not there before.
        case duty(
            occurrence: Int64, was: OccurrenceState?, became: OccurrenceState, oldDue: CivilDate?, due: CivilDate?)
        /// A verdict is another; nil: it was not there before, or is there no more.
        case verdict(bundle: String, rule: String, rowKey: String, effect: Effect, was: Verdict?, became: Verdict?)
    }

    public let id: Int64
    public let what: What
    public let subject: Int64
    public let creditCode: String
    public let enterpriseName: String
    /// Nil for an enterprise and for its implicit site.
    public let siteName: String?

    static let columns = """
        happening.id, happening.subject, enterprise.creditCode, enterprise.name, site.name, happening.kind, \
        happening.item, happening.was, happening.became, happening.oldDue, happening.due, happening.bundle, happening.rule, happening.rowKey, \
        happening.effect
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        subject = try reader.value()
        creditCode = try reader.value()
        enterpriseName = try reader.value()
        siteName = try reader.optional()
        what = try Self.what(&reader)
    }

    private static func what(_ reader: inout RowReader) throws -> What {
        let kind: String = try reader.value()
        let item: Int64 = try reader.value()
        switch kind {
        case "message": return .told(message: item)
        case "occurrence":
            return .duty(
                occurrence: item, was: try reader.optionalWord(), became: try reader.word(),
                oldDue: try reader.optionalDate(), due: try reader.optionalDate())
        default:
            let (was, became): (Verdict?, Verdict?) = (try reader.optionalWord(), try reader.optionalWord())
            _ = (try reader.optionalDate(), try reader.optionalDate())
            return .verdict(
                bundle: try reader.value(), rule: try reader.value(), rowKey: try reader.value(),
                effect: try reader.word(), was: was, became: became)
        }
    }
}

extension Transaction {
    /// Records from now on what happens. Of a store with one connection only, as a copy has: the records are temporary.
    public func recordHappenings() throws {
        try database.execute(sql: Self.recorder)
    }

    /// Takes the next things that happened to an enterprise and its sites, or to any, the oldest first; none is given
    /// twice, and those of others are forgotten.
    public func takeHappenings(of enterprise: Int64?, limit: Int) throws -> [Happening] {
        if let enterprise {
            try run(
                "DELETE FROM happening WHERE subject NOT IN (SELECT id FROM subject WHERE enterprise = ?)", [enterprise]
            )
        }
        let taken: [Happening] = try fetchAll(
            """
            SELECT \(Happening.columns) FROM happening
            JOIN subject ON subject.id = happening.subject
            JOIN enterprise ON enterprise.id = subject.enterprise
            LEFT JOIN site ON site.id = subject.id
            ORDER BY happening.id LIMIT ?
            """, [limit])
        if let last = taken.last { try run("DELETE FROM happening WHERE id <= ?", [last.id]) }
        return taken
    }

    private static let recorder = """
        CREATE TEMP TABLE happening (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          kind TEXT NOT NULL, -- message, occurrence or verdict
          subject INTEGER NOT NULL,
          item INTEGER NOT NULL DEFAULT 0, -- the message or the occurrence
          was TEXT, became TEXT, oldDue TEXT, due TEXT,
          bundle TEXT, rule TEXT, rowKey TEXT, effect TEXT -- of a verdict
        );
        CREATE TEMP TRIGGER messageHappens AFTER INSERT ON main.outbox BEGIN
          INSERT INTO happening (kind, subject, item) VALUES ('message', new.recipient, new.id);
        END;
        CREATE TEMP TRIGGER occurrenceOpens AFTER INSERT ON main.occurrence BEGIN
          INSERT INTO happening (kind, subject, item, became, due)
          VALUES ('occurrence', new.subject, new.id, new.state, new.due);
        END;
        CREATE TEMP TRIGGER occurrenceMoves AFTER UPDATE OF state, due ON main.occurrence
          WHEN old.state <> new.state OR old.due IS NOT new.due BEGIN
          INSERT INTO happening (kind, subject, item, was, became, oldDue, due)
          VALUES ('occurrence', new.subject, new.id, old.state, new.state, old.due, new.due);
        END;
        CREATE TEMP TRIGGER verdictBegins AFTER INSERT ON main.verdict BEGIN
          INSERT INTO happening (kind, subject, became, bundle, rule, rowKey, effect)
          VALUES ('verdict', new.subject, new.verdict, new.bundle, new.rule, new.rowKey, new.effect);
        END;
        CREATE TEMP TRIGGER verdictTurns AFTER UPDATE OF verdict ON main.verdict WHEN old.verdict <> new.verdict BEGIN
          INSERT INTO happening (kind, subject, was, became, bundle, rule, rowKey, effect)
          VALUES ('verdict', new.subject, old.verdict, new.verdict, new.bundle, new.rule, new.rowKey, new.effect);
        END;
        CREATE TEMP TRIGGER verdictEnds AFTER DELETE ON main.verdict BEGIN
          INSERT INTO happening (kind, subject, was, bundle, rule, rowKey, effect)
          VALUES ('verdict', old.subject, old.verdict, old.bundle, old.rule, old.rowKey, old.effect);
        END;
        """
}
