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
        public let phase: RulePhase
        /// The day from which this version holds; absent where it has always held.
        public let effective: CivilDate?
    }

    /// A rule that takes, or may take, the marks of an element.
    public struct Zeroing: Encodable, Sendable {
        public let rule: String
        public let verdict: Verdict
        public let items: [String]
    }

    public struct Row: Encodable, Sendable {
        public let key: String
        public let verdict: Verdict
    }

    public let derived: [String: FactValue]
    /// Of the rules in force.
    public let vetoes: [Veto]
    /// Of those that have not begun: they block nothing.
    public let upcoming: [Veto]
    /// 0 to 100, null while unknown.
    public let score: FactValue
    /// True while an applicable item is not checked.
    public let provisional: Bool
    public let zeroed: [Zeroing]
}

extension Plugin {
    /// Evaluates a facts file in memory; facts of required plugins are unknown.
    ///
    /// - Throws: `DabiaoError` that lists everything wrong with the file.
    public func evaluate(
        _ json: Data, named name: String, on date: CivilDate, calendar: WorkCalendar
    ) throws -> EvaluationReport {
        let plugin = asOf(date)
        if plugin.dropIns.count < dropIns.count {
            return try plugin.evaluate(json, named: name, on: date, calendar: calendar)
        }
        let compiled = compiled(on: date)
        let telling = try TellingReader(compiled.bundle).read(json: json, name: name)
        let evaluation = try workbench(calendar, on: date).evaluate(telling, on: date)
        let vetoes = evaluation.verdicts.compactMap { verdict in
            evaluation.explanations[verdict.rule].map { veto(verdict, $0) }
        }
        let score = compiled.score(telling.answers, evaluation.awards, evaluation.verdicts, on: date)
        return EvaluationReport(
            derived: evaluation.derived.mapValues { FactValue($0) }, vetoes: vetoes,
            upcoming: evaluation.upcoming.map { veto($0.verdict, $0.explanation) },
            score: FactValue(score.value.map { .number($0) }), provisional: score.isProvisional,
            zeroed: score.zeroings.map {
                EvaluationReport.Zeroing(rule: $0.rule, verdict: $0.verdict, items: $0.items)
            })
    }

    private func veto(_ verdict: RuleVerdict, _ explanation: Explanation) -> EvaluationReport.Veto {
        let rule = explanation.rule
        let facts = explanation.facts.map { ($0.name, FactValue($0.value)) }
        return EvaluationReport.Veto(
            id: rule.id, title: rule.title, verdict: verdict.verdict, effect: rule.effect.rawValue,
            missing: verdict.verdict == .undetermined ? explanation.missing : [],
            facts: Dictionary(facts) { first, _ in first },
            rows: rule.list == nil
                ? nil : verdict.rows.map { EvaluationReport.Row(key: $0.key, verdict: $0.verdict) },
            phase: verdict.phase, effective: verdict.effective)
    }
}
