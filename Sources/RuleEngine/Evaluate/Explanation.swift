public import Dabiao
public import GRDB

/// How a rule came to its verdict: what it read, and why it could not decide where it could not.
public struct Explanation: Sendable {
    public struct Row: Sendable {
        /// The key of the row; empty for a rule about the subject itself.
        public let key: String
        public let verdict: Verdict
        /// Every name that was read with its value; nil is unknown.
        public let facts: [(name: String, value: Value?)]
        /// Empty where the verdict is known.
        public let reasons: [UnknownReason]
    }

    public let rule: VetoRule
    /// One entry for a rule about the subject itself; one for each row of its list otherwise.
    public let rows: [Row]
    /// Why the rows that the rule is about are not known; empty where they are.
    let untold: [UnknownReason]

    /// False where the rule is about a list that nobody told.
    public var isTold: Bool { untold.isEmpty }

    /// Why the rule as a whole is undetermined; empty where it is not.
    public var reasons: [UnknownReason] { isTold ? rows.flatMap(\.reasons) : untold }

    /// The names that must be told before the rule can decide, each once.
    public var missing: [String] { reasons.compactMap(\.missingName).eachOnce() }

    /// What was read for the rule as a whole; the names of several rows are told once, from the first.
    public var facts: [(name: String, value: Value?)] { rows.flatMap(\.facts).eachOnce(by: \.name) }

    /// Unknown through facts alone that do not apply.
    var isNotApplicable: Bool {
        !reasons.isEmpty && reasons.allSatisfy(\.isNotApplicable)
    }
}

extension CompiledBundle {
    /// Explains the verdict of a rule about a subject on a day; nil where the bundle has no such rule in force.
    public func explain(_ rule: String, of subject: Int64, on today: CivilDate, in database: Database) throws
        -> Explanation?
    {
        guard let rule = rules.first(where: { $0.rule.id == rule && $0.rule.span.contains(today) }) else { return nil }
        return try explain(rule, of: subject, on: today, in: database)
    }

    /// Explains a verdict of ``verdicts(of:on:in:)`` or ``upcoming(of:on:in:)``: of the very version that gave it.
    public func explain(_ verdict: RuleVerdict, of subject: Int64, on today: CivilDate, in database: Database) throws
        -> Explanation?
    {
        let rule = rules.first { $0.rule.id == verdict.rule && $0.rule.span.effective == verdict.effective }
        return try rule.map { try explain($0, of: subject, on: today, in: database) }
    }

    func explain(_ rule: Rule, of subject: Int64, on today: CivilDate, in database: Database) throws -> Explanation {
        let explainer = Explainer(rule.typed, in: self)
        let findings = try explainer.findings(of: rule.rule.list, subject: subject, on: today, in: database)
        let rows = findings.map { findings in
            Explanation.Row(
                key: findings.key, verdict: findings.verdict(of: rule), facts: findings.facts,
                reasons: findings.reasons(of: rule))
        }
        return Explanation(rule: rule.rule, rows: rows, untold: try untold(rule.rule.list, subject, in: database))
    }

    /// Why each of some expressions is unknown: for the subject, or for each row of a list or register.
    func reasons(
        of expressions: [Typed], for list: String?, subject: Int64, on today: CivilDate, in database: Database
    ) throws -> [(key: String, reasons: [[UnknownReason]])] {
        let untold = try untold(list, subject, in: database)
        guard untold.isEmpty else { return [("", [untold])] }
        let findings = try Explainer(expressions, in: self).findings(
            of: list, subject: subject, on: today, in: database)
        return findings.map { row in (row.key, expressions.map { row.reasons($0) }) }
    }

    /// Why the rows of a list are not known; empty where they are, and for the subject itself and registers.
    func untold(_ list: String?, _ subject: Int64, in database: Database) throws -> [UnknownReason] {
        guard let list, let declared = bundle.lists.first(where: { $0.name == list }) else { return [] }
        let explainer = Explainer(rowsOf: declared, in: self)
        return try explainer.findings(of: nil, subject: subject, on: .earliest, in: database)
            .first?.untold(list) ?? [.notTold(list)]
    }
}

extension Explainer.Findings {
    fileprivate func verdict(of rule: CompiledBundle.Rule) -> Verdict {
        if let when = rule.when {
            guard let applies = truth(when) else { return .undetermined }
            guard applies else { return .notApplicable }
        }
        return Verdict(hit: truth(rule.condition))
    }

    fileprivate func reasons(of rule: CompiledBundle.Rule) -> [UnknownReason] {
        if let when = rule.when {
            guard let applies = truth(when) else { return reasons(when) }
            guard applies else { return [] }
        }
        return reasons(rule.condition)
    }
}
