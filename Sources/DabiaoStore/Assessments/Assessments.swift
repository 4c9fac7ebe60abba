public import Dabiao
import GRDB

/// An assessment (等级评定的一次评定) with its score.
public struct Assessment: Hashable, Sendable, Stored {
    /// 0 before it is kept.
    public var id: Int64
    /// What was told in it; of the same subject and bundle.
    public var submission: Int64
    public var subject: Int64
    public var bundle: String
    public var kind: AssessmentKind
    public var date: CivilDate
    /// 0…100; nil where nothing was applicable.
    public var score: Double?
    /// True where something was not checked.
    public var isProvisional: Bool

    public init(
        id: Int64 = 0, submission: Int64, subject: Int64, bundle: String, kind: AssessmentKind, date: CivilDate,
        score: Double?, isProvisional: Bool
    ) {
        self.id = id
        self.submission = submission
        self.subject = subject
        self.bundle = bundle
        self.kind = kind
        self.date = date
        self.score = score
        self.isProvisional = isProvisional
    }

    static let columns = """
        assessment.id, assessment.submission, assessment.subject, assessment.bundle, assessment.kind, \
        assessment.date, assessment.score, assessment.provisional
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        submission = try reader.value()
        subject = try reader.value()
        bundle = try reader.value()
        kind = try reader.word()
        date = try reader.date()
        score = try reader.optional()
        isProvisional = try reader.value()
    }
}

extension Snapshot {
    public func assessment(id: Int64) throws -> Assessment? {
        try fetchFirst("SELECT \(Assessment.columns) FROM assessment WHERE id = ?", [id])
    }

    /// The assessments that a subject sees, newest first: an enterprise sees its sites' too.
    ///
    /// - Parameters:
    ///   - bundle: Nil is every bundle.
    ///   - knownAt: Unix seconds; what was recorded later is left out. Nil is everything.
    public func assessments(of subject: Int64, bundle: String? = nil, knownAt: Int64? = nil) throws -> [Assessment] {
        var filter = Filter()
        filter.add("assessment.id IN (SELECT id FROM assessments WHERE subject = ?)", subject)
        filter.add("assessment.bundle = ?", bundle)
        filter.add("assessment.submission IN (SELECT id FROM submission WHERE recordedAt <= ?)", knownAt)
        return try fetchAll(
            """
            SELECT \(Assessment.columns) FROM assessment\(filter.clause)
            ORDER BY assessment.date DESC, assessment.id DESC
            """, filter.arguments)
    }
}

extension Transaction {
    /// Enters an assessment into the register and returns its id. Its own `id` is not read.
    @discardableResult
    public func record(_ assessment: Assessment) throws -> Int64 {
        try insert(
            """
            INSERT INTO assessment (submission, subject, bundle, kind, date, score, provisional)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                assessment.submission, assessment.subject, assessment.bundle, assessment.kind.rawValue,
                assessment.date.description, assessment.score, assessment.isProvisional,
            ])
    }
}
