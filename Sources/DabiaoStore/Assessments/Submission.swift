public import Dabiao

/// What somebody told of a subject, as it came.
public struct Submission: Hashable, Sendable, Stored {
    /// 0 before it is kept.
    public var id: Int64
    public var subject: Int64
    public var bundle: String
    /// The version of the bundle by which it was read.
    public var bundleHash: String
    public var kind: SubmissionKind
    /// Who told it.
    public var source: String
    /// The day it is true of.
    public var date: CivilDate
    /// Unix seconds.
    public var recordedAt: Int64
    /// Facts, lists and answers as JSON.
    public var body: String

    public init(
        id: Int64 = 0, subject: Int64, bundle: String, bundleHash: String, kind: SubmissionKind, source: String,
        date: CivilDate, recordedAt: Int64, body: String
    ) {
        self.id = id
        self.subject = subject
        self.bundle = bundle
        self.bundleHash = bundleHash
        self.kind = kind
        self.source = source
        self.date = date
        self.recordedAt = recordedAt
        self.body = body
    }

    static let columns = """
        submission.id, submission.subject, submission.bundle, bundleVersion.contentHash, submission.kind, \
        submission.source, submission.date, submission.recordedAt, submission.body
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        subject = try reader.value()
        bundle = try reader.value()
        bundleHash = try reader.value()
        kind = try reader.word()
        source = try reader.value()
        date = try reader.date()
        recordedAt = try reader.value()
        body = try reader.value()
    }
}
