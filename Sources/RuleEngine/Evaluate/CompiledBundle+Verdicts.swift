public import Dabiao
public import GRDB

/// What a veto rule says of a subject.
public struct RuleVerdict: Hashable, Sendable {
    public let rule: String
    /// The day from which its version holds; nil for always.
    public let effective: CivilDate?
    /// Whether it counts yet.
    public let phase: RulePhase
    /// Over all rows: triggered where one row is, clear where all are (told and empty too), else undetermined.
    public internal(set) var verdict: Verdict
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
    /// - Parameters:
    ///   - today: the assessment's date for an assessment, the day asked about for a standing verdict.
    ///   - rule: nil for all of them.
    public func verdicts(
        of subject: Int64? = nil, on today: CivilDate, only rule: String? = nil, in database: Database
    ) throws -> [Int64: [RuleVerdict]] {
        try judge(subject, on: today, only: rule, in: database) { $0 == .inForce }
    }

    /// What the rules that have not begun on a day say already: shadows, and those warned of. They block nothing.
    public func upcoming(of subject: Int64? = nil, on today: CivilDate, in database: Database) throws -> [Int64:
        [RuleVerdict]]
    {
        guard rules.contains(where: { !$0.rule.span.hasBegun(by: today) }) else { return [:] }
        return try judge(subject, on: today, in: database) { $0 != .inForce }
    }

    private func judge(
        _ subject: Int64?, on today: CivilDate, only id: String? = nil, in database: Database,
        counts: (RulePhase) -> Bool
    ) throws -> [Int64: [RuleVerdict]] {
        var verdicts: [Int64: [RuleVerdict]] = [:]
        for query in standing.queries where id == nil || query.rules.contains(where: { $0.rule.id == id }) {
            for (subject, tallies) in try tallies(of: query, subject, on: today, in: database) {
                for (rule, tally) in zip(query.rules, tallies) where id == nil || rule.rule.id == id {
                    guard let phase = rule.rule.phase(on: today), counts(phase) else { continue }
                    var verdict = tally.verdict(of: rule, phase)
                    if verdict.verdict == .undetermined, tally.mayNotApply,
                        try explain(rule, of: subject, on: today, in: database).isNotApplicable
                    {
                        verdict.verdict = .notApplicable
                    }
                    verdicts[subject, default: []].append(verdict)
                }
            }
        }
        return verdicts
    }

    /// The SELECT of `subject` and `answer`, one text for all that the rules answer about a subject, over the subjects
    /// `:first` to `:last` on the day `:today`: it is another text whenever ``verdicts(of:on:in:)`` are others.
    ///
    /// The day's rules themselves, and what follows from a hit, are not part of it.
    public var answers: String { standing.answers }

    /// Whether an answer tells the verdicts by itself; else an explanation decides what is not applicable.
    public static func isFinal(_ answer: String) -> Bool { !answer.contains(Answers.open) }

    /// The ids between which all subjects lie that anything is known of; nil where there are none.
    public func extent(in database: Database) throws -> ClosedRange<Int64>? {
        let subject = SQL.name(FactTables.subjectColumn)
        let row = try Row.fetchOne(
            database,
            sql:
                "SELECT (SELECT min(\(subject)) FROM \(tables.factsName)), (SELECT max(\(subject)) FROM \(tables.factsName))"
        )
        guard let first: Int64 = row?[0], let last: Int64 = row?[1] else { return nil }
        return first...last
    }

    /// The SELECTs that give the verdicts of the subject `:subject` on the day `:today`.
    public var standingStatements: [String] { standing.queries.map(\.sqlForOne) }

    /// The same of every subject.
    public var standingStatementsForAll: [String] { standing.queries.map(\.sql) }

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
                let place = query.places[index]
                let value: Int64? = row[place.verdict]
                let change: String? = place.change.flatMap { row[$0] }
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
    /// Whether an unknown may be *not applicable*.
    private(set) var mayNotApply = false
    private var rows: [RuleVerdict.RowVerdict] = []
    private var changesOn: CivilDate?

    init(isTold: Bool) {
        self.isTold = isTold
    }

    mutating func add(key: String?, value: Int64?, changesOn day: CivilDate?) {
        if value == Standing.mayNotApply { mayNotApply = true }
        guard let key else { return }
        let verdict: Verdict =
            switch value {
            case Standing.notApplicable: .notApplicable
            case Standing.mayNotApply: .undetermined
            default: Verdict(hit: value.map { $0 != 0 })
            }
        rows.append(RuleVerdict.RowVerdict(key: key, verdict: verdict))
        changesOn = [changesOn, day].compactMap { $0 }.min()
    }

    func verdict(of rule: CompiledBundle.Rule, _ phase: RulePhase) -> RuleVerdict {
        let overall: Verdict =
            if !isTold || rows.contains(where: { $0.verdict == .undetermined }) && !isTriggered {
                .undetermined
            } else if isTriggered {
                .triggered
            } else if !rows.isEmpty, rows.allSatisfy({ $0.verdict == .notApplicable }) { .notApplicable } else {
                .clear
            }
        return RuleVerdict(
            rule: rule.rule.id, effective: rule.rule.span.effective, phase: phase, verdict: overall,
            rows: rule.rule.list == nil ? [] : rows, changesOn: changesOn)
    }

    private var isTriggered: Bool { rows.contains { $0.verdict == .triggered } }
}
