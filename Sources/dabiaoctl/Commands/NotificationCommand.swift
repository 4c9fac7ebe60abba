import ArgumentParser
import Dabiao
import DabiaoControl

struct NotificationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notification", abstract: text("通知", "Notifications"), subcommands: [List.self])

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
}
