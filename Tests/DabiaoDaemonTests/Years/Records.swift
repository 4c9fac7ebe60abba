import Dabiao
import DabiaoStore
import GRDB

@testable import DabiaoDaemon

/// What tells an occurrence apart in whatever town.
struct RecordedName: Hashable, Sendable {
    let subject: Int64
    let bundle: String
    let obligation: String
    let row: String
    let period: String
}

/// An open occurrence, as SQL tells it.
struct OpenRecord: Sendable {
    let id: Int64
    let name: RecordedName
    let opens: CivilDate
    /// Nil while something is missing.
    let due: CivilDate?
    let nextAt: Int64?
    let recordedAt: Int64
    let isPaused: Bool
    /// The last day through which it was acknowledged, by the last acknowledgement and by any.
    let silent: CivilDate
    let longestSilent: CivilDate
}

/// What a town has on record, read by SQL alone.
enum Records {
    static func id(of name: RecordedName, in town: Town) async throws -> Int {
        let id = try await town.office.store.read { snapshot in
            try Int.fetchOne(
                snapshot.database,
                sql: """
                    SELECT id FROM occurrence
                    WHERE subject = ? AND bundle = ? AND obligation = ? AND rowKey = ? AND period = ?
                    """, arguments: [name.subject, name.bundle, name.obligation, name.row, name.period])
        }
        guard let id else { throw DabiaoError(.notFound, Phrase("没有 \(name)", "no \(name)")) }
        return id
    }

    static func open(in town: Town) async throws -> [OpenRecord] {
        try await town.office.store.read { snapshot in
            let rows = try Row.fetchAll(
                snapshot.database,
                sql: """
                    SELECT id, subject, bundle, obligation, rowKey, period, opens, due, nextAt, recordedAt,
                      (SELECT count(*) FROM occurrenceAct WHERE occurrence = occurrence.id AND what = 'paused')
                        > (SELECT count(*) FROM occurrenceAct WHERE occurrence = occurrence.id AND what = 'resumed'),
                      (SELECT day FROM occurrenceAct WHERE occurrence = occurrence.id AND what = 'acknowledged'
                        ORDER BY id DESC LIMIT 1),
                      (SELECT max(day) FROM occurrenceAct WHERE occurrence = occurrence.id AND what = 'acknowledged')
                    FROM occurrence WHERE endedOn IS NULL ORDER BY subject, bundle, obligation, rowKey, period
                    """)
            return rows.map { row in
                OpenRecord(
                    id: row[0],
                    name: RecordedName(
                        subject: row[1], bundle: row[2], obligation: row[3], row: row[4], period: row[5]),
                    opens: row.date(6) ?? .latest, due: row.date(7), nextAt: row[8], recordedAt: row[9],
                    isPaused: row[10], silent: row.date(11) ?? .earliest, longestSilent: row.date(12) ?? .earliest)
            }
        }
    }

    /// The first days of the periods of a duty that are on record, open or ended.
    static func periods(of obligation: String, _ subject: Int64, in town: Town) async throws -> [CivilDate] {
        try await town.office.store.read { snapshot in
            try String.fetchAll(
                snapshot.database, sql: "SELECT period FROM occurrence WHERE obligation = ? AND subject = ?",
                arguments: [obligation, subject]
            ).compactMap { CivilDate($0) }
        }
    }

    /// Everything that is open, and how much there is of everything else.
    static func present(in town: Town) async throws -> [String] {
        try await strings(
            in: town,
            [
                "SELECT json_array(\(columns)) FROM occurrence WHERE endedOn IS NULL ORDER BY subject, bundle, obligation, rowKey, period",
                "SELECT json_array(\(verdict)) FROM verdict ORDER BY subject, bundle, rule, rowKey",
                "SELECT 'messages ' || count(*) || ' ' || count(*) FILTER (WHERE deliveredAt IS NULL) FROM outbox",
                "SELECT 'occurrences ' || count(*) FROM occurrence",
                "SELECT 'changes ' || count(*) FROM occurrenceChange",
                "SELECT 'acts ' || count(*) FROM occurrenceAct", "SELECT 'submissions ' || count(*) FROM submission",
                "SELECT key || ' ' || value FROM setting ORDER BY key",
                "SELECT 'verdict changes ' || count(*) FROM verdictChange",
            ])
    }

    /// Everything that was ever owed, done, told and judged.
    static func all(in town: Town) async throws -> [String] {
        try await strings(
            in: town,
            [
                "SELECT json_array(\(columns)) FROM occurrence ORDER BY subject, bundle, obligation, rowKey, period",
                """
                SELECT json_array(\(name), at, what, oldDue, newDue, reason) FROM occurrenceChange
                JOIN occurrence ON occurrence.id = occurrence ORDER BY \(name), occurrenceChange.id
                """,
                """
                SELECT json_array(\(name), at, what, day, span, reason) FROM occurrenceAct
                JOIN occurrence ON occurrence.id = occurrence ORDER BY \(name), occurrenceAct.id
                """,
                "SELECT key || ' ' || recipient || ' ' || body || ' ' || createdAt || ' ' || (deliveredAt IS NOT NULL) FROM outbox ORDER BY key",
                "SELECT json_array(subject, bundle, rule, rowKey, was, became, changedOn) FROM verdictChange ORDER BY subject, bundle, rule, rowKey, id",
                "SELECT json_array(subject, bundle, date, body, recordedAt) FROM submission ORDER BY id",
            ]) + (try await present(in: town))
    }

    private static let name = "subject || bundle || obligation || rowKey || period"
    private static let columns = """
        subject, bundle, obligation, rowKey, period, recordedAt, opens, due, provisional, state, missing, endedOn, lateDays,
        discharge, nextAt, handledThrough, definition
        """
    private static let verdict = "subject, bundle, rule, rowKey, verdict, effect, since, changesOn"

    private static func strings(in town: Town, _ queries: [String]) async throws -> [String] {
        try await town.office.store.read { snapshot in
            try queries.flatMap { try String.fetchAll(snapshot.database, sql: $0) }
        }
    }
}

extension Row {
    fileprivate func date(_ index: Int) -> CivilDate? {
        (self[index] as String?).flatMap { CivilDate($0) }
    }
}
