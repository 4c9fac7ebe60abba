public import Dabiao
import RuleEngine

extension Plugin {
    /// Runs every case of the bundle: those of its rules and obligations, and those over the whole of it.
    public func test(_ calendar: WorkCalendar) -> [CaseResult] {
        do {
            let runners = try eras.map { era in
                (
                    era.days,
                    CaseRunner(plugin: self, bench: try workbench(calendar, on: era.days.someDay), calendar: calendar)
                )
            }
            func runner(on day: CivilDate) -> CaseRunner? { runners.first { $0.0.contains(day) }?.1 }
            let rules = bundle.vetoRules.flatMap { rule in
                rule.cases.enumerated().compactMap { index, tested in
                    runner(on: tested.date ?? rule.span.someDay)?.run(tested, number: index + 1, of: rule)
                }
            }
            let duties = bundle.obligations.flatMap { duty in
                duty.cases.enumerated().compactMap { index, tested in
                    runner(on: tested.date)?.run(tested, number: index + 1, of: duty)
                }
            }
            return rules + duties + bundle.cases.compactMap { runner(on: $0.date)?.run($0) }
        } catch {
            let place = SourceLocation(file: "plugin.yaml", line: 1, column: 1)
            return [CaseResult(name: bundle.id, location: place, differences: [CaseRunner.failure(error)])]
        }
    }
}

/// Runs cases on a workbench and tells what differs.
private struct CaseRunner {
    let plugin: Plugin
    let bench: Workbench
    let calendar: WorkCalendar

    func run(_ tested: RuleCase, number: Int, of rule: VetoRule) -> CaseResult {
        result("\(rule.id)/\(tested.name ?? "\(number)")", tested.location) {
            let date = tested.date ?? rule.span.someDay
            let found = try bench.verdict(of: rule.id, tested.telling, on: date)
            guard found != tested.expected else { return [] }
            return [try difference(rule.id, tested.expected, found, tested.telling, on: date)]
        }
    }

    func run(_ tested: DutyCase, number: Int, of duty: Obligation) -> CaseResult {
        result("\(duty.id)/\(tested.name ?? "\(number)")", tested.location) {
            try differences(duty, tested.expected, tested.telling, on: tested.date)
        }
    }

    func run(_ tested: BundleCase) -> CaseResult {
        result(tested.name, tested.location) {
            let evaluation = try bench.outcome(tested.telling, on: tested.date, isScored: tested.score != nil)
            var differences: [CaseDifference] = []
            for (name, expected) in tested.derived.sorted(by: { $0.key < $1.key }) {
                let found = evaluation.derived[name] ?? nil
                guard found != expected else { continue }
                let reasons = try found == nil ? bench.reasons(ofDerived: name) : []
                differences.append(
                    CaseDifference(
                        .derived, name, expected: expected?.description ?? Self.unknown,
                        found: found?.description ?? Self.unknown, reasons: phrases(reasons)))
            }
            for (rule, expected) in tested.vetoes.sorted(by: { $0.key < $1.key }) {
                let found = evaluation.verdicts.first { $0.rule == rule }?.verdict
                guard found != expected else { continue }
                differences.append(try difference(rule, expected, found, tested.telling, on: tested.date))
            }
            if let expected = tested.score {
                let score = plugin.compiled(on: tested.date)
                    .score(tested.telling.answers, evaluation.awards, evaluation.verdicts, on: tested.date).value
                if expected != score {
                    differences.append(
                        CaseDifference(.score, "", expected: Self.text(expected), found: Self.text(score)))
                }
            }
            for (id, expected) in tested.deadlines.sorted(by: { $0.key < $1.key }) {
                let versions = plugin.bundle.obligations.filter { $0.id == id }
                guard let duty = versions.first(where: { $0.span.contains(tested.date) }) ?? versions.first else {
                    continue
                }
                differences += try self.differences(duty, expected, tested.telling, on: tested.date)
            }
            return differences
        }
    }

    private func result(_ name: String, _ location: SourceLocation, _ differences: () throws -> [CaseDifference])
        -> CaseResult
    {
        do {
            return CaseResult(name: name, location: location, differences: try differences())
        } catch {
            return CaseResult(name: name, location: location, differences: [Self.failure(error)])
        }
    }

    // MARK: - Verdicts

    private func difference(
        _ rule: String, _ expected: Verdict, _ found: Verdict?, _ telling: Telling, on date: CivilDate
    ) throws -> CaseDifference {
        let explanation = try bench.evaluate(telling, on: date).explanations[rule]
        let reasons = explanation?.reasons ?? []
        let read = (explanation?.facts ?? []).map { name, value in
            Phrase("\(name) = \(value?.description ?? "未知")", "\(name) = \(value?.description ?? "unknown")")
        }
        return CaseDifference(
            .verdict, rule, expected: expected.rawValue, found: found?.rawValue ?? Self.unknown,
            reasons: reasons.isEmpty ? read : phrases(reasons))
    }

    private func phrases(_ reasons: [UnknownReason]) -> [Phrase] {
        reasons.eachOnce().map { $0.phrase(title: Titles(plugin.bundle).title) }
    }

    // MARK: - Deadlines

    private func differences(
        _ duty: Obligation, _ expected: ExpectedDeadline, _ telling: Telling, on date: CivilDate
    ) throws -> [CaseDifference] {
        let deadlines = try bench.deadlines(duty, telling, on: date, calendar: calendar)
        let found = Dictionary(deadlines.map { ($0.row, ExpectedDeadline([$0])) }) { first, _ in first }
        guard case .rows(let rows) = expected else {
            let whole = ExpectedDeadline(deadlines)
            return whole == expected ? [] : [difference(duty.id, expected, whole, deadlines)]
        }
        return Set(rows.keys).union(found.keys).sorted().compactMap { row in
            let (wanted, got) = (rows[row] ?? .due([]), found[row] ?? .due([]))
            return wanted == got
                ? nil : difference("\(duty.id) \(row)", wanted, got, deadlines.filter { $0.row == row })
        }
    }

    private func difference(
        _ name: String, _ expected: ExpectedDeadline, _ found: ExpectedDeadline, _ deadlines: [Workbench.Deadline]
    ) -> CaseDifference {
        let (missing, titles) = (deadlines.compactMap(\.missing).flatMap { $0 }, Titles(plugin.bundle))
        let reasons = missing.eachOnce().map { name in
            Phrase("缺“\(titles.title(name))”", "\(name) is missing")
        }
        return CaseDifference(
            .deadline, name, expected: expected.description, found: found.description, reasons: reasons)
    }

    // MARK: - Words

    private static let unknown = "unknown"

    private static func text(_ score: Double?) -> String {
        score.map { Value.number($0).description } ?? unknown
    }

    static func failure(_ error: any Error) -> CaseDifference {
        CaseDifference(
            .failure, "", expected: "", found: "",
            reasons: [Phrase("计算失败：\(error)", "the evaluation failed: \(error)")])
    }
}

extension ExpectedDeadline {
    /// What a duty came to, all its rows together.
    fileprivate init(_ deadlines: [Workbench.Deadline]) {
        self =
            deadlines.contains { $0.missing != nil } ? .undetermined : .due(deadlines.flatMap(\.due).sorted())
    }

    /// As a case writes it.
    fileprivate var description: String {
        switch self {
        case .due(let days):
            switch days.count {
            case 0: "none"
            case 1: days[0].description
            default: "[\(days.map(\.description).joined(separator: ", "))]"
            }
        case .undetermined: "undetermined"
        case .rows(let rows):
            "{\(rows.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.description)" }.joined(separator: ", "))}"
        }
    }
}
