import ArgumentParser
import Dabiao
import DabiaoControl

/// `dabiaoctl simulate --until DATE`: what is to come, printed as it is reckoned.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: text(
            "在数据库副本上推演到某一天：将发出的提醒、期限和否决项的变化（不发送、不改动）",
            "Run a copy forward: the reminders, deadlines and verdict changes to come; nothing is sent or changed"))

    @Option(help: ArgumentHelp(text("推演到哪一天（今天或以后）", "through which day, today or later"), valueName: "date"))
    var until: CivilDate
    @Option(
        help: ArgumentHelp(text("只推演这家企业（统一社会信用代码）", "only of this enterprise (credit code)"), valueName: "code"))
    var enterprise: String?
    @Flag(help: ArgumentHelp(text("输出 CSV（RFC 4180，UTF-8），一事一行", "print CSV (RFC 4180, UTF-8), a row an event")))
    var csv = false
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var format: FormatOptions

    mutating func validate() throws {
        guard !(csv && format.json) else {
            throw ValidationError(text("--csv 和 --json 只能选一个", "--csv and --json exclude each other"))
        }
    }

    func run() async throws {
        var printer = self.printer
        let request = SimulationInterface.RunRequest(until: until.description, enterprise: enterprise)
        do {
            try await daemon.ask { client in
                try await client.call(SimulationInterface.run, request) { reply in
                    for event in reply.events { try printer.print(event) }
                    if let summary = reply.summary { try printer.finish(summary) }
                }
            }
        } catch let error as DabiaoError {
            guard try printer.abort(error) else { throw error }
            throw ExitCode(ExitStatus(error.code).rawValue)
        }
    }

    private var printer: any EventPrinter {
        if format.json { return EventDocument() }
        return csv ? EventCSV() : EventList()
    }
}
