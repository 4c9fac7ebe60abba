import ArgumentParser
import Dabiao
import Foundation

/// `dabiaoctl NOUN VERB`: asks the daemon, or an author's own files, and prints the answer.
@main
struct Dabiaoctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dabiaoctl",
        abstract: text("企业安全生产标准化（达标）守护进程的管理工具", "Administers the work-safety standardization daemon"),
        version: Version.text,
        subcommands: [
            StatusCommand.self, DoctorCommand.self, PluginCommand.self, EnterpriseCommand.self, AssessmentCommand.self,
            ChecklistCommand.self,
            VetoCommand.self, ObligationCommand.self, AgendaCommand.self, NotificationCommand.self, AuditCommand.self,
            CalendarCommand.self, ExplainCommand.self, SimulateCommand.self, BackupCommand.self, RestoreCommand.self,
            ManualCommand.self,
        ])

    /// Parses, runs, and turns every failure into a message and an exit status: 0 done, 1 failed, 2 usage, 3 refused,
    /// 4 not permitted, 5 daemon unreachable.
    static func main() async {
        // A reader that closes the pipe early (head) ends us by an error of the write, not by a signal.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as DabiaoError {
            Output.fail(error)
            Foundation.exit(ExitStatus(error.code).rawValue)
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            Foundation.exit(tell(error).rawValue)
        }
    }

    /// Tells what the parser says: help, or what was wrong; everything else is unforeseen.
    private static func tell(_ error: any Error) -> ExitStatus {
        switch exitCode(for: error) {
        case .success:
            let text = fullMessage(for: error, columns: 10_000)
            // Other texts than help, such as a completion script, are for programs.
            let isHelp = text.contains("USAGE: ")
            Output.line(isHelp ? ParserWords.help(text, width: Output.width) : text)
            return .done
        case .validationFailure:
            Output.usage(CommandLineMistake(error, arguments: Array(CommandLine.arguments.dropFirst())))
            return .usage
        default:
            Output.fail(DabiaoError(.system, Phrase("程序内部出错", "the program failed inside"), cause: "\(error)"))
            return .failed
        }
    }
}

/// The exit statuses of `dabiaoctl`, stable for scripts.
enum ExitStatus: Int32 {
    case done = 0
    case failed = 1
    case usage = 2
    case refused = 3
    case notPermitted = 4
    case unreachable = 5

    init(_ code: DabiaoError.Code) {
        switch code {
        case .invalid, .notFound, .system: self = .failed
        case .refused: self = .refused
        case .notPermitted: self = .notPermitted
        case .unreachable: self = .unreachable
        }
    }
}
