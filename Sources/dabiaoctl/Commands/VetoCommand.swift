import ArgumentParser
import Dabiao
import DabiaoControl

struct VetoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "veto", abstract: text("达标否决项", "Veto rules"),
        subcommands: [Evaluate.self, History.self, Explain.self])

    struct Evaluate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evaluate", abstract: text("判断一家企业的全部否决项", "Evaluate every veto rule of an enterprise"))

        @OptionGroup var subject: SubjectOptions
        @OptionGroup var moment: MomentOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = VetoInterface.EvaluateRequest(
                enterprise: subject.enterprise, site: subject.site, bundle: subject.bundle,
                on: moment.on?.description, known: moment.known)
            let reply = try await daemon.ask { try await $0.call(VetoInterface.evaluate, request) }
            if format.json { return try Output.json(reply) }
            var table = TextTable([
                text("结论", "verdict"), text("后果", "effect"), text("否决项", "veto rule"), text("缺少", "missing"),
            ])
            for veto in reply.vetoes {
                let site = veto.site.map { "（\($0)）" } ?? ""
                table.add([
                    veto.verdict.word, EffectWord.text(veto.effect), "\(veto.bundle)/\(veto.id) \(veto.title)\(site)",
                    veto.missingTitles.joined(separator: "、"),
                ])
            }
            if table.isEmpty {
                Output.paragraph(
                    text(
                        "没有结论：当时没有与该企业有关的插件生效（dabiaoctl plugin list）",
                        "no verdicts: no plugin about this enterprise was in force then (dabiaoctl plugin list)"))
            } else {
                table.print(within: Output.width)
            }
            guard !reply.upcoming.isEmpty else { return }
            Output.line()
            var upcoming = TextTable([
                text("尚未生效的规则", "not in force yet"), text("生效日", "from"), text("后果", "effect"),
                text("否决项", "veto rule"), text("缺少", "missing"),
            ])
            for veto in reply.upcoming {
                let site = veto.site.map { "（\($0)）" } ?? ""
                upcoming.add([
                    PhaseWord.text(veto.phase, veto.verdict), veto.effective?.description ?? "",
                    EffectWord.text(veto.effect), "\(veto.bundle)/\(veto.id) \(veto.title)\(site)",
                    veto.missingTitles.joined(separator: "、"),
                ])
            }
            upcoming.print(within: Output.width)
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "history",
            abstract: text("一家企业的否决结论何时变过", "When the verdicts about an enterprise became others"))

        @Option(help: ArgumentHelp(text("只看这个否决项", "only of this rule"), valueName: "id"))
        var rule: String?
        @OptionGroup var subject: SubjectOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = VetoInterface.HistoryRequest(
                enterprise: subject.enterprise, site: subject.site, bundle: subject.bundle, rule: rule)
            let reply = try await daemon.ask { try await $0.call(VetoInterface.history, request) }
            if format.json { return try Output.json(reply) }
            guard !reply.changes.isEmpty else {
                return Output.line(text("结论没有变过", "no verdict became another"))
            }
            var table = TextTable([
                text("日期", "day"), text("原来", "was"), text("自", "since"), text("现在", "became"),
                text("否决项", "veto rule"), text("评定", "assessment"),
            ])
            for change in reply.changes {
                let row = change.row.map { " [\($0)]" } ?? ""
                let site = change.site.map { "（\($0)）" } ?? ""
                table.add([
                    "\(change.on)", change.was.word, "\(change.since)", change.became?.word ?? text("无", "none"),
                    "\(change.bundle)/\(change.id) \(change.title)\(row)\(site)",
                    change.assessment.map { "\($0)" } ?? "",
                ])
            }
            table.print(within: Output.width)
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain", abstract: text("说明一个否决结论是怎么来的", "Explain how a verdict came about"))

        @Argument(help: ArgumentHelp(text("否决项", "the veto rule"), valueName: "rule"))
        var rule: String
        @OptionGroup var subject: SubjectOptions
        @OptionGroup var moment: MomentOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = VetoInterface.ExplainRequest(
                enterprise: subject.enterprise, site: subject.site, bundle: subject.bundle, rule: rule,
                on: moment.on?.description, known: moment.known)
            let reply = try await daemon.ask { try await $0.call(VetoInterface.explain, request) }
            if format.json { return try Output.json(reply) }
            for explanation in reply.explanations { ExplanationText.print(explanation) }
        }
    }
}
