import Dabiao
import DabiaoStore
import RuleEngine

/// Keeps the standing verdicts of the store what the rules say today.
struct StandingVerdicts {
    let entry: Catalogue.Entry
    let transaction: Transaction
    let today: CivilDate

    /// Evaluates every rule about a subject and replaces what stood.
    @discardableResult
    func refresh(_ subject: Int64, submission: Int64? = nil) throws -> [VerdictChange] {
        let verdicts = try entry.compiled.verdicts(of: subject, on: today, in: transaction.database)
        return try store(verdicts[subject] ?? [], subject, submission)
    }

    /// The same for all subjects of the plugin, in one pass.
    ///
    /// - Parameter subjects: those that it is about; the fact tables may still hold others that it was about once.
    func refreshAll(among subjects: Set<Int64>) throws {
        for (subject, verdicts) in try entry.compiled.verdicts(on: today, in: transaction.database)
        where subjects.contains(subject) {
            try store(verdicts, subject, nil)
        }
    }

    /// Takes back every verdict about a subject that the plugin is not about any more.
    func withdraw(_ subject: Int64) throws {
        try store([], subject, nil)
    }

    @discardableResult
    private func store(_ verdicts: [RuleVerdict], _ subject: Int64, _ submission: Int64?) throws -> [VerdictChange] {
        let effects = Dictionary(
            entry.bundle.vetoRules.filter { $0.span.contains(today) }.map { ($0.id, $0.effect) }
        ) { first, _ in first }
        let records = verdicts.flatMap { verdict in
            let effect = effects[verdict.rule] ?? .advise
            let overall = VerdictRecord(
                rule: verdict.rule, verdict: verdict.verdict, effect: effect, changesOn: verdict.changesOn)
            return [overall]
                + verdict.rows.map {
                    VerdictRecord(rule: verdict.rule, rowKey: $0.key, verdict: $0.verdict, effect: effect)
                }
        }
        return try transaction.replaceVerdicts(
            records,
            by: Evaluation(
                subject: subject, bundle: entry.bundle.id, bundleHash: entry.bundle.contentHash, date: today,
                submission: submission))
    }
}
