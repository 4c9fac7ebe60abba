public import ArgumentParser
public import Dabiao
import SectorKit

/// Needs no daemon.
struct CalendarCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar", abstract: text("工作日历", "The work calendar"), subcommands: [Due.self, Show.self])

    struct FolderOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                text("工作日历文件夹（默认 DABIAO_CALENDAR 或 config/calendar）", "the calendar folder"), valueName: "dir"))
        var calendar: String?

        func read() throws -> WorkCalendar {
            try CalendarFolder.read(CalendarFolder.located(calendar))
        }
    }

    struct Due: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "due", abstract: text("推算到期日", "On which days something falls due"))

        @Option(help: ArgumentHelp(text("起算日（当日不计）", "the day it counts from, not counted"), valueName: "date"))
        var start: CivilDate
        @Option(help: ArgumentHelp(text("周期，例如 P1Y、P6M、P30D", "a period: P1Y, P6M, P30D"), valueName: "period"))
        var every: Period?
        @Option(help: ArgumentHelp(text("工作日数", "a number of workdays"), valueName: "n"))
        var workdays: Int?
        @Option(
            help: ArgumentHelp(
                text("每年的这些日子，逗号分隔", "these days of each year, separated by commas"), valueName: "MM-DD[,MM-DD]"))
        var days: DaysOfYear?
        @Option(help: ArgumentHelp(text("推算几个", "how many"), valueName: "n"))
        var count: Int?
        @Option(
            help: ArgumentHelp(
                text("遇休息日：none 不动，next-workday 顺延，previous-workday 提前", "what happens on a rest day"),
                valueName: Roll.allCases.map(\.rawValue).joined(separator: "|")))
        var roll: Roll = .none
        @OptionGroup var folder: FolderOptions
        @OptionGroup var format: FormatOptions

        func validate() throws {
            guard [every != nil, workdays != nil, days != nil].count(where: { $0 }) == 1 else {
                throw ValidationError(
                    text("--every、--workdays、--days 三者必须且只能给一个", "give exactly one of --every, --workdays and --days"))
            }
            guard workdays == nil || count == nil else {
                throw ValidationError(text("--workdays 不能与 --count 同用", "--count does not go with --workdays"))
            }
        }

        func run() async throws {
            let rule: CalendarQuestion.Rule =
                if let every { .every(every, count: count ?? 1) } else if let days {
                    .days(days.days, count: count ?? 1)
                } else { .workdays(workdays ?? 0) }
            let answer = try CalendarQuestion(start: start, rule: rule, roll: roll).answer(by: folder.read())
            if format.json { return try Output.json(answer) }
            for day in answer.due { Output.line("\(day)") }
            if answer.provisional {
                Output.line(
                    text("（暂定：有年份的放假安排尚未公布）", "(provisional: the arrangement of a year is not published yet)"))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: text("显示一年的日历", "Show a year of the calendar"))

        @Argument(help: ArgumentHelp(text("年份", "the year"), valueName: "year"))
        var year: Int
        @OptionGroup var folder: FolderOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let table = try folder.read().table(of: year)
            if format.json { return try Output.json(table) }
            if table.provisional {
                Output.line(text("\(year) 年（暂定，放假安排尚未公布）", "\(year) (provisional, not published yet)"))
            }
            var rows = TextTable([text("日期", "date"), text("类别", "kind"), text("名称", "name")])
            for day in table.days where day.name != nil {
                let kind = day.kind == .workday ? text("上班", "workday") : text("放假", "holiday")
                rows.add(["\(day.date)", kind, day.name ?? ""])
            }
            rows.print()
            let count = table.days.count { $0.kind == .workday }
            Output.line(text("工作日共 \(count) 天", "\(count) workdays"))
        }
    }
}

/// `06-30,12-31`
struct DaysOfYear: ExpressibleByArgument {
    let days: [MonthDay]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let days = parts.compactMap { MonthDay($0) }
        guard !days.isEmpty, days.count == parts.count else { return nil }
        self.days = days
    }
}

extension Roll: ExpressibleByArgument {}

extension Period: ExpressibleByArgument {
    public init?(argument: String) {
        self.init(argument[...])
    }
}
