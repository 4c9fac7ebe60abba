package import Dabiao
package import DabiaoStore
import Digest
package import RuleEngine
import SectorKit

/// Keeps the standing verdicts of the store what the rules say today.
package struct StandingVerdicts {
    let compiled: CompiledBundle
    /// Where what is told may be valid for a time only; nil where nothing is.
    private let plugin: Plugin?
    let transaction: Transaction
    let today: CivilDate

    init(entry: Catalogue.Entry, transaction: Transaction, today: CivilDate) {
        self.init(compiled: entry.compiled, plugin: entry.plugin, transaction: transaction, today: today)
    }

    package init(compiled: CompiledBundle, transaction: Transaction, today: CivilDate) {
        self.init(compiled: compiled, plugin: nil, transaction: transaction, today: today)
    }

    private init(compiled: CompiledBundle, plugin: Plugin?, transaction: Transaction, today: CivilDate) {
        self.plugin = plugin
        self.compiled = compiled
        self.transaction = transaction
        self.today = today
    }

    /// Evaluates every rule about a subject and replaces what stood.
    @discardableResult
    package func refresh(_ subject: Int64, submission: Int64? = nil) throws -> [VerdictChange] {
        let verdicts = try compiled.verdicts(of: subject, on: today, in: transaction.database)
        let upcoming = try compiled.upcoming(of: subject, on: today, in: transaction.database)
        try store(upcoming: upcoming[subject] ?? [], subject)
        return try store(verdicts[subject] ?? [], subject, submission)
    }

    /// The same for all subjects of the plugin, in one pass: SQLite finds those about whom the rules answer otherwise
    /// than before, and only theirs are read and written.
    ///
    /// - Parameter isConcerned: whether it is about a subject; the fact tables may still hold others that it was about
    ///   once.
    package func refreshAll(where isConcerned: (Int64) -> Bool) throws {
        guard let extent = try compiled.extent(in: transaction.database) else { return }
        let rules = self.rules
        for first in stride(from: extent.lowerBound, through: extent.upperBound, by: Self.batch) {
            let batch = first...min(first + Int64(Self.batch) - 1, extent.upperBound)
            let answers = try transaction.newAnswers(
                to: compiled.answers, rules: rules, of: batch, bundle: compiled.bundle.id, on: today)
            for answer in answers where isConcerned(answer.subject) {
                try refresh(answer.subject)
                guard CompiledBundle.isFinal(answer.answer) else { continue }
                try transaction.keep(answer, rules: rules, bundle: compiled.bundle.id)
            }
        }
    }

    /// So many ids are asked about at a time, so that what changed of them fits into little memory.
    private static let batch = 10_000

    /// Takes back every verdict about a subject that the plugin is not about any more.
    func withdraw(_ subject: Int64) throws {
        try store([], subject, nil)
        try store(upcoming: [], subject)
    }

    @discardableResult
    private func store(_ verdicts: [RuleVerdict], _ subject: Int64, _ submission: Int64?) throws -> [VerdictChange] {
        let effects = self.effects
        let expiring = try plugin.map { try Expiring($0, subject, in: transaction) }
        let records = verdicts.flatMap { verdict in
            let effect = effects[verdict.rule] ?? .advise
            let overall = VerdictRecord(
                rule: verdict.rule, verdict: verdict.verdict, effect: effect,
                changesOn: expiring.map { $0.changeDay(of: verdict, after: today) } ?? verdict.changesOn)
            return [overall]
                + verdict.rows.map {
                    VerdictRecord(rule: verdict.rule, rowKey: $0.key, verdict: $0.verdict, effect: effect)
                }
        }
        return try transaction.replaceVerdicts(records, by: evaluation(of: subject, submission))
    }

    /// Replaces what rules say that have not begun.
    private func store(upcoming verdicts: [RuleVerdict], _ subject: Int64) throws {
        let records = verdicts.compactMap { verdict -> UpcomingVerdict? in
            let rule = compiled.bundle.vetoRules.first {
                $0.id == verdict.rule && $0.span.effective == verdict.effective
            }
            guard let rule, let effective = verdict.effective else { return nil }
            return UpcomingVerdict(
                subject: subject, bundle: compiled.bundle.id, rule: rule.id, effective: effective, phase: verdict.phase,
                verdict: verdict.verdict, effect: rule.effect, changesOn: verdict.changesOn)
        }
        try transaction.replaceUpcomingVerdicts(records, by: evaluation(of: subject, nil))
    }

    private func evaluation(of subject: Int64, _ submission: Int64?) -> Evaluation {
        Evaluation(
            subject: subject, bundle: compiled.bundle.id, bundleHash: compiled.bundle.contentHash, date: today,
            submission: submission)
    }

    /// What follows from a hit of each rule in force.
    private var effects: [String: Effect] {
        Dictionary(
            compiled.bundle.vetoRules.filter { $0.span.contains(today) }.map { ($0.id, $0.effect) }
        ) { first, _ in first }
    }

    /// All that a subject's verdicts depend on beside its answers: what is asked, which rules are in force or to come (of
    /// the versions of one, which), and with what effect.
    private var rules: String {
        let text = compiled.bundle.vetoRules.enumerated().map { place, rule in
            "\(place) \(rule.id) \(rule.effect) \(rule.phase(on: today)?.rawValue ?? "ended")\n"
        }.joined()
        return SHA256.digest(of: (text + compiled.answers).utf8).prefix(16) + ":"
    }
}
