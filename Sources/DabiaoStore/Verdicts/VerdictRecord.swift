public import Dabiao

/// What a veto rule says of a subject, or of a row of its list.
public struct VerdictRecord: Hashable, Sendable {
    public var rule: String
    /// The row's key; empty for the subject as a whole.
    public var rowKey: String
    public var verdict: Verdict
    public var effect: Effect
    /// The day from which it may change by itself; nil if only a telling can change it.
    public var changesOn: CivilDate?

    public init(rule: String, rowKey: String = "", verdict: Verdict, effect: Effect, changesOn: CivilDate? = nil) {
        self.rule = rule
        self.rowKey = rowKey
        self.verdict = verdict
        self.effect = effect
        self.changesOn = changesOn
    }
}

/// What a pass over the rules of a bundle was made with.
public struct Evaluation: Hashable, Sendable {
    public var subject: Int64
    public var bundle: String
    /// The version of the bundle whose rules were asked.
    public var bundleHash: String
    /// The day asked about.
    public var date: CivilDate
    /// What led to it; nil where it was the day or the bundle that changed.
    public var submission: Int64?

    public init(subject: Int64, bundle: String, bundleHash: String, date: CivilDate, submission: Int64? = nil) {
        self.subject = subject
        self.bundle = bundle
        self.bundleHash = bundleHash
        self.date = date
        self.submission = submission
    }
}

/// A verdict as it stands.
public struct StandingVerdict: Hashable, Sendable, Stored {
    public let record: VerdictRecord
    /// The evaluation that made it so; later ones that said the same left it as it was.
    public let evaluation: Evaluation
    /// The day since which it has been this verdict.
    public let since: CivilDate

    static let columns = """
        verdict.rule, verdict.rowKey, verdict.verdict, verdict.effect, verdict.changesOn, verdict.subject, \
        verdict.bundle, bundleVersion.contentHash, verdict.evaluatedOn, verdict.submission, verdict.since
        """

    init(_ reader: inout RowReader) throws {
        record = VerdictRecord(
            rule: try reader.value(), rowKey: try reader.value(), verdict: try reader.word(),
            effect: try reader.word(), changesOn: try reader.optionalDate())
        evaluation = Evaluation(
            subject: try reader.value(), bundle: try reader.value(), bundleHash: try reader.value(),
            date: try reader.date(), submission: try reader.optional())
        since = try reader.date()
    }
}

/// A verdict that became another, or ended.
public struct VerdictChange: Hashable, Sendable, Stored {
    public let rule: String
    public let rowKey: String
    public let was: Verdict
    /// The day since which it had been that.
    public let since: CivilDate
    /// Nil where the rule or the row is no more.
    public let became: Verdict?
    /// The evaluation that changed it.
    public let evaluation: Evaluation

    init(_ old: StandingVerdict, became: Verdict?, by evaluation: Evaluation) {
        rule = old.record.rule
        rowKey = old.record.rowKey
        was = old.record.verdict
        since = old.since
        self.became = became
        self.evaluation = evaluation
    }

    static let columns = """
        verdictChange.rule, verdictChange.rowKey, verdictChange.was, verdictChange.since, verdictChange.became, \
        verdictChange.subject, verdictChange.bundle, bundleVersion.contentHash, verdictChange.changedOn, \
        verdictChange.submission
        """

    init(_ reader: inout RowReader) throws {
        rule = try reader.value()
        rowKey = try reader.value()
        was = try reader.word()
        since = try reader.date()
        became = try reader.optionalWord()
        evaluation = Evaluation(
            subject: try reader.value(), bundle: try reader.value(), bundleHash: try reader.value(),
            date: try reader.date(), submission: try reader.optional())
    }
}

/// Which verdicts to list: those that meet all that is given, by subject, bundle and rule.
public struct VerdictFilter: Hashable, Sendable {
    public var subject: Int64?
    /// The enterprise itself and all its sites.
    public var enterprise: Int64?
    public var bundle: String?
    public var rule: String?
    public var verdict: Verdict?
    public var effect: Effect?
    public var limit: Int
    public var offset: Int

    public init(
        subject: Int64? = nil, enterprise: Int64? = nil, bundle: String? = nil, rule: String? = nil,
        verdict: Verdict? = nil, effect: Effect? = nil, limit: Int = 100, offset: Int = 0
    ) {
        self.subject = subject
        self.enterprise = enterprise
        self.bundle = bundle
        self.rule = rule
        self.verdict = verdict
        self.effect = effect
        self.limit = limit
        self.offset = offset
    }
}
