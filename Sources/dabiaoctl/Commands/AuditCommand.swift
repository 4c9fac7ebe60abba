import ArgumentParser
import Dabiao
import DabiaoControl

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: text("审计：谁做了什么，谁被拒绝", "The audit: who did what, and who was refused"),
        subcommands: [Log.self, Verify.self])

    struct Log: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "log", abstract: text("列出审计记录，最新的在前", "List the entries, the newest first"))

        @Option(help: ArgumentHelp(text("只列这个方法（如 org.dabiao.Plugin.Reload）", "only of this method")))
        var method: String?
        @Option(help: ArgumentHelp(text("只列关于它的（如信用代码）", "only about this (a credit code, say)")))
        var target: String?
        @Option(help: ArgumentHelp(text("只列这个用户的", "only of this user")))
        var uid: Int?
        @Option(help: ArgumentHelp(text("只列这种结果：done、refused、failed", "only of this outcome: done, refused, failed")))
        var outcome: String?
        @OptionGroup var page: PageOptions
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = AuditInterface.LogRequest(
                method: method, target: target, uid: uid, outcome: outcome, limit: page.limit, offset: page.offset)
            let reply = try await daemon.ask { try await $0.call(AuditInterface.log, request) }
            if format.json { return try Output.json(reply) }
            var table = TextTable([
                text("编号", "id"), text("时间", "time"), "uid", text("方法", "method"), text("对象", "target"),
                text("结果", "outcome"), text("详情", "detail"),
            ])
            for entry in reply.entries {
                let detail = entry.detail.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                table.add([
                    "\(entry.id)", entry.at, "\(entry.uid)", entry.method, entry.target ?? "",
                    OutcomeWord.text(entry.outcome), detail.joined(separator: " "),
                ])
            }
            table.print()
            Output.line(text("共 \(reply.total) 条", "\(reply.total) in all"))
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: text("核对审计链：每条是否保持原样", "Check that every entry is as it was written"))

        @Option(
            help: ArgumentHelp(
                text(
                    "系统日志里记下的链头（journalctl 字段 DABIAO_AUDIT_HEAD）：还应在链上",
                    "a head that the journal told (field DABIAO_AUDIT_HEAD): it must still be in the chain"),
                valueName: "hash"))
        var head: String?
        @OptionGroup var daemon: DaemonOptions
        @OptionGroup var format: FormatOptions

        func run() async throws {
            let request = AuditInterface.VerifyRequest(head: head)
            let reply = try await daemon.ask { try await $0.call(AuditInterface.verify, request) }
            if format.json { try Output.json(reply) } else { print(reply) }
            guard reply.intact, head == nil || reply.told != nil else { throw ExitCode(ExitStatus.failed.rawValue) }
        }

        private func print(_ reply: AuditInterface.VerifyReply) {
            if let broken = reply.broken {
                Output.line(
                    text(
                        "审计链断在第 \(broken) 条：它不是原样，或与前一条不相接",
                        "the chain is broken at entry \(broken): it is not as it was written, or does not follow the one before"
                    ))
            } else {
                Output.line(text("审计链完整，共 \(reply.entries) 条", "the chain is whole: \(reply.entries) entries"))
                Output.line(text("链头：", "head: ") + (reply.head ?? ""))
            }
            guard head != nil else { return }
            if let told = reply.told {
                Output.line(text("日志里的链头是第 \(told) 条，仍在链上", "the journal's head is entry \(told) and still there"))
            } else {
                Output.line(
                    text(
                        "日志里的链头不在链上：末尾的记录被删去了，或不是这个数据库的",
                        "the journal's head is not in the chain: entries were cut off its end, or it is of another database"
                    ))
            }
        }
    }
}

enum OutcomeWord {
    static func text(_ outcome: String) -> String {
        switch outcome {
        case "done": dabiaoctl.text("完成", "done")
        case "refused": dabiaoctl.text("拒绝", "refused")
        case "failed": dabiaoctl.text("失败", "failed")
        default: outcome
        }
    }
}
