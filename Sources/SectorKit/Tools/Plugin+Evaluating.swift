public import Dabiao
public import Foundation
import RuleEngine

/// What a facts file leads to on a day: the answer of `plugin evaluate`, stable for scripts.
public struct EvaluationReport: Encodable, Sendable {
    public struct Veto: Encodable, Sendable {
        public let id: String
        public let title: String
        public let verdict: Verdict
        public let effect: String
        /// What must be told before the rule can decide.
        public let missing: [String]
        /// What the rule read, null where unknown.
        public let facts: [String: FactValue]
        /// Each row's own verdict; absent for a rule about the subject itself.
        public let rows: [Row]?
    }

    public struct Row: Encodable, Sendable {
        public let key: String
        public let verdict: Verdict
    }

    public let derived: [String: FactValue]
    public let vetoes: [Veto]
    /// 0 to 100, null while unknown.
    public let score: FactValue
    /// True while an applicable item is not checked.
    public let provisional: Bool
}

extension Plugin {
    /// Evaluates a facts file in memory; facts of required plugins are unknown.
    ///
    /// - Throws: `DabiaoError` that lists everything wrong with the file.
    public func evaluate(
        _ json: Data, named name: String, on date: CivilDate, calendar: WorkCalendar
    ) throws -> EvaluationReport {
        let telling = try TellingReader(bundle).read(json: json, name: name)
        let evaluation = try workbench(calendar).evaluate(telling, on: date)
        let rules = Dictionary(
            bundle.vetoRules.filter { $0.span.contains(date) }.map { ($0.id, $0) }
        ) { first, _ in first }
        let vetoes = evaluation.verdicts.compactMap { verdict in
            rules[verdict.rule].map { veto(verdict, $0, evaluation.explanations[verdict.rule]) }
        }
        let score = compiled.score(telling.answers, evaluation.awards, on: date)
        return EvaluationReport(
            derived: evaluation.derived.mapValues { FactValue($0) }, vetoes: vetoes,
            score: FactValue(score.value.map { .number($0) }), provisional: score.isProvisional)
    }

    private func veto(_ verdict: RuleVerdict, _ rule: VetoRule, _ explanation: Explanation?) -> EvaluationReport.Veto {
        let facts = (explanation?.facts ?? []).map { ($0.name, FactValue($0.value)) }
        return EvaluationReport.Veto(
            id: rule.id, title: rule.title, verdict: verdict.verdict, effect: rule.effect.rawValue,
            missing: verdict.verdict == .undetermined ? explanation?.missing ?? [] : [],
            facts: Dictionary(facts) { first, _ in first },
            rows: rule.list == nil
                ? nil : verdict.rows.map { EvaluationReport.Row(key: $0.key, verdict: $0.verdict) })
    }
}
