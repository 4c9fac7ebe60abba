public import Dabiao
import RuleEngine

/// What became of one case of a bundle.
public struct CaseResult: Sendable {
    /// The rule it belongs to and its name, or the name of a whole-bundle case.
    public let name: String
    public let location: SourceLocation
    /// What differs from what the case expects; empty where it passed.
    public let differences: [Phrase]

    public var hasPassed: Bool { differences.isEmpty }

    /// The failure as a finding about the bundle.
    public var diagnostic: Diagnostic {
        Diagnostic(
            at: location,
            Phrase(
                "用例“\(name)”不符：" + differences.map(\.zh).joined(separator: "；"),
                "the case \(name) fails: " + differences.map(\.en).joined(separator: "; ")))
    }
}

extension Plugin {
    /// Runs every case of the bundle: those of its rules, and those over the whole of it.
    public func test(_ calendar: WorkCalendar) -> [CaseResult] {
        do {
            let bench = try workbench(calendar)
            let rules = bundle.vetoRules.flatMap { rule in
                rule.cases.enumerated().map { run($1, number: $0 + 1, of: rule, on: bench) }
            }
            return rules + bundle.cases.map { run($0, on: bench) }
        } catch {
            let place = SourceLocation(file: "plugin.yaml", line: 1, column: 1)
            return [CaseResult(name: bundle.id, location: place, differences: [Self.failure(error)])]
        }
    }

    private func run(_ tested: RuleCase, number: Int, of rule: VetoRule, on bench: Workbench) -> CaseResult {
        let name = "\(rule.id)/\(tested.name ?? "\(number)")"
        let differences: [Phrase]
        do {
            let verdicts = try bench.verdicts(tested.telling, on: tested.date ?? rule.span.someDay)
            let found = verdicts.first { $0.rule == rule.id }?.verdict
            differences = Self.difference("", tested.expected.rawValue, found?.rawValue)
        } catch {
            differences = [Self.failure(error)]
        }
        return CaseResult(name: name, location: tested.location, differences: differences)
    }

    private func run(_ tested: BundleCase, on bench: Workbench) -> CaseResult {
        do {
            let evaluation = try bench.evaluate(tested.telling, on: tested.date)
            var differences: [Phrase] = []
            for (name, expected) in tested.derived.sorted(by: { $0.key < $1.key }) {
                let found = evaluation.derived[name] ?? nil
                differences += Self.difference(name, expected?.description, found?.description)
            }
            for (rule, expected) in tested.vetoes.sorted(by: { $0.key < $1.key }) {
                let found = evaluation.verdicts.first { $0.rule == rule }?.verdict
                differences += Self.difference(rule, expected.rawValue, found?.rawValue)
            }
            if let score = tested.score {
                let found = compiled.score(tested.telling.answers, evaluation.awards, on: tested.date).value
                differences += Self.difference("score", "\(score)", found.map { "\($0)" })
            }
            return CaseResult(name: tested.name, location: tested.location, differences: differences)
        } catch {
            return CaseResult(name: tested.name, location: tested.location, differences: [Self.failure(error)])
        }
    }

    private static func difference(_ name: String, _ expected: String?, _ found: String?) -> [Phrase] {
        guard expected != found else { return [] }
        let (wanted, got) = (expected ?? "unknown", found ?? "unknown")
        let subject = name.isEmpty ? "" : "\(name) "
        return [Phrase("\(subject)应为 \(wanted)，实为 \(got)", "\(subject)expected \(wanted), found \(got)")]
    }

    private static func failure(_ error: any Error) -> Phrase {
        Phrase("计算失败：\(error)", "the evaluation failed: \(error)")
    }
}

extension Span {
    /// A day on which it is in force: the first, the last, or any.
    fileprivate var someDay: CivilDate {
        effective ?? until?.adding(days: -1) ?? CivilDate(2026, 1, 1)
    }
}
