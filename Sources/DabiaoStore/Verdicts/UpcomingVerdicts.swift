public import Dabiao
import GRDB

/// What a veto rule that has not begun says of a subject already.
public struct UpcomingVerdict: Hashable, Sendable, Stored {
    public let subject: Int64
    public let bundle: String
    public let rule: String
    /// The day on which the rule begins.
    public let effective: CivilDate
    /// Shadow or warning.
    public let phase: RulePhase
    public let verdict: Verdict
    public let effect: Effect
    /// The day from which it may change by itself; nil if only a telling can change it.
    public let changesOn: CivilDate?

    public init(
        subject: Int64, bundle: String, rule: String, effective: CivilDate, phase: RulePhase, verdict: Verdict,
        effect: Effect, changesOn: CivilDate?
    ) {
        self.subject = subject
        self.bundle = bundle
        self.rule = rule
        self.effective = effective
        self.phase = phase
        self.verdict = verdict
        self.effect = effect
        self.changesOn = changesOn
    }

    static let columns = "subject, bundle, rule, effective, phase, verdict, effect, changesOn"

    init(_ reader: inout RowReader) throws {
        subject = try reader.value()
        bundle = try reader.value()
        rule = try reader.value()
        effective = try reader.date()
        phase = try reader.word()
        verdict = try reader.word()
        effect = try reader.word()
        changesOn = try reader.optionalDate()
    }
}

/// How many subjects a rule hits that has not begun.
public struct UpcomingHits: Hashable, Sendable, Stored {
    public let rule: String
    /// The day on which the rule begins.
    public let effective: CivilDate
    public let subjects: Int

    static let columns = "rule, effective, count(*)"

    init(_ reader: inout RowReader) throws {
        rule = try reader.value()
        effective = try reader.date()
        subjects = try reader.value()
    }
}

extension Snapshot {
    /// What the rules of a bundle that have not begun say of a subject, by rule and day.
    public func upcomingVerdicts(of subject: Int64, bundle: String) throws -> [UpcomingVerdict] {
        try fetchAll(
            """
            SELECT \(UpcomingVerdict.columns) FROM upcomingVerdict WHERE subject = ? AND bundle = ?
            ORDER BY rule, effective
            """, [subject, bundle])
    }

    /// How many subjects each rule of a bundle that has not begun would hit, by rule and day.
    public func upcomingHits(of bundle: String) throws -> [UpcomingHits] {
        try fetchAll(
            """
            SELECT \(UpcomingHits.columns) FROM upcomingVerdict WHERE verdict = 'triggered' AND bundle = ?
            GROUP BY rule, effective ORDER BY rule, effective
            """, [bundle])
    }
}

extension Transaction {
    /// Puts these in the place of all that stood for that subject and bundle. What stands already is not written again.
    ///
    /// - Throws: `DabiaoError` (not found) if that version of the bundle was never installed.
    public func replaceUpcomingVerdicts(_ verdicts: [UpcomingVerdict], by evaluation: Evaluation) throws {
        guard try Set(upcomingVerdicts(of: evaluation.subject, bundle: evaluation.bundle)) != Set(verdicts) else {
            return
        }
        try run(
            "DELETE FROM upcomingVerdict WHERE subject = ? AND bundle = ?", [evaluation.subject, evaluation.bundle])
        guard !verdicts.isEmpty else { return }
        let version = try versionID(of: evaluation.bundle, evaluation.bundleHash)
        for verdict in verdicts {
            try run(
                """
                INSERT INTO upcomingVerdict (\(UpcomingVerdict.columns), bundleVersion, evaluatedOn)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    verdict.subject, verdict.bundle, verdict.rule, verdict.effective.description,
                    verdict.phase.rawValue, verdict.verdict.rawValue, verdict.effect.rawValue,
                    verdict.changesOn?.description, version, evaluation.date.description,
                ])
        }
    }
}
