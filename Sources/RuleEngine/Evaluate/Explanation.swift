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
    /// False where the rule is about a list that nobody told.
    public let isTold: Bool

    /// The names that must be told before the rule can decide, each once.
    public var missing: [String] {
        var seen = Set<String>()
        let names = isTold ? rows.flatMap(\.reasons).compactMap(\.missingName) : [rule.list].compactMap { $0 }
        return names.filter { seen.insert($0).inserted }
    }

    /// What was read for the rule as a whole; the names of several rows are told once, from the first.
    public var facts: [(name: String, value: Value?)] {
        var seen = Set<String>()
        return rows.flatMap(\.facts).filter { seen.insert($0.name).inserted }
    }

    /// Unknown through facts alone that do not apply.
    var isNotApplicable: Bool {
        let reasons = rows.flatMap(\.reasons)
        return !reasons.isEmpty
            && reasons.allSatisfy { reason in
                if case .notApplicable = reason { true } else { false }
            }
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

    func explain(_ rule: Rule, of subject: Int64, on today: CivilDate, in database: Database) throws -> Explanation {
        let explainer = Explainer(rule.typed, in: self)
        let findings = try explainer.findings(of: rule.rule.list, subject: subject, on: today, in: database)
        let rows = findings.map { findings in
            Explanation.Row(
                key: findings.key, verdict: findings.verdict(of: rule), facts: findings.facts,
                reasons: findings.reasons(of: rule))
        }
        return Explanation(rule: rule.rule, rows: rows, isTold: try isTold(rule.rule.list, subject, in: database))
    }

    func isTold(_ list: String?, _ subject: Int64, in database: Database) throws -> Bool {
        guard let list else { return true }
        let told = SQL.name(FactTables.toldColumn(of: list))
        let sql = "SELECT \(told) FROM \(tables.factsName) WHERE \(SQL.name(FactTables.subjectColumn)) = ?"
        return try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [subject]) == 1
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
