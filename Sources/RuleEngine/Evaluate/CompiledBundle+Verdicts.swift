public import Dabiao
public import GRDB

/// What a veto rule says of a subject.
public struct RuleVerdict: Hashable, Sendable {
    public let rule: String
    /// Over all rows: triggered where one row is, clear where all are (told and empty too), else undetermined.
    public let verdict: Verdict
    /// For a rule about the rows of a list: each row's own verdict, in the list's order.
    public let rows: [RowVerdict]
    /// The day on which it may change without any fact changing; nil where it cannot.
    public let changesOn: CivilDate?

    public struct RowVerdict: Hashable, Sendable {
        public let key: String
        public let verdict: Verdict
    }
}

extension CompiledBundle {
    /// Computes the derived values of a subject, or of all of them.
    public func derive(_ subject: Int64? = nil, in database: Database) throws {
        for derivation in derivations {
            if let subject {
                for sql in derivation.statementsForOne {
                    try database.cachedStatement(sql: sql).execute(arguments: [subject])
                }
            } else {
                for sql in derivation.statements { try database.execute(sql: sql) }
            }
        }
    }

    /// The verdicts of every rule in force on a day, of one subject or of all of them.
    ///
    /// - Parameter today: the assessment's date for an assessment, the day asked about for a standing verdict.
    public func verdicts(of subject: Int64? = nil, on today: CivilDate, in database: Database) throws -> [Int64:
        [RuleVerdict]]
    {
        var verdicts: [Int64: [RuleVerdict]] = [:]
        for query in standing.queries {
            for (subject, tallies) in try tallies(of: query, subject, on: today, in: database) {
                for (rule, tally) in zip(query.rules, tallies) where rule.rule.span.contains(today) {
                    var verdict = tally.verdict(of: rule)
                    if verdict.verdict == .undetermined, rule.mayNotApply,
                        try explain(rule, of: subject, on: today, in: database).isNotApplicable
                    {
                        verdict = RuleVerdict(
                            rule: verdict.rule, verdict: .notApplicable, rows: verdict.rows,
                            changesOn: verdict.changesOn)
                    }
                    verdicts[subject, default: []].append(verdict)
                }
            }
        }
        return verdicts
    }

    /// The SELECTs that give the verdicts of the subject `:subject` on the day `:today`.
    public var standingStatements: [String] { standing.queries.map(\.sqlForOne) }

    private func tallies(of query: Standing.Query, _ subject: Int64?, on today: CivilDate, in database: Database) throws
        -> [Int64: [Tally]]
    {
        let statement = try database.cachedStatement(sql: subject == nil ? query.sql : query.sqlForOne)
        // In the order in which the names first stand in the text: see `Standing`.
        let arguments: StatementArguments =
            subject.map { [today.description, $0] } ?? [today.description]
        var tallies: [Int64: [Tally]] = [:]
        let cursor = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try cursor.next() {
            let (subject, key): (Int64, String?) = (row[0], row[1])
            let isTold = !(row[2] as DatabaseValue).isNull
            for index in query.rules.indices {
                let (value, change): (Int64?, String?) = (row[3 + index * 2], row[4 + index * 2])
                tallies[subject, default: query.rules.map { _ in Tally(isTold: isTold) }][index]
                    .add(key: key, value: value, changesOn: change.flatMap { CivilDate($0[...]) })
            }
        }
        return tallies
    }
}

/// The verdict of one rule, gathered row by row.
private struct Tally {
    let isTold: Bool
    private var rows: [RuleVerdict.RowVerdict] = []
    private var changesOn: CivilDate?

    init(isTold: Bool) {
        self.isTold = isTold
    }

    mutating func add(key: String?, value: Int64?, changesOn day: CivilDate?) {
        guard let key else { return }
        let verdict: Verdict = value == Standing.notApplicable ? .notApplicable : Verdict(hit: value.map { $0 != 0 })
        rows.append(RuleVerdict.RowVerdict(key: key, verdict: verdict))
        changesOn = [changesOn, day].compactMap { $0 }.min()
    }

    func verdict(of rule: CompiledBundle.Rule) -> RuleVerdict {
        let overall: Verdict =
            if !isTold || rows.contains(where: { $0.verdict == .undetermined }) && !isTriggered {
                .undetermined
            } else if isTriggered {
                .triggered
            } else if !rows.isEmpty, rows.allSatisfy({ $0.verdict == .notApplicable }) { .notApplicable } else {
                .clear
            }
        return RuleVerdict(
            rule: rule.rule.id, verdict: overall, rows: rule.rule.list == nil ? [] : rows, changesOn: changesOn)
    }

    private var isTriggered: Bool { rows.contains { $0.verdict == .triggered } }
}
