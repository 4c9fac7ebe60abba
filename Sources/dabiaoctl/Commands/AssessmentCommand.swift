public import ArgumentParser
public import Dabiao
import DabiaoControl
import Foundation
import SectorKit

struct AssessmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assessment",
        abstract: text("自评、现场核验、评审、复核、核查", "Self-reviews, verifications, reviews, rechecks, spot checks"),
        subcommands: [Submit.self, Show.self, List.self, Compare.self])

    struct Submit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "submit", abstract: text("报送一次评定", "File an assessment"))

        @Option(help: ArgumentHelp(text("企业的统一社会信用代码", "the enterprise's credit code"), valueName: "code"))
        var enterprise: String
        @Option(help: ArgumentHelp(text("场所名称（只有一个场所时可省）", "the site; not needed where there is only one")))
        var site: String?
        @Option(help: ArgumentHelp(text("插件", "the plugin"), valueName: "id"))
        var bundle: String
        @Option(
            help: ArgumentHelp(
                AssessmentKind.allCases.map(\.rawValue).joined(separator: " | "), valueName: "kind"))
        var kind: AssessmentKind
        @Option(help: ArgumentHelp(text("评定日期", "the day of the assessment"), valueName: "date"))
        var date: CivilDate
        @Option(help: ArgumentHelp(text("事实文件（JSON）", "the facts file (JSON)"), valueName: "file.json"))
        var facts: String
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let file = URL(fileURLWithPath: facts)
            var evidence = EvidenceFiles(beside: file.deletingLastPathComponent())
            let bytes = try evidence.sealing(try contents(of: facts))
            let reply = try await daemon.ask { client in
                let upload = try await client.upload(bytes)
                return try await client.call(
                    AssessmentInterface.submit,
                    AssessmentInterface.SubmitRequest(
                        enterprise: enterprise, site: site, bundle: bundle, kind: kind.rawValue,
                        date: date.description, upload: upload, name: file.lastPathComponent))
            }
            if format.json { return try Output.json(reply) }
            let score = reply.score.map { "\($0)" } ?? text("未知", "unknown")
            let provisional = reply.provisional ? text("（暂定，尚有未检查项）", " (provisional, items are not checked)") : ""
            Output.paragraph(
                text(
                    "已记录第 \(reply.assessment) 号评定，得分 \(score)\(provisional)",
                    "assessment \(reply.assessment) recorded, score \(score)\(provisional)"))
            for zeroing in reply.zeroed {
                let items = zeroing.items.joined(separator: "、")
                Output.paragraph(
                    zeroing.verdict == .triggered
                        ? text("要素不得分：", "no marks for the element: ") + "\(zeroing.rule)（\(items)）"
                        : text("要素得分待定：", "marks of the element undecided: ") + "\(zeroing.rule)（\(items)）")
            }
            var table = TextTable([text("结论", "verdict"), text("否决项", "veto rule"), text("缺少", "missing")])
            for veto in reply.vetoes {
                table.add([
                    veto.verdict.word, "\(veto.bundle)/\(veto.id) \(veto.title)",
                    veto.missingTitles.joined(separator: "、"),
                ])
            }
            table.print(within: Output.width)
            for discharged in reply.discharged {
                Output.paragraph(
                    text("已完成：", "discharged: ")
                        + "\(discharged.title) \(discharged.period) \(OccurrenceWord.text(discharged.state))")
            }
            AssessmentText.print(reply.claims)
            for row in reply.vanished { Output.paragraph(text("清单中不再有：", "no longer listed: ") + row) }
        }
    }
}

extension AssessmentKind: ExpressibleByArgument {}

extension Verdict {
    /// As people say it.
    var word: String {
        switch self {
        case .triggered: text("否决", "triggered")
        case .clear: text("未触发", "clear")
        case .undetermined: text("待定", "undetermined")
        case .notApplicable: text("不适用", "not applicable")
        }
    }
}
