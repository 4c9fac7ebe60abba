import ArgumentParser
import Dabiao
import Foundation
import SectorKit

/// Where the tools for authors find what a bundle needs. They need no daemon.
struct AuthorOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            text("另外的插件文件夹，冒号分隔", "further plugin folders, separated by colons"), valueName: "dir[:dir]"))
    var plugins: String?
    @Option(
        help: ArgumentHelp(
            text("工作日历文件夹（默认 DABIAO_CALENDAR 或 config/calendar）", "the calendar folder"), valueName: "dir"))
    var calendar: String?

    func workCalendar() throws -> WorkCalendar {
        try CalendarFolder.read(CalendarFolder.located(calendar))
    }

    /// Lint of the bundle in a folder or packed file; what it requires or amends is sought beside it, then in
    /// `--plugins`, and taken as it is there, without drop-ins.
    func check(_ directory: String) throws -> Plugin.Checked {
        let beside = URL(fileURLWithPath: directory).deletingLastPathComponent().path
        let shelf = PluginShelf([beside] + (plugins?.split(separator: ":").map(String.init) ?? []))
        return Plugin.check(try BundleSource(path: directory), installed: shelf.plugin)
    }

    /// The plugin, or an error that tells everything wrong with it.
    func plugin(_ directory: String) throws -> Plugin {
        let checked = try check(directory)
        if let plugin = checked.plugin { return plugin }
        let lines = { (language: Language) in checked.diagnostics.map { $0.text(language) }.joined(separator: "\n") }
        throw DabiaoError(
            .invalid,
            Phrase("插件“\(directory)”有误：\n\(lines(.chinese))", "the plugin \(directory) has errors:\n\(lines(.english))")
        )
    }
}

extension PluginCommand {
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: text("写一个带注释的插件骨架（不需要守护进程）", "Write the commented skeleton of a plugin"))

        @Argument(help: ArgumentHelp(text("要新建的文件夹", "the folder to make"), valueName: "dir"))
        var directory: String
        @Option(help: ArgumentHelp(text("插件标识（默认取文件夹名）", "the plugin's id (the folder's name by default)")))
        var id: String?
        @Option(help: ArgumentHelp(text("名称", "the plugin's title")))
        var title = "新行业"

        func run() async throws {
            let name = URL(fileURLWithPath: directory).lastPathComponent
            try BundleSkeleton.write(to: directory, id: id ?? name, title: title)
            Output.line(
                text(
                    "已写好 \(directory)。下一步：\n  dabiaoctl plugin lint \(directory)\n  dabiaoctl plugin test \(directory)",
                    "\(directory) is written. Next:\n  dabiaoctl plugin lint \(directory)\n  dabiaoctl plugin test \(directory)"
                ))
        }
    }

    struct Schema: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: text("输出插件文件的 JSON Schema，供编辑器使用", "Print the JSON Schema of a bundle's file, for editors"))

        @Argument(
            help: ArgumentHelp(BundleSchema.files.joined(separator: " | "), valueName: "file"))
        var file: String

        func run() async throws {
            Output.line(String(decoding: try BundleSchema.json(of: file), as: UTF8.self))
        }
    }

    struct Lint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lint", abstract: text("检查插件文件夹（不需要守护进程）", "Check a plugin's folder (needs no daemon)"))

        @Argument(help: ArgumentHelp(text("插件文件夹", "the plugin's folder"), valueName: "dir"))
        var directory: String
        @OptionGroup var author: AuthorOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let checked = try author.check(directory)
            // Without a calendar what counts workdays stays unknown; everything else is sampled all the same.
            let examined = try checked.plugin?.examine(try? author.workCalendar()).diagnostics ?? []
            let diagnostics = checked.diagnostics + examined
            let errors = diagnostics.filter { $0.severity == .error }
            if format.json {
                try Output.json(Answer(diagnostics: diagnostics))
            } else {
                for diagnostic in diagnostics { Output.line(diagnostic.line) }
                Output.line(
                    errors.isEmpty
                        ? text("\(directory)：没有错误", "\(directory): no errors")
                        : text("\(directory)：\(errors.count) 处错误", "\(directory): \(errors.count) errors"))
            }
            if checked.plugin == nil || !errors.isEmpty { throw ExitCode(ExitStatus.failed.rawValue) }
        }

        private struct Answer: Encodable {
            struct Finding: Encodable {
                let severity: String
                let file: String
                let line: Int
                let column: Int
                let message: Phrase
            }

            let valid: Bool
            let diagnostics: [Finding]

            init(diagnostics: [Diagnostic]) {
                valid = !diagnostics.contains { $0.severity == .error }
                self.diagnostics = diagnostics.map {
                    Finding(
                        severity: $0.severity.rawValue, file: $0.location.file, line: $0.location.line,
                        column: $0.location.column, message: $0.message)
                }
            }
        }
    }

    struct Evaluate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evaluate",
            abstract: text("用一份事实文件试算（不需要守护进程）", "Evaluate a facts file (needs no daemon)"))

        @Argument(help: ArgumentHelp(text("插件文件夹", "the plugin's folder"), valueName: "dir"))
        var directory: String
        @Argument(help: ArgumentHelp(text("事实文件（JSON）", "the facts file (JSON)"), valueName: "facts.json"))
        var facts: String
        @Option(help: ArgumentHelp(text("以这一天为准", "as of this day"), valueName: "date"))
        var on: CivilDate
        @OptionGroup var author: AuthorOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let report = try author.plugin(directory).evaluate(
                contents(of: facts), named: URL(fileURLWithPath: facts).lastPathComponent, on: on,
                calendar: author.workCalendar())
            if format.json { return try Output.json(report) }
            var derived = TextTable([text("派生值", "derived"), text("值", "value")])
            for (name, value) in report.derived.sorted(by: { $0.key < $1.key }) {
                derived.add([name, value.value?.description ?? text("未知", "unknown")])
            }
            if !derived.isEmpty {
                derived.print()
                Output.line()
            }
            var vetoes = TextTable([text("结论", "verdict"), text("否决项", "veto rule"), text("缺少", "missing")])
            for veto in report.vetoes {
                vetoes.add([veto.verdict.word, "\(veto.id) \(veto.title)", veto.missing.joined(separator: "、")])
            }
            for veto in report.upcoming {
                let since = veto.effective.map { text("（\($0) 起）", " (from \($0))") } ?? ""
                vetoes.add([
                    PhaseWord.text(veto.phase, veto.verdict), "\(veto.id) \(veto.title)\(since)",
                    veto.missing.joined(separator: "、"),
                ])
            }
            vetoes.print()
            for zeroing in report.zeroed {
                Output.line(
                    text("要素不得分：", "no marks for the element: ")
                        + "\(zeroing.rule) \(zeroing.verdict.word)（\(zeroing.items.joined(separator: "、"))）")
            }
            Output.line()
            let provisional = report.provisional ? text("（暂定，尚有未检查项）", " (provisional)") : ""
            Output.line(
                text("得分：", "score: ") + (report.score.value?.description ?? text("未知", "unknown")) + provisional)
        }
    }
}

extension Diagnostic {
    /// As lint prints it: a warning says that it is one.
    var line: String {
        severity == .error
            ? text(language) : "\(location): \(Phrase("警告：", "warning: ").text(language))\(message.text(language))"
    }
}
