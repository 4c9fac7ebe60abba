import ArgumentParser
import Dabiao
import DabiaoControl
import Digest
import Foundation

/// `dabiaoctl backup [FILE]`: the whole database as one file, made while the daemon works.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: text(
            "备份整个数据库（不停机，完整检查后传来）", "Back up the whole database while the daemon works; it is checked in full"),
        discussion: text(
            "备份含个人联系方式和审计记录，请妥善保管。恢复用 dabiaoctl restore。",
            "A backup holds personal contacts and the audit: keep it safe. dabiaoctl restore puts it back."))

    @Argument(
        help: ArgumentHelp(
            text("写到哪个文件；不写则按当前时间取名", "the file to write; named by the time without it"), valueName: "file"))
    var file: String?
    @Flag(help: ArgumentHelp(text("覆盖已有的文件", "overwrite a file that is there")))
    var force = false
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        let path = file ?? Self.usualName
        guard force || !FileManager.default.fileExists(atPath: path) else { throw FileDraft.isThere(path) }
        let draft = try FileDraft(for: path)
        let (digest, size) = try await daemon.ask { try await fetch(into: draft, $0) }
        try draft.publish(overwriting: force)
        if format.json { return try Output.json(Written(file: path, bytes: size, sha256: digest)) }
        Output.line(text("\(path)：\(size) 字节", "\(path): \(size) bytes"))
        Output.line("SHA-256 " + digest)
    }

    private func fetch(into draft: FileDraft, _ client: ControlClient) async throws -> (digest: String, size: Int) {
        var (bar, size, told) = (ProgressBar(), 0, String?.none)
        defer { bar.clear() }
        let hash = SHA256()
        try await client.call(BackupInterface.run, NoParameters()) { reply in
            bar.show(BackupInterface.Phase(rawValue: reply.phase)?.text ?? reply.phase, reply.done, of: reply.total)
            if let bytes = reply.data.flatMap({ Data(base64Encoded: $0) }) {
                try draft.append(bytes)
                hash.update(bytes)
                size += bytes.count
            }
            if let sha256 = reply.sha256 { told = sha256 }
        }
        let digest = hash.finish()
        guard digest == told else {
            throw DabiaoError(
                .system, Phrase("传来的备份不完整，没有保存", "the backup did not arrive whole and was not kept"),
                remedy: Phrase("请再试一次", "try again"))
        }
        return (digest, size)
    }

    private static var usualName: String {
        let format = Date.VerbatimFormatStyle(
            format: """
                dabiao-\(year: .defaultDigits)\(month: .twoDigits)\(day: .twoDigits)-\
                \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased))\(minute: .twoDigits)\
                \(second: .twoDigits).db
                """, timeZone: .current, calendar: Calendar(identifier: .gregorian))
        return Date.now.formatted(format)
    }

    private struct Written: Encodable {
        let file: String
        let bytes: Int
        let sha256: String
    }
}

extension BackupInterface.Phase {
    fileprivate var text: String {
        switch self {
        case .copying: dabiaoctl.text("复制", "copying")
        case .checking: dabiaoctl.text("检查", "checking")
        case .sending: dabiaoctl.text("传送", "sending")
        }
    }
}

/// `dabiaoctl restore FILE --state DIR`: the daemon's own program does it, for it alone knows the store; this one becomes it.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: text("从备份恢复数据库（须先停止守护进程）", "Put a backup back; the daemon must be stopped"),
        discussion: text(
            "备份先作完整检查；原数据库改名保留在状态文件夹里。",
            "The backup is checked in full; the former database is kept in the state folder."))

    @Argument(help: ArgumentHelp(text("备份文件", "the backup"), valueName: "file"))
    var file: String
    @Option(help: ArgumentHelp(text("状态文件夹", "the state folder"), valueName: "dir"))
    var state = "/var/lib/dabiao"
    @OptionGroup var format: FormatOptions

    func run() throws {
        let program = Self.daemon
        let words = [program, "--restore=\(file)", "--state=\(state)"] + (format.json ? ["--json"] : [])
        execv(program, words.map { strdup($0) } + [nil])
        throw DabiaoError(
            .system, Phrase("不能运行 \(program)", "\(program) cannot be run"),
            remedy: Phrase("请检查 dabiao 是否完整安装", "check that dabiao is installed as a whole"),
            cause: String(cString: strerror(errno)))
    }

    /// Beside this program, else in the folder of system programs.
    private static var daemon: String {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let beside = own.appending(path: "dabiaod").path
        return FileManager.default.isExecutableFile(atPath: beside) ? beside : "/usr/sbin/dabiaod"
    }
}
