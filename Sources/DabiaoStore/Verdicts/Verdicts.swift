public import Dabiao
import GRDB

extension Snapshot {
    private static let select = """
        SELECT \(StandingVerdict.columns) FROM verdict JOIN bundleVersion ON bundleVersion.id = verdict.bundleVersion
        """

    public func verdicts(_ filter: VerdictFilter) throws -> [StandingVerdict] {
        let conditions = filter.conditions
        return try fetchAll(
            Self.select + conditions.clause + """
                 ORDER BY verdict.subject, verdict.bundle, verdict.rule, verdict.rowKey LIMIT ? OFFSET ?
                """, conditions.arguments(limit: filter.limit, offset: filter.offset))
    }

    /// All verdicts of a bundle about a subject, by rule and row.
    public func verdicts(of subject: Int64, bundle: String) throws -> [StandingVerdict] {
        try fetchAll(
            Self.select + """
                 WHERE verdict.subject = ? AND verdict.bundle = ? ORDER BY verdict.rule, verdict.rowKey
                """, [subject, bundle])
    }

    /// What the verdicts of a bundle about a subject were before, oldest change first.
    public func verdictChanges(of subject: Int64, bundle: String) throws -> [VerdictChange] {
        try fetchAll(
            """
            SELECT \(VerdictChange.columns) FROM verdictChange
            JOIN bundleVersion ON bundleVersion.id = verdictChange.bundleVersion
            WHERE verdictChange.subject = ? AND verdictChange.bundle = ? ORDER BY verdictChange.id
            """, [subject, bundle])
    }

    /// The first day on which any verdict of these bundles may change by itself; nil where none can.
    public func earliestVerdictChange(of bundles: some Sequence<String>) throws -> CivilDate? {
        let days: [CivilDate] = try bundles.compactMap { bundle in
            let day: String? = try fetchValue(
                """
                SELECT min(day) FROM (
                  SELECT min(changesOn) AS day FROM verdict WHERE changesOn IS NOT NULL AND bundle = ?1 UNION ALL
                  SELECT min(changesOn) FROM upcomingVerdict WHERE changesOn IS NOT NULL AND bundle = ?1)
                """, [bundle])
            return day.flatMap { CivilDate($0[...]) }
        }
        return days.min()
    }

    /// The subjects of a bundle whose verdicts may change by themselves on or before a day, by id.
    ///
    /// - Parameter after: The last id of the page before; 0 for the first page.
    public func subjectsWithVerdictsChanging(
        by date: CivilDate, bundle: String, after: Int64 = 0, limit: Int
    ) throws -> [Subject] {
        try fetchAll(
            """
            SELECT \(Subject.columns) FROM subject
            WHERE id > ?1 AND id IN (SELECT subject FROM verdict WHERE changesOn <= ?2 AND bundle = ?3
              UNION ALL SELECT subject FROM upcomingVerdict WHERE changesOn <= ?2 AND bundle = ?3)
            ORDER BY id LIMIT ?4
            """, [after, date.description, bundle, limit])
    }
}

extension VerdictFilter {
    fileprivate var conditions: Filter {
        var filter = Filter()
        filter.add("verdict.subject = ?", subject)
        filter.add("verdict.subject IN (SELECT id FROM subject WHERE enterprise = ?)", enterprise)
        filter.add("verdict.bundle = ?", bundle)
        filter.add("verdict.rule = ?", rule)
        // The word itself, not a parameter: only so can the index of the triggered ones serve.
        if let verdict { filter.add("verdict.verdict = '\(verdict.rawValue)'") }
        filter.add("verdict.effect = ?", effect?.rawValue)
        return filter
    }
}

extension Transaction {
    /// Puts the verdicts of one pass in the place of all that stood for that subject and bundle, and records those
    /// that became another. What stands already is not written again.
    ///
    /// - Returns: The changes. A verdict that was not there before is none.
    /// - Throws: `DabiaoError` (not found) if that version of the bundle was never installed.
    @discardableResult
    public func replaceVerdicts(_ records: [VerdictRecord], by evaluation: Evaluation) throws -> [VerdictChange] {
        let version = try versionID(of: evaluation.bundle, evaluation.bundleHash)
        var standing: [VerdictKey: StandingVerdict] = [:]
        for verdict in try verdicts(of: evaluation.subject, bundle: evaluation.bundle) {
            standing[VerdictKey(verdict.record)] = verdict
        }
        var changes: [VerdictChange] = []
        for record in records {
            let old = standing.removeValue(forKey: VerdictKey(record))
            if let old, old.record.verdict != record.verdict {
                changes.append(VerdictChange(old, became: record.verdict, by: evaluation))
            }
            guard old?.record != record else { continue }
            let same = old.flatMap { $0.record.verdict == record.verdict ? $0 : nil }
            try put(record, version, evaluation, since: min(same?.since ?? evaluation.date, evaluation.date))
        }
        for old in standing.values.sorted(by: {
            ($0.record.rule, $0.record.rowKey) < ($1.record.rule, $1.record.rowKey)
        }) {
            changes.append(VerdictChange(old, became: nil, by: evaluation))
            try run(
                "DELETE FROM verdict WHERE subject = ? AND bundle = ? AND rule = ? AND rowKey = ?",
                [evaluation.subject, evaluation.bundle, old.record.rule, old.record.rowKey])
        }
        for change in changes { try append(change, version) }
        return changes
    }

    private func put(
        _ record: VerdictRecord, _ version: Int64, _ evaluation: Evaluation, since: CivilDate
    ) throws {
        try run(
            """
            INSERT INTO verdict (subject, bundle, rule, rowKey, verdict, effect, bundleVersion, evaluatedOn, since,
              changesOn, submission)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (subject, bundle, rule, rowKey) DO UPDATE SET verdict = excluded.verdict,
              effect = excluded.effect, bundleVersion = excluded.bundleVersion, evaluatedOn = excluded.evaluatedOn,
              since = excluded.since, changesOn = excluded.changesOn, submission = excluded.submission
            """,
            [
                evaluation.subject, evaluation.bundle, record.rule, record.rowKey, record.verdict.rawValue,
                record.effect.rawValue, version, evaluation.date.description, since.description,
                record.changesOn?.description, evaluation.submission,
            ])
    }

    private func append(_ change: VerdictChange, _ version: Int64) throws {
        try run(
            """
            INSERT INTO verdictChange (subject, bundle, rule, rowKey, was, since, became, changedOn, bundleVersion,
              submission)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                change.evaluation.subject, change.evaluation.bundle, change.rule, change.rowKey, change.was.rawValue,
                change.since.description, change.became?.rawValue, change.evaluation.date.description, version,
                change.evaluation.submission,
            ])
    }
}

/// What tells the verdicts of one subject and bundle apart.
private struct VerdictKey: Hashable {
    let rule: String
    let rowKey: String

    init(_ record: VerdictRecord) {
        (rule, rowKey) = (record.rule, record.rowKey)
    }
}
