import ArgumentParser
import Dabiao
import DabiaoControl

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: text("守护进程的状态", "How the daemon is"))

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let reply = try await daemon.ask { try await $0.call(DaemonInterface.status, NoParameters()) }
        if format.json { return try Output.json(reply) }
        let status = reply.status
        let clock = status.now + (status.pretended ? text("（假定时间）", " (pretended)") : "")
        var table = TextTable([text("版本", "version"), status.version])
        table.add([text("时间", "time"), clock])
        table.add([text("状态目录", "state folder"), status.state])
        table.add([text("插件", "plugins"), "\(status.plugins)"])
        table.add([text("企业", "enterprises"), "\(status.enterprises)"])
        table.add([text("待办义务", "open duties"), "\(status.open)"])
        table.add([text("逾期", "overdue"), "\(status.overdue)"])
        table.add([text("未送达通知", "undelivered"), "\(status.undelivered)"])
        table.add([text("下次唤醒", "next wake-up"), status.next ?? text("无", "none")])
        table.print()
        for problem in status.problems { Output.line("! " + problem.text(language)) }
    }
}
