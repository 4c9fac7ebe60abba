public import Dabiao
import GRDB

/// An occurrence whose moment has come, with what the scheduler needs to know of who owes it.
public struct DueOccurrence: Hashable, Sendable, Stored {
    public let occurrence: Occurrence
    public let subject: Subject
    /// Nil for an enterprise and for its implicit site.
    public let siteName: String?
    /// Its due day before another work calendar moved it, where that is not told yet.
    public let movedFrom: CivilDate?

    static let columns =
        Occurrence.columns + ", " + Subject.columns + ", site.name, calendarMove.oldDue"

    init(_ reader: inout RowReader) throws {
        occurrence = try Occurrence(&reader)
        subject = try Subject(&reader)
        siteName = try reader.optional()
        movedFrom = try reader.optionalDate()
    }
}

extension Snapshot {
    /// The enterprises of the next occurrences, their own or of a site, about which something is to be done at an
    /// instant or before.
    ///
    /// - Parameters:
    ///   - limit: How many occurrences are looked at; what falls due at once for a whole city costs the same a batch.
    ///   - failed: Enterprises that are passed over.
    public func enterprisesToHandle(
        at instant: Int64, limit: Int, except failed: some Collection<Int64> = []
    ) throws -> [Int64] {
        var filter = Filter()
        filter.add("occurrence.nextAt <= ?", instant)
        if !failed.isEmpty {
            filter.add("subject.enterprise NOT IN (SELECT value FROM json_each(?))", "\(Array(failed))")
        }
        filter.add(scope, subject: "subject.enterprise")
        return try Int64.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT DISTINCT enterprise FROM (
                      SELECT subject.enterprise FROM occurrence
                      CROSS JOIN subject ON subject.id = occurrence.subject\(filter.clause)
                      ORDER BY occurrence.nextAt LIMIT ?)
                    """), arguments: filter.arguments + [limit])
    }

    /// The occurrences of enterprises and their sites about which something is to be done at an instant or before:
    /// enterprise by enterprise in the order given, the oldest first.
    public func dueOccurrences(at instant: Int64, of enterprises: [Int64]) throws -> [DueOccurrence] {
        // By the subjects: the index of moments would show all that is due in the city.
        try fetchAll(
            """
            SELECT \(DueOccurrence.columns) FROM json_each(?) AS wanted
            CROSS JOIN subject ON subject.enterprise = wanted.value
            CROSS JOIN occurrence ON occurrence.subject = subject.id AND +occurrence.nextAt <= ?
            JOIN bundleVersion ON bundleVersion.id = occurrence.bundleVersion
            LEFT JOIN site ON site.id = subject.id
            LEFT JOIN calendarMove ON calendarMove.occurrence = occurrence.id
            ORDER BY wanted.key, occurrence.nextAt, occurrence.id
            """, ["\(enterprises)", instant])
    }
}

extension Transaction {
    /// After the clock was set back: what was done on days that are still to come is to be done again, and every open
    /// occurrence is looked at anew, since the moment it waits for may have been reckoned from such a day.
    ///
    /// - Parameters:
    ///   - after: The last id of the page before; 0 for the first.
    ///   - yesterday: No ladder is handled beyond it, unless it was acknowledged until a later day.
    ///   - now: When those are looked at that have been handled before (unix seconds).
    ///   - morning: The same for those that have not.
    /// - Returns: The last id of this page; nil after the end.
    public func rewind(
        after: Int64, limit: Int, yesterday: CivilDate, now: Int64, morning: Int64
    ) throws -> Int64? {
        let last: Int64? = try fetchValue(
            "SELECT max(id) FROM (SELECT id FROM occurrence WHERE id > ? ORDER BY id LIMIT ?)", [after, limit])
        guard let last else { return nil }
        try run(
            """
            UPDATE occurrence SET nextAt = iif(handledThrough IS NULL, ?, ?),
              handledThrough = min(handledThrough, max(?, ifnull((
                SELECT day FROM occurrenceAct WHERE occurrence = occurrence.id AND what = 'acknowledged'
                ORDER BY occurrenceAct.id DESC LIMIT 1), '')))
            WHERE id > ? AND id <= ? AND endedOn IS NULL
            """, [morning, now, yesterday.description, after, last])
        return last
    }

    /// Notes that another work calendar moved the due day of an open occurrence; if it moved before and that is not told
    /// yet, the day before the first move stays noted.
    public func noteCalendarMove(_ id: Int64, from old: CivilDate) throws {
        try run(
            "INSERT INTO calendarMove (occurrence, oldDue) VALUES (?, ?) ON CONFLICT (occurrence) DO NOTHING",
            [id, old.description])
    }

    /// Forgets a move: it is told.
    public func forgetCalendarMove(_ id: Int64) throws {
        try run("DELETE FROM calendarMove WHERE occurrence = ?", [id])
    }
}
