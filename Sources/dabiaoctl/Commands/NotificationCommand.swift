import ArgumentParser
import Dabiao
import DabiaoControl

struct NotificationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notification", abstract: text("通知", "Notifications"),
        subcommands: [List.self, Preview.self, Retry.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: text("列出通知，最新的在前", "List notifications, the newest first"))

        @Option(help: ArgumentHelp(text("企业的统一社会信用代码", "the enterprise's credit code"), valueName: "code"))
        var enterprise: String?
        @Option(help: ArgumentHelp(text("只列这个通道（spool、journal）", "only of this channel (spool, journal)")))
        var channel: String?
        @Flag(help: ArgumentHelp(text("只列未送达的", "only those not delivered")))
        var undelivered = false
        @OptionGroup var page: PageOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = NotificationInterface.ListRequest(
                enterprise: enterprise, channel: channel, undelivered: undelivered ? true : nil, limit: page.limit,
                offset: page.offset)
            let reply = try await daemon.ask { try await $0.call(NotificationInterface.list, request) }
            if format.json { return try Output.json(reply) }
            var table = TextTable([
                text("日期", "day"), text("通道", "channel"), text("企业", "enterprise"), text("内容", "subject"),
                text("送达", "delivered"),
            ])
            for notification in reply.notifications {
                table.add([
                    "\(notification.day)", notification.channel, notification.enterpriseName, notification.subject,
                    notification.delivered ?? notification.failure ?? text("等待", "waiting"),
                ])
            }
            table.print()
            Output.line(text("共 \(reply.total) 条", "\(reply.total) in all"))
        }
    }

    struct Preview: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "preview",
            abstract: text("预览某一天将发出的提醒（不发送、不改动）", "What would be told on a day; nothing is sent or changed"))

        @Option(help: ArgumentHelp(text("哪一天（今天或以后）", "the day, today or later"), valueName: "date"))
        var on: CivilDate
        @Option(help: ArgumentHelp(text("企业的统一社会信用代码", "the enterprise's credit code"), valueName: "code"))
        var enterprise: String?
        @Option(help: ArgumentHelp(text("最多显示几条提醒（默认 1000）", "how many reminders to show (1000)")))
        var limit: Int?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = NotificationInterface.PreviewRequest(on: on, enterprise: enterprise, limit: limit)
            let reply = try await daemon.ask { try await $0.call(NotificationInterface.preview, request) }
            if format.json { return try Output.json(reply) }
            for preview in reply.previews {
                let told = preview.told ? text("（已发出）", " (told already)") : ""
                Output.paragraph("\(preview.enterprise) \(preview.enterpriseName)\(told)：\(preview.subject)")
                for line in preview.lines { Output.paragraph("  · \(line)") }
            }
            Output.line(
                text(
                    "\(reply.day)：共 \(reply.previews.count) 条提醒",
                    "\(reply.day): \(reply.previews.count) reminders in all"))
            if !reply.complete {
                Output.line(
                    text("提醒较多，只显示了一部分：可用 --limit 增加", "there are more reminders than are shown: raise --limit"))
            }
            for problem in reply.problems { Output.line("! " + problem.text(language)) }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry", abstract: text("立即重发未送达的通知", "Try at once what is not delivered"))

        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let reply = try await daemon.ask { try await $0.call(NotificationInterface.retry, NoParameters()) }
            if format.json {
                try Output.json(reply)
            } else {
                Output.line(
                    text(
                        "已送达 \(reply.delivered) 条，仍有 \(reply.waiting) 条未送达",
                        "\(reply.delivered) delivered, \(reply.waiting) still wait"))
                for problem in reply.problems { Output.paragraph("! " + problem.text(language)) }
            }
            if reply.waiting > 0 { throw ExitCode(ExitStatus.failed.rawValue) }
        }
    }
}
