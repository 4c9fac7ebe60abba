import ArgumentParser
import Dabiao
import DabiaoControl

struct PluginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin", abstract: text("行业插件", "Sector plugins"),
        subcommands: [
            List.self, Show.self, Reload.self, New.self, Lint.self, Test.self, Evaluate.self, Schema.self, Pack.self,
            Verify.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: text("列出插件", "List the plugins"))

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let reply = try await daemon.ask { try await $0.call(PluginInterface.list, NoParameters()) }
            if format.json { return try Output.json(reply) }
            PluginTable.print(reply.plugins)
        }
    }

    struct Reload: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "reload",
            abstract: text("重新读取插件文件夹", "Read the plugin folders again"))

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let reply = try await daemon.ask { try await $0.call(PluginInterface.reload, NoParameters()) }
            if format.json {
                try Output.json(reply)
            } else {
                PluginTable.print(reply.plugins)
                for problem in reply.problems { Output.paragraph("! " + problem.text(language)) }
            }
            if !reply.problems.isEmpty || reply.plugins.contains(where: { !$0.problems.isEmpty }) {
                throw ExitCode(ExitStatus.failed.rawValue)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: text("显示一个插件的全部内容", "Show everything that a plugin declares"))

        @Argument(help: ArgumentHelp(text("插件", "the plugin"), valueName: "id"))
        var id: String
        @Flag(help: ArgumentHelp(text("只列未核实的内容", "only what is not verified")))
        var unconfirmed = false
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let whole = try await daemon.ask { try await $0.call(PluginInterface.show, .init(id: id)) }
            let items = whole.items.filter { item in
                !unconfirmed || item.certainty.map { $0 != Citation.Certainty.verified.rawValue } ?? false
            }
            let reply = PluginInterface.ShowReply(plugin: whole.plugin, items: items, changes: whole.changes)
            if format.json { return try Output.json(reply) }
            PluginTable.print([reply.plugin], within: Output.width)
            Output.line()
            var table = TextTable([
                text("种类", "kind"), text("标识", "id"), text("名称", "title"), text("后果", "effect"),
                text("有效期", "in force"),
                text("依据", "basis"),
            ])
            for item in reply.items {
                table.add([
                    PluginTable.word(item.kind), item.id, item.title, item.effect.map(EffectWord.text) ?? "",
                    PluginTable.days(item), item.basis,
                ])
            }
            if !table.isEmpty { table.print(within: Output.width) }
            if table.isEmpty, reply.changes.isEmpty { Output.line(text("（无）", "(none)")) }
            guard !reply.changes.isEmpty else { return }
            if !table.isEmpty { Output.line() }
            PluginTable.print(reply.changes)
        }
    }
}

enum PluginTable {
    static func print(_ plugins: [PluginInterface.Plugin], within width: Int? = Output.terminalWidth) {
        var table = TextTable([
            text("插件", "plugin"), text("版本", "version"), text("名称", "title"), text("主管部门", "department"),
            text("内容哈希", "hash"),
        ])
        for plugin in plugins {
            table.add([
                plugin.id, plugin.version ?? text("未生效", "not in force"), title(plugin), plugin.department ?? "",
                plugin.hash.map { String($0.prefix(12)) } ?? "",
            ])
        }
        table.print(within: width)
        for plugin in plugins where !plugin.problems.isEmpty {
            let before =
                plugin.version == nil ? text("：", ":") : text("，原来的版本继续有效：", ", the version before stays:")
            Output.line(
                text(
                    "\(plugin.id)：\(plugin.folder ?? "") 的内容未生效",
                    "\(plugin.id): what lies in \(plugin.folder ?? "") is not in force") + before)
            for problem in plugin.problems {
                Output.line("  \(problem.file):\(problem.line):\(problem.column): \(problem.message.text(language))")
            }
        }
    }

    /// The days in force, and whom a rule that begins later would hit.
    static func days(_ item: PluginInterface.Item) -> String {
        let span = Span(
            effective: item.effective.flatMap { CivilDate($0) }, until: item.until.flatMap { CivilDate($0) })
        let days = span.turns.isEmpty ? "" : span.phrase.text(language)
        return days + (item.hits.map { text("（生效后将触发 \($0) 家）", " (would trigger for \($0))") } ?? "")
    }

    /// The title; of a drop-in also what it amends and when.
    private static func title(_ plugin: PluginInterface.Plugin) -> String {
        guard let base = plugin.amends else { return plugin.title }
        let effective = plugin.effective.map { text("，\($0) 起", ", from \($0)") } ?? ""
        let until = plugin.until.map { text("，至 \($0) 前", ", until \($0)") } ?? ""
        return plugin.title + text("（补充 \(base)\(effective)\(until)）", " (amends \(base)\(effective)\(until))")
    }

    /// What drop-ins have changed: as it was, as it is, and on what grounds.
    static func print(_ changes: [PluginInterface.Change]) {
        for change in changes {
            Output.paragraph(
                text("补充件 ", "drop-in ") + "\(change.by)：\(word(change.kind)) \(change.id) \(change.title)")
            for difference in change.differences {
                let what = ["effect", "value"].contains(difference.name) ? "" : "\(difference.name)："
                let words: (String) -> String = { difference.name == "effect" ? EffectWord.text($0) : $0 }
                Output.paragraph(
                    "  \(text("原来 → 现在：", "before → now: "))\(what)"
                        + "\(words(difference.before)) → \(words(difference.after))")
            }
            if change.differences.isEmpty { Output.line("  " + text("（确认）", "(confirmed)")) }
            Output.paragraph("  " + text("依据：", "basis: ") + change.basis)
            Output.paragraph("  " + text("原依据：", "former basis: ") + change.formerBasis)
        }
    }

    static func word(_ kind: String) -> String {
        switch kind {
        case "parameter": text("参数", "parameter")
        case "row": text("表行", "row")
        case "fact": text("事实", "fact")
        case "list": text("清单", "list")
        case "table": text("表", "table")
        case "derived": text("派生值", "derived")
        case "veto": text("否决项", "veto")
        case "item": text("检查项", "item")
        case "obligation": text("义务", "obligation")
        default: kind
        }
    }
}
