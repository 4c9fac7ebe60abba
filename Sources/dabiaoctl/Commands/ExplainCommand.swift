import ArgumentParser
import Dabiao
import DabiaoControl

/// `explain WHAT`: a veto rule, a derived value, or something that was told.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: text(
            "说明一个否决结论、派生值或事实是怎么来的", "Explain how a verdict, a derived value or a fact came about"))

    @Argument(help: ArgumentHelp(text("否决项、派生值、事实或清单", "a rule, derived value, fact or list"), valueName: "what"))
    var what: String
    @OptionGroup var subject: SubjectOptions
    @OptionGroup var moment: MomentOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var format: FormatOptions

    /// What the daemon knows by that name.
    private enum Answer: Sendable {
        case rule(VetoInterface.ExplainReply)
        case value(VetoInterface.ExplainValueReply)
    }

    func run() async throws {
        let on = moment.on?.description
        let rule = VetoInterface.ExplainRequest(
            enterprise: subject.enterprise, site: subject.site, bundle: subject.bundle, rule: what, on: on,
            known: moment.known)
        let value = VetoInterface.ExplainValueRequest(
            enterprise: subject.enterprise, site: subject.site, bundle: subject.bundle, name: what, on: on,
            known: moment.known)
        let answer = try await daemon.ask { client -> Answer in
            do {
                return .rule(try await client.call(VetoInterface.explain, rule))
            } catch let error as DabiaoError where error.code == .notFound {
                return .value(try await client.call(VetoInterface.explainValue, value))
            }
        }
        switch answer {
        case .rule(let reply):
            if format.json { return try Output.json(reply) }
            for explanation in reply.explanations { ExplanationText.print(explanation) }
        case .value(let reply):
            if format.json { return try Output.json(reply) }
            for value in reply.values { ExplanationText.print(value) }
        }
    }
}

/// Whose, and of which plugin.
struct SubjectOptions: ParsableArguments {
    @Option(help: ArgumentHelp(text("企业的统一社会信用代码", "the enterprise's credit code"), valueName: "code"))
    var enterprise: String
    @Option(help: ArgumentHelp(text("场所名称", "the site")))
    var site: String?
    @Option(help: ArgumentHelp(text("只看这个插件", "only of this plugin"), valueName: "id"))
    var bundle: String?
}

/// True when, and known when.
struct MomentOptions: ParsableArguments {
    @Option(help: ArgumentHelp(text("以这一天为准（默认今天）", "as of this day (today by default)"), valueName: "date"))
    var on: CivilDate?
    @Option(
        help: ArgumentHelp(
            text(
                "只看截至此时已知的：日期（至当日结束）或 2026-01-31T12:00:00+08:00（默认此刻）",
                "only what was known by then: a day (to its end) or 2026-01-31T12:00:00+08:00 (now by default)"),
            valueName: "moment"))
    var known: String?
}
