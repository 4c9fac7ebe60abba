public import Dabiao
import GRDB

extension Snapshot {
    /// What happened to a subject under a name, oldest first: of `OBLIGATION.discharged` the days on which occurrences of
    /// that obligation were done, else what was kept by ``Transaction/append(_:named:of:at:)``.
    public func events(_ name: DutyEvent.Name, of subject: Int64, bundle: String) throws -> [DutyEvent] {
        guard let obligation = name.obligation else {
            return try events(
                "SELECT day, source || '@' || day, '' FROM dutyEvent WHERE subject = ? AND name = ? ORDER BY day, id",
                [subject, name.description])
        }
        return try events(
            """
            SELECT endedOn, obligation || ':' || rowKey || ':' || period, rowKey FROM occurrence
            WHERE subject = ? AND bundle = ? AND obligation = ? AND discharge IS NOT NULL ORDER BY endedOn, id
            """, [subject, bundle, obligation])
    }

    private func events(_ sql: String, _ arguments: StatementArguments) throws -> [DutyEvent] {
        try fetchAll(sql, arguments).map { (found: StoredEvent) in found.event }
    }
}

/// A row of a day and a source.
private struct StoredEvent: Stored {
    static let columns = "day, source, row"

    let event: DutyEvent

    init(_ reader: inout RowReader) throws {
        event = DutyEvent(date: try reader.date(), source: try reader.value(), row: try reader.value())
    }
}

extension Transaction {
    /// Keeps that something happened to a subject; the same told again is the same.
    ///
    /// - Parameter instant: Now, in unix seconds.
    public func append(_ event: DutyEvent, named name: DutyEvent.Name, of subject: Int64, at instant: Int64) throws {
        try run(
            """
            INSERT INTO dutyEvent (subject, name, day, source, recordedAt) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (subject, name, source, day) DO NOTHING
            """, [subject, name.description, event.date.description, event.source, instant])
    }
}
