import Dabiao
import GRDB

extension Snapshot {
    private static let select = """
        SELECT \(Submission.columns) FROM submission JOIN bundleVersion ON bundleVersion.id = submission.bundleVersion
        """

    public func submission(id: Int64) throws -> Submission? {
        try fetchFirst(Self.select + " WHERE submission.id = ?", [id])
    }

    /// What was told of a subject for a bundle, in the order in which it was recorded.
    ///
    /// - Parameter knownAt: Unix seconds; what was recorded later is left out. Nil is everything.
    public func submissions(of subject: Int64, bundle: String, knownAt: Int64? = nil) throws -> [Submission] {
        try fetchAll(
            Self.select + """
                 WHERE submission.subject = ? AND submission.bundle = ? AND submission.recordedAt <= ?
                ORDER BY submission.id
                """, [subject, bundle, knownAt ?? .max])
    }
}

extension Transaction {
    /// Keeps what was told, for good, and returns its id. The submission's own `id` is not read.
    ///
    /// - Throws: `DabiaoError` (not found) if that version of the bundle was never installed.
    @discardableResult
    public func append(_ submission: Submission) throws -> Int64 {
        try insert(
            """
            INSERT INTO submission (subject, bundle, bundleVersion, kind, source, date, recordedAt, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                submission.subject, submission.bundle, try versionID(of: submission.bundle, submission.bundleHash),
                submission.kind.rawValue, submission.source, submission.date.description, submission.recordedAt,
                submission.body,
            ])
    }
}
