import ArgumentParser
import Dabiao
import Foundation
import SectorKit

extension PluginCommand {
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test",
            abstract: text(
                "运行插件自带的用例，并检查用例是否够用（不需要守护进程）",
                "Run a plugin's own cases, and see whether they are enough (needs no daemon)"))

        @Argument(help: ArgumentHelp(text("插件文件夹", "the plugin's folder"), valueName: "dir"))
        var directory: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let (plugin, calendar) = (try author.plugin(directory), try author.workCalendar())
            let results = plugin.test(calendar)
            let examination = try plugin.examine(calendar, after: results)
            if format.json {
                try Output.json(Answer(results, examination))
            } else {
                for failure in results where !failure.hasPassed { Self.show(failure) }
                for diagnostic in examination.diagnostics { Output.line(diagnostic.line) }
                Output.line(Self.summary(results, examination))
            }
            guard results.allSatisfy(\.hasPassed), examination.hasPassed else {
                throw ExitCode(ExitStatus.failed.rawValue)
            }
        }

        private static func show(_ failure: CaseResult) {
            Output.line("\(failure.location): " + text("用例“\(failure.name)”不符", "the case \(failure.name) fails"))
            var table = TextTable([
                "   ", text("项目", "of"), text("应为", "expected"), text("实为", "found"), text("原因", "why"),
            ])
            for difference in failure.differences {
                let name = difference.kind == .score ? text("得分", "score") : difference.name
                table.add(["   ", name, difference.expected, difference.found, difference.joined.text(language)])
            }
            table.print()
        }

        private static func summary(_ results: [CaseResult], _ examination: Examination) -> String {
            let failed = results.count { !$0.hasPassed }
            let (missing, survivors) = (examination.missing.count, examination.survivors.count)
            return text(
                "用例 \(results.count) 个，通过 \(results.count - failed) 个，不符 \(failed) 个；"
                    + "缺少用例的结论 \(missing) 个，没被用例发现的改动 \(survivors) 处",
                "\(results.count) cases, \(results.count - failed) passed, \(failed) failed; "
                    + "\(missing) verdicts without a case, \(survivors) mistakes unnoticed")
        }

        private struct Answer: Encodable {
            struct Case: Encodable {
                let name: String
                let passed: Bool
                let location: SourceLocation
                let differences: [CaseDifference]
            }

            struct Missing: Encodable {
                let rule: String
                let verdict: Verdict
                let location: SourceLocation
                let suggestion: String
            }

            struct Survivor: Encodable {
                let rule: String
                let derived: String?
                let change: Phrase
                let expected: Verdict
                let mistaken: Verdict
                let location: SourceLocation
                let suggestion: String
            }

            struct Finding: Encodable {
                let severity: String
                let location: SourceLocation
                let message: Phrase
            }

            let passed: Int
            let failed: Int
            let cases: [Case]
            /// Verdicts that a rule can give and no case expects.
            let missing: [Missing]
            /// Mistakes that every case lets through.
            let survivors: [Survivor]
            let findings: [Finding]

            init(_ results: [CaseResult], _ examination: Examination) {
                passed = results.count { $0.hasPassed }
                failed = results.count - passed
                cases = results.map {
                    Case(name: $0.name, passed: $0.hasPassed, location: $0.location, differences: $0.differences)
                }
                missing = examination.missing.map {
                    Missing(rule: $0.rule, verdict: $0.verdict, location: $0.location, suggestion: $0.suggestion)
                }
                survivors = examination.survivors.map {
                    Survivor(
                        rule: $0.rule, derived: $0.derived, change: $0.change, expected: $0.expected,
                        mistaken: $0.mistaken, location: $0.location, suggestion: $0.suggestion)
                }
                findings = examination.findings.map {
                    Finding(severity: $0.severity.rawValue, location: $0.location, message: $0.message)
                }
            }
        }
    }
}
