import ArgumentParser
import Dabiao

/// Makes the manual pages of the packages; `--generate-completion-script bash` is the parser's own.
struct ManualCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-manual",
        abstract: text("由命令生成手册页（man）", "Make a manual page from the commands"), shouldDisplay: false)

    @Option(
        help: ArgumentHelp(
            text(
                "另一个程序用 --experimental-dump-help 打印的说明（默认是 dabiaoctl 自己）",
                "what another program prints with --experimental-dump-help (dabiaoctl itself by default)"),
            valueName: "file"))
    var of: String?
    @Option(help: ArgumentHelp(text("手册的节", "the section of the manual"), valueName: "n"))
    var section = 1

    func run() async throws {
        let tree = try of.map { try CommandTree(dump: try contents(of: $0)) } ?? CommandTree.ofThisProgram()
        let page = ManualPage(
            tree: tree, section: section, version: Version.text, notes: of == nil ? Self.notes : [])
        Output.write(page.text)
    }

    private static var notes: [(title: String, paragraphs: [String])] {
        [
            (
                text("退出状态", "EXIT STATUS"),
                [
                    text(
                        "0 完成；1 失败；2 命令行有误；3 被闸门或否决项拒绝；4 没有权限；5 连接不上守护进程。",
                        "0 done; 1 failed; 2 usage; 3 refused by a gate or veto; 4 not permitted; 5 daemon unreachable."
                    )
                ]
            ),
            (
                text("环境变量", "ENVIRONMENT"),
                [
                    text("DABIAO_SOCKET：守护进程的套接字。", "DABIAO_SOCKET: the daemon's socket."),
                    text("DABIAO_CALENDAR：工作日历文件夹。", "DABIAO_CALENDAR: the calendar folder."),
                    text(
                        "LC_ALL、LC_MESSAGES、LANG：输出用中文还是英文。COLUMNS：表格的宽度。",
                        "LC_ALL, LC_MESSAGES, LANG: Chinese or English. COLUMNS: the width of tables."),
                ]
            ),
            (text("参见", "SEE ALSO"), ["dabiaod(8)"]),
        ]
    }
}
