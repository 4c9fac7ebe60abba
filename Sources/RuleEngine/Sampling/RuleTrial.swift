import Dabiao
import GRDB

/// One rule before its samples and its cases, as it is written and with every mistake in it.
struct RuleTrial {
    struct Findings {
        /// The first sample of each verdict.
        var reached: [Verdict: Int64] = [:]
        var applies: Set<Bool> = []
        var survivors: [(mistake: Mistake, difference: Ballot.Difference)] = []
    }

    private let bench: SampleBench
    private let rule: CompiledBundle.Rule
    private let ballot: Ballot
    private let samples: [Space.Sample]
    private let today: CivilDate
    /// Cases of one day each, and the subjects of whom they are told.
    private let cases: [(date: CivilDate, tellings: [Space.Sample], subjects: ClosedRange<Int64>)]
    private let steps: [CompiledBundle.Derivation]

    /// Forms of a rule that are judged in one SELECT.
    private static let chunk = 24

    init(
        _ bench: SampleBench, _ rule: CompiledBundle.Rule, _ samples: [Space.Sample], _ cases: [SurveyCase],
        _ today: CivilDate
    ) {
        (self.bench, self.rule, self.samples, self.today) = (bench, rule, samples, today)
        ballot = Ballot(rule, bench.compiled.tables)
        steps = bench.steps(for: rule.typed, of: rule.rule.list)
        var next = Int64(samples.count)
        self.cases = Dictionary(grouping: cases, by: \.date).sorted { $0.key < $1.key }.map { date, cases in
            let first = next + 1
            next += Int64(cases.count)
            return (date, cases.map { Space.Sample(telling: $0.telling) }, first...next)
        }
    }

    private var subjects: ClosedRange<Int64> { 1...Int64(max(samples.count, 1)) }

    func run(mistaken: Bool) throws -> Findings {
        try bench.trial { database in
            try bench.tell(samples, from: 1, in: database)
            for (_, tellings, subjects) in cases {
                try bench.tell(tellings, from: subjects.lowerBound, in: database)
            }
            var (findings, kept) = try SampleBench.trial(in: database) { database in
                try asWritten(mistaken: mistaken, in: database)
            }
            guard mistaken else { return findings }
            for row in kept {
                try database.cachedStatement(sql: #"INSERT INTO "verdict" VALUES (?, ?)"#)
                    .execute(arguments: [row[0] as Int64, row[1] as Int64?])
            }
            for mistake in bench.compiled.mistakes(behind: rule) {
                guard case .step(let step) = mistake.form else { continue }
                let found = try? SampleBench.trial(in: database) { database in
                    try bench.derive(steps, replacing: step, in: database)
                    return try unnoticed([rule], in: database).compactMap { $0 }
                }
                if let difference = found?.first { findings.survivors.append((mistake, difference)) }
            }
            try settle(&findings, in: database)
            return findings
        }
    }

    private func asWritten(mistaken: Bool, in database: Database) throws -> (Findings, [Row]) {
        var findings = Findings()
        try bench.derive(steps, in: database)
        try ballot.keep(subjects, on: today, in: database)
        for (date, _, subjects) in cases { try ballot.keep(subjects, on: date, in: database) }
        findings.reached = try reached(in: database)
        findings.applies = try applies(in: database)
        guard mistaken else { return (findings, []) }
        let mistakes = bench.compiled.mistakes(in: rule)
        for start in stride(from: 0, to: mistakes.count, by: Self.chunk) {
            let chunk = Array(mistakes[start..<min(start + Self.chunk, mistakes.count)])
            for (mistake, difference) in zip(chunk, try differences(chunk, in: database)) {
                if let difference { findings.survivors.append((mistake, difference)) }
            }
        }
        return (findings, try Row.fetchAll(database, sql: #"SELECT "n", "v" FROM "verdict""#))
    }

    /// All at once, or one by one where SQLite cannot take one of them, which is then let be.
    private func differences(_ mistakes: [Mistake], in database: Database) throws -> [Ballot.Difference?] {
        let forms = mistakes.compactMap { if case .rule(let form) = $0.form { form } else { nil } }
        if let all = try? unnoticed(forms, in: database) { return all }
        return forms.map { form in (try? unnoticed([form], in: database))?.first ?? nil }
    }

    /// For each form of the rule the first sample on which it differs; nil where a case notices it, or no sample does.
    private func unnoticed(_ forms: [CompiledBundle.Rule], in database: Database) throws -> [Ballot.Difference?] {
        var isNoticed = forms.map { _ in false }
        for (date, _, subjects) in cases {
            for (index, difference) in try ballot.differences(forms, subjects, on: date, in: database).enumerated()
            where difference != nil { isNoticed[index] = true }
        }
        guard isNoticed.contains(false) else { return forms.map { _ in nil } }
        let found = try ballot.differences(forms, subjects, on: today, in: database)
        return zip(found, isNoticed).map { $1 ? nil : $0 }
    }

    // MARK: - Verdicts

    private func reached(in database: Database) throws -> [Verdict: Int64] {
        let kept = try Ballot.kept(subjects, in: database)
        var reached = Dictionary(kept.map { (Ballot.verdict($0.verdict), $0.first) }) { first, _ in first }
        guard reached[.undetermined] != nil, rule.mayNotApply else { return reached }
        let unknown = try Int64.fetchAll(
            database, sql: #"SELECT "n" FROM "verdict" WHERE "v" IS NULL AND "n" <= ? ORDER BY "n" LIMIT 400"#,
            arguments: [subjects.upperBound])
        let split = try Dictionary(grouping: unknown) { try isNotApplicable($0, in: database) }
        reached[.undetermined] = split[false]?.first
        if reached[.notApplicable] == nil { reached[.notApplicable] = split[true]?.first }
        return reached
    }

    private func isNotApplicable(_ subject: Int64, in database: Database) throws -> Bool {
        try bench.compiled.explain(rule, of: subject, on: today, in: database).isNotApplicable
    }

    private func applies(in database: Database) throws -> Set<Bool> {
        guard let when = rule.when else { return [] }
        let source = Standing.source(list: rule.rule.list, tables: bench.compiled.tables)
        let values = try Int64.fetchAll(
            database,
            sql: "SELECT DISTINCT w FROM (SELECT \(Emitter.sql(when)) AS w FROM \(source.from) "
                + "WHERE :today IS NOT NULL AND \(source.key) IS NOT NULL) WHERE w IS NOT NULL",
            arguments: ["today": today.description])
        return Set(values.map { $0 != 0 })
    }

    /// What is unknown through facts that do not apply is itself not applicable.
    private func settle(_ findings: inout Findings, in database: Database) throws {
        guard rule.mayNotApply, findings.survivors.contains(where: { $0.difference.kept == .undetermined }) else {
            return
        }
        try SampleBench.trial(in: database) { database in
            try bench.derive(steps, in: database)
            for index in findings.survivors.indices {
                let difference = findings.survivors[index].difference
                guard difference.kept == .undetermined, try isNotApplicable(difference.subject, in: database) else {
                    continue
                }
                findings.survivors[index].difference = Ballot.Difference(
                    subject: difference.subject, kept: .notApplicable, found: difference.found)
            }
        }
    }
}
