import Dabiao
import GRDB

extension Snapshot {
    private static let select = """
        SELECT \(Occurrence.columns) FROM occurrence JOIN bundleVersion ON bundleVersion.id = occurrence.bundleVersion
        """

    public func occurrence(id: Int64) throws -> Occurrence? {
        try fetchFirst(Self.select + " WHERE occurrence.id = ?", [id])
    }

    /// Those with these ids, in no order; what is not there is left out.
    public func occurrences(ids: [Int64]) throws -> [Occurrence] {
        try fetchAll(Self.select + " WHERE occurrence.id IN (SELECT value FROM json_each(?))", ["\(ids)"])
    }

    public func occurrence(_ identity: OccurrenceIdentity) throws -> Occurrence? {
        try fetchFirst(
            Self.select + """
                 WHERE occurrence.subject = ? AND occurrence.bundle = ? AND occurrence.obligation = ?
                  AND occurrence.rowKey = ? AND occurrence.period = ?
                """, identity.arguments)
    }

    /// The occurrences of a subject under a bundle, open or ended, by obligation, row and period.
    public func occurrences(of subject: Int64, bundle: String) throws -> [Occurrence] {
        try fetchAll(
            Self.select + """
                 WHERE occurrence.subject = ? AND occurrence.bundle = ?
                ORDER BY occurrence.obligation, occurrence.rowKey, occurrence.period
                """, [subject, bundle])
    }

    /// The occurrences of one obligation of some subjects, open or ended, of each subject by row and period.
    public func occurrences(of subjects: [Int64], bundle: String, obligation: String) throws -> [Occurrence] {
        try fetchAll(
            Self.select + """
                 WHERE occurrence.subject IN (SELECT value FROM json_each(?)) AND occurrence.bundle = ?
                  AND occurrence.obligation = ?
                ORDER BY occurrence.subject, occurrence.rowKey, occurrence.period
                """, ["\(subjects)", bundle, obligation])
    }

    /// Those of one subject under a bundle that are open or undetermined.
    public func openOccurrences(of subject: Int64, bundle: String) throws -> [Occurrence] {
        try fetchAll(
            Self.select + """
                 WHERE occurrence.subject = ? AND occurrence.bundle = ? AND occurrence.endedOn IS NULL
                ORDER BY occurrence.obligation, occurrence.rowKey, occurrence.period
                """, [subject, bundle])
    }

    /// The occurrences with something to do at an instant or before, the oldest first.
    ///
    /// Handling one moves or clears its `nextAt`, so that the next batch starts where this one ended.
    public func occurrencesToHandle(at instant: Int64, limit: Int) throws -> [Occurrence] {
        try fetchAll(
            Self.select + " WHERE occurrence.nextAt <= ? ORDER BY occurrence.nextAt, occurrence.id LIMIT ?",
            [instant, limit])
    }

    /// When the next thing is to be done about any occurrence (unix seconds); nil is never.
    public func earliestNextAt() throws -> Int64? {
        try fetchValue("SELECT min(nextAt) FROM occurrence WHERE nextAt IS NOT NULL")
    }

    /// What was done to an occurrence, oldest first.
    public func changes(ofOccurrence id: Int64) throws -> [OccurrenceChange] {
        try fetchAll("SELECT \(OccurrenceChange.columns) FROM occurrenceChange WHERE occurrence = ? ORDER BY id", [id])
    }
}

extension OccurrenceIdentity {
    /// In the order of the unique index.
    var arguments: StatementArguments {
        [subject, bundle, obligation, rowKey, period.description]
    }
}
