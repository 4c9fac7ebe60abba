import ArgumentParser
import Dabiao
import DabiaoControl
import Foundation

struct ObligationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "obligation", abstract: text("周期性义务", "Recurring duties"),
        subcommands: [List.self, Explain.self, Extend.self, Acknowledge.self, Discharge.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: text("列出义务的各期", "List the occurrences of duties"))

        @Option(help: ArgumentHelp(text("企业的统一社会信用代码", "the enterprise's credit code"), valueName: "code"))
        var enterprise: String?
        @Option(help: ArgumentHelp(text("只列这个插件", "only of this plugin"), valueName: "id"))
        var bundle: String?
        @Option(help: ArgumentHelp(text("只列这个区", "only of this district")))
        var district: String?
        @Flag(help: ArgumentHelp(text("包括已结束的", "also those that ended")))
        var ended = false
        @OptionGroup var page: PageOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = ObligationInterface.ListRequest(
                enterprise: enterprise, bundle: bundle, district: district, ended: ended, limit: page.limit,
                offset: page.offset)
            let reply = try await daemon.ask { try await $0.call(ObligationInterface.list, request) }
            if format.json { return try Output.json(reply) }
            OccurrenceTable.print(reply.occurrences)
            Output.line(text("共 \(reply.total) 项", "\(reply.total) in all"))
        }
    }
}

struct AgendaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agenda", abstract: text("近期到期和已逾期的义务", "What falls due soon, and what is overdue"))

    @Option(help: ArgumentHelp(text("从这一天起（默认今天）", "from this day (today by default)"), valueName: "date"))
    var from: CivilDate?
    @Option(help: ArgumentHelp(text("到这一天为止（默认 30 天后）", "to this day (30 days on by default)"), valueName: "date"))
    var to: CivilDate?
    @Option(help: ArgumentHelp(text("只列这个区", "only of this district")))
    var district: String?
    @Option(
        help: ArgumentHelp(
            text("最多列出几行（默认 50，日历文件 10000）", "how many rows at most (50; 10000 in a file)"), valueName: "n"))
    var limit: Int?
    @Option(
        help: ArgumentHelp(
            text("写成日历文件（RFC 5545），供日历程序导入", "write a calendar file (RFC 5545) for calendar programs"),
            valueName: "file"))
    var ics: String?
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let request = ObligationInterface.AgendaRequest(
            from: from?.description, to: to?.description, district: district, limit: limit ?? (ics == nil ? 50 : 10_000)
        )
        let reply = try await daemon.ask { try await $0.call(ObligationInterface.agenda, request) }
        if let ics { return try write(reply, to: ics, limit: request.limit) }
        if format.json { return try Output.json(reply) }
        Output.line(text("到期（\(reply.from) 至 \(reply.to)）：", "due from \(reply.from) to \(reply.to):"))
        OccurrenceTable.print(reply.due)
        Output.line()
        Output.line(text("已逾期：", "overdue:"))
        OccurrenceTable.print(reply.overdue)
        if reply.undetermined > 0 {
            Output.line()
            Output.line(
                text(
                    "另有 \(reply.undetermined) 项因缺少事实而日期待定（obligation list 可查）",
                    "\(reply.undetermined) more have no date because a fact is missing (see obligation list)"))
        }
    }
}

extension AgendaCommand {
    /// What the calendar file holds, for programs.
    private struct Written: Encodable {
        let file: String
        let events: Int
        let complete: Bool
    }

    /// Writes what falls due, and what is overdue, once each.
    private func write(_ reply: ObligationInterface.AgendaReply, to file: String, limit: Int?) throws {
        let known = Set(reply.overdue.map(\.id))
        let occurrences = reply.overdue + reply.due.filter { !known.contains($0.id) }
        let stamp = Date().formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        let calendar = ICalendar(occurrences: occurrences, stamp: stamp)
        do {
            try Data(calendar.text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw DabiaoError(
                .invalid, Phrase("写不了文件“\(file)”", "the file \(file) cannot be written"),
                remedy: Phrase("请检查文件夹和权限", "check the folder and its permissions"), cause: error.localizedDescription)
        }
        let isComplete = max(reply.due.count, reply.overdue.count) < limit ?? .max
        let written = Written(file: file, events: occurrences.count, complete: isComplete)
        if format.json { return try Output.json(written) }
        Output.line(
            text("已把 \(written.events) 项写入 \(file)", "\(written.events) events written to \(file)"))
        if !isComplete {
            Output.line(text("还有更多：可用 --limit 增加", "there are more: raise --limit"))
        }
    }
}

enum OccurrenceTable {
    static func print(_ occurrences: [ObligationInterface.Occurrence]) {
        guard !occurrences.isEmpty else { return Output.line(text("  （无）", "  (none)")) }
        var table = TextTable([
            text("期限", "due"), text("天", "days"), text("状态", "state"), text("义务", "duty"), text("企业", "enterprise"),
            text("区", "district"), text("编号", "id"),
        ])
        for occurrence in occurrences {
            let provisional = occurrence.provisional ? text("（暂定）", " (provisional)") : ""
            let missing = text("缺：", "missing: ") + occurrence.missingTitles.joined(separator: "、")
            let due = occurrence.due.map { "\($0)\(provisional)" } ?? missing
            let row = occurrence.row.map { " [\($0)]" } ?? ""
            let site = occurrence.site.map { "（\($0)）" } ?? ""
            table.add([
                due, occurrence.days.map(String.init) ?? "", OccurrenceWord.text(occurrence.state),
                "\(occurrence.title)\(row)", "\(occurrence.enterpriseName)\(site)", occurrence.district,
                "\(occurrence.id)",
            ])
        }
        table.print()
    }
}
