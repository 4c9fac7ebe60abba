import ArgumentParser
import Dabiao
import DabiaoControl
import Foundation
import SectorKit

/// `doctor`: what may be wrong, and what to do about it; partly also without a daemon.
struct DoctorCommand: AsyncParsableCommand {
    typealias Finding = DaemonInterface.Finding

    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: text("检查一切可能出错的地方，并说明该怎么办", "Look at everything that may be wrong, and say what to do"))

    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let socket = SocketExamination(path: daemon.path).finding
        var findings = [socket]
        var status = ExitStatus.done
        do {
            let reply = try await daemon.ask { try await $0.call(DaemonInterface.examine, NoParameters()) }
            findings += reply.findings
        } catch let error as DabiaoError where error.code == .unreachable {
            if socket.level == .ok { findings = [Finding(.socket, .failure, error)] }
            findings += Self.withoutDaemon()
            status = .unreachable
        }
        if status == .done, findings.contains(where: { $0.level == .failure }) { status = .failed }
        if format.json {
            try Output.json(DaemonInterface.ExamineReply(findings: findings))
        } else {
            for finding in findings { print(finding) }
        }
        if status != .done { throw ExitCode(status.rawValue) }
    }

    private func print(_ finding: Finding) {
        Output.paragraph(Self.word(finding.level) + " " + finding.message.text(language))
        if let remedy = finding.remedy { Output.paragraph("      → " + remedy.text(language)) }
    }

    private static func word(_ level: DaemonInterface.Level) -> String {
        switch level {
        case .ok: text("正常", "ok       ")
        case .attention: text("注意", "attention")
        case .failure: text("故障", "FAILURE  ")
        case .unchecked: text("未查", "unchecked")
        }
    }

    /// What can be looked at from here, and what cannot.
    private static func withoutDaemon() -> [Finding] {
        let calendar = calendar()
        let seen = Set(calendar.map(\.check)).union([.socket])
        let others = DaemonInterface.Check.allCases.filter { !seen.contains($0) }
        return calendar
            + others.map { check in
                Finding(
                    check, .unchecked,
                    Phrase(
                        "\(title(check).zh)：守护进程没有应答，无从检查",
                        "\(title(check).en): not looked at, the daemon does not answer")
                )
            }
    }

    private static func calendar() -> [Finding] {
        do throws(DabiaoError) {
            return Finding.calendar(try CalendarFolder.read(CalendarFolder.located(nil)), from: today)
        } catch {
            return [Finding(.calendar, .attention, error)]
        }
    }

    /// The day in China.
    private static var today: CivilDate {
        let seconds = Int(Date().timeIntervalSince1970.rounded(.down)) + 8 * 3600
        return CivilDate(dayNumber: seconds / 86_400) ?? .earliest
    }

    private static func title(_ check: DaemonInterface.Check) -> Phrase {
        switch check {
        case .socket: Phrase("套接字", "socket")
        case .database: Phrase("数据库", "database")
        case .references: Phrase("表间引用", "references")
        case .audit: Phrase("审计链", "audit")
        case .calendar: Phrase("工作日历", "work calendar")
        case .plugins: Phrase("插件", "plugins")
        case .spool: Phrase("外发目录", "spool")
        case .disk: Phrase("磁盘", "disk")
        case .clock: Phrase("时钟", "clock")
        case .messages: Phrase("未送达的通知", "messages")
        case .troubles: Phrase("正在重试的故障", "troubles")
        }
    }
}

/// Looks at the daemon's socket as whoever runs this finds it.
struct SocketExamination {
    let path: String

    var finding: DaemonInterface.Finding {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return DaemonInterface.Finding(
                .socket, .failure,
                Phrase("没有套接字 \(path)（\(reason)）", "there is no socket \(path) (\(reason))"),
                remedy: Phrase(
                    "请启动 dabiaod（systemctl start dabiaod），或用 --socket、DABIAO_SOCKET 指明它的套接字",
                    "start dabiaod (systemctl start dabiaod), or name its socket with --socket or DABIAO_SOCKET"))
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            return DaemonInterface.Finding(
                .socket, .failure, Phrase("\(path) 不是套接字", "\(path) is no socket"),
                remedy: Phrase("请用 --socket 或 DABIAO_SOCKET 指明套接字", "name the socket with --socket or DABIAO_SOCKET"))
        }
        guard access(path, R_OK | W_OK) == 0 else {
            return DaemonInterface.Finding(
                .socket, .failure, Phrase("无权使用套接字 \(path)", "the socket \(path) may not be used"),
                remedy: Phrase("请由管理员把你加入它所属的组（\(status.st_gid)）", "join its group (\(status.st_gid))"))
        }
        let mode = String(status.st_mode & 0o777, radix: 8)
        return DaemonInterface.Finding(
            .socket, .ok, Phrase("套接字 \(path) 可用（权限 \(mode)）", "the socket \(path) can be used (mode \(mode))"))
    }

    private var reason: String { String(cString: strerror(errno)) }
}
