import ArgumentParser
import Dabiao
import DabiaoControl
import Foundation

struct ChecklistCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checklist", abstract: text("检查表", "Checklists"),
        subcommands: [List.self, Show.self, Export.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: text("列出检查表", "List the checklists"))

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        /// A checklist in short.
        private struct Summary: Encodable {
            let id: String
            let title: String
            let version: String
            let items: Int
            let points: Double
        }

        private struct Answer: Encodable {
            let checklists: [Summary]
        }

        func run() async throws {
            let checklists = try await daemon.ask { client in
                let plugins = try await client.call(PluginInterface.list, NoParameters()).plugins
                var replies: [PluginInterface.ChecklistReply] = []
                for plugin in plugins where plugin.version != nil && plugin.amends == nil {
                    replies.append(try await client.call(PluginInterface.checklist, .init(id: plugin.id)))
                }
                return replies.filter { !$0.items.isEmpty }
            }
            let summaries = checklists.map {
                Summary(id: $0.id, title: $0.title, version: $0.version, items: $0.items.count, points: $0.points)
            }
            if format.json { return try Output.json(Answer(checklists: summaries)) }
            var table = TextTable([
                text("插件", "plugin"), text("版本", "version"), text("名称", "title"), text("项数", "items"),
                text("满分", "points"),
            ])
            for each in summaries {
                table.add([each.id, each.version, each.title, "\(each.items)", ChecklistText.points(each.points)])
            }
            table.print()
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: text("显示一张检查表", "Show a checklist"))

        @OptionGroup var choice: ChecklistOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let reply = try await choice.ask(daemon)
            if format.json { return try Output.json(reply) }
            Output.paragraph("\(reply.title)（\(reply.id) \(reply.version)，\(reply.on)）")
            var table = TextTable([
                text("编号", "id"), text("分值", "points"), text("检查内容", "item"), text("判定", "by"), text("依据", "basis"),
            ])
            for item in reply.items {
                table.add([
                    item.id, ChecklistText.points(item.points), item.title, ChecklistText.way(item), item.basis,
                ])
            }
            table.print(within: Output.width)
            Output.line(
                text(
                    "共 \(reply.items.count) 项，满分 \(ChecklistText.points(reply.points))",
                    "\(reply.items.count) items, \(ChecklistText.points(reply.points)) points in all"))
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: text("导出为 CSV（UTF-8 带 BOM，可直接用表格软件打开）", "Export as CSV (UTF-8 with BOM, for spreadsheets)"))

        @OptionGroup var choice: ChecklistOptions
        @Argument(help: ArgumentHelp(text("写到这个文件", "the file to write"), valueName: "file.csv"))
        var file: String
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        private struct Written: Encodable {
            let file: String
            let items: Int
        }

        func run() async throws {
            let reply = try await choice.ask(daemon)
            do {
                try Data(ChecklistText.csv(reply).utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
            } catch {
                throw DabiaoError(
                    .invalid, Phrase("写不了文件“\(file)”", "the file \(file) cannot be written"),
                    remedy: Phrase("请检查文件夹和权限", "check the folder and its permissions"),
                    cause: error.localizedDescription)
            }
            if format.json { return try Output.json(Written(file: file, items: reply.items.count)) }
            Output.line(
                text("已把 \(reply.items.count) 项写入 \(file)", "\(reply.items.count) items written to \(file)"))
        }
    }
}

/// Which checklist, and as of which day.
struct ChecklistOptions: ParsableArguments {
    @Argument(help: ArgumentHelp(text("插件", "the plugin"), valueName: "id"))
    var id: String
    @Option(help: ArgumentHelp(text("以这一天为准（默认今天）", "as of this day (today by default)"), valueName: "date"))
    var on: CivilDate?

    func ask(_ daemon: DaemonOptions) async throws -> PluginInterface.ChecklistReply {
        try await daemon.ask { try await $0.call(PluginInterface.checklist, .init(id: id, on: on)) }
    }
}

enum ChecklistText {
    /// Marks without a needless fraction.
    static func points(_ points: Double) -> String { points.formatted(.number.grouping(.never)) }

    static func way(_ item: PluginInterface.ChecklistItem) -> String {
        item.computed ? text("按事实", "facts") : text("人工", "judged")
    }

    /// RFC 4180: a row an item, a column an edition of the standard, two left empty for whoever checks on paper.
    static func csv(_ checklist: PluginInterface.ChecklistReply) -> String {
        let editions = Set(checklist.items.flatMap(\.elements.keys)).sorted()
        let header =
            [text("编号", "id"), text("检查内容", "item"), text("分值", "points"), text("判定", "by")] + editions
            + [text("依据", "basis"), text("结论", "finding"), text("备注", "note")]
        let rows = checklist.items.map { item in
            [item.id, item.title, points(item.points), way(item)] + editions.map { item.elements[$0] ?? "" }
                + [item.basis, "", ""]
        }
        return "\u{FEFF}" + ([header] + rows).map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    /// Between quotes where it holds a comma, a quote or a line break.
    private static func quoted(_ cell: String) -> String {
        guard cell.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return cell }
        return "\"" + cell.replacing("\"", with: "\"\"") + "\""
    }
}
