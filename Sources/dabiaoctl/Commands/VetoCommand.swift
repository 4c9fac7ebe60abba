import ArgumentParser
import Dabiao
import DabiaoControl

struct VetoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "veto", abstract: text("达标否决项", "Veto rules"), subcommands: [Evaluate.self, Explain.self])

    /// Of whom, of which plugin, on which day.
    struct Question: ParsableArguments {
        @Option(help: ArgumentHelp(text("企业的统一社会信用代码", "the enterprise's credit code"), valueName: "code"))
        var enterprise: String
        @Option(help: ArgumentHelp(text("场所名称", "the site")))
        var site: String?
        @Option(help: ArgumentHelp(text("只看这个插件", "only of this plugin"), valueName: "id"))
        var bundle: String?
        @Option(help: ArgumentHelp(text("以这一天为准（默认今天）", "as of this day (today by default)"), valueName: "date"))
        var on: CivilDate?
    }

    struct Evaluate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evaluate", abstract: text("判断一家企业的全部否决项", "Evaluate every veto rule of an enterprise"))

        @OptionGroup var question: Question
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = VetoInterface.EvaluateRequest(
                enterprise: question.enterprise, site: question.site, bundle: question.bundle,
                on: question.on?.description)
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
            table.print()
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain", abstract: text("说明一个否决结论是怎么来的", "Explain how a verdict came about"))

        @Argument(help: ArgumentHelp(text("否决项", "the veto rule"), valueName: "rule"))
        var rule: String
        @OptionGroup var question: Question
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = VetoInterface.ExplainRequest(
                enterprise: question.enterprise, site: question.site, bundle: question.bundle, rule: rule,
                on: question.on?.description)
            let reply = try await daemon.ask { try await $0.call(VetoInterface.explain, request) }
            if format.json { return try Output.json(reply) }
            for explanation in reply.explanations { print(explanation) }
        }

        private func print(_ explanation: VetoInterface.Explanation) {
            let verdict = explanation.verdict
            let site = verdict.site.map { "（\($0)）" } ?? ""
            Output.line("\(explanation.enterpriseName)\(site)  \(explanation.enterprise)")
            Output.line(text("否决项：", "veto rule: ") + "\(verdict.title)（\(verdict.bundle)/\(verdict.id)）")
            Output.line(
                text("结论：", "verdict: ") + verdict.verdict.word + text("（以 ", " (as of ") + "\(explanation.on)"
                    + text(" 为准）", ")"))
            Output.line(text("条件：", "condition: ") + explanation.rule)
            for basis in explanation.basis { Output.line(text("依据：", "basis: ") + basis) }
            Output.line(text("事实：", "facts:"))
            var table = TextTable()
            for fact in explanation.facts {
                let value = fact.value.map { FactWord.text($0) + (fact.unit.map { " \($0)" } ?? "") }
                let told = fact.by.flatMap { by in fact.on.map { "\(AssessmentWord.text(by)) \($0)" } } ?? ""
                let row = fact.row.map { "[\($0)] " } ?? ""
                table.add(["  \(row)\(fact.title)（\(fact.name)）", value ?? text("未知", "unknown"), told])
            }
            table.print()
            for reason in explanation.reasons { Output.line(text("原因：", "because: ") + reason.text(language)) }
            for row in verdict.rows { Output.line("  \(row.key)  \(row.verdict.word)") }
            if let day = verdict.changesOn {
                Output.line(text("最早于 ", "may change by itself on ") + "\(day)" + text(" 自行变化", ""))
            }
            if verdict.verdict == .triggered { Output.line(text("整改：", "remedy: ") + explanation.remedy) }
            Output.line(
                text("规则版本：", "rule version: ") + "\(verdict.bundle) \(explanation.version) "
                    + "(\(explanation.hash.prefix(12)))")
        }
    }
}
