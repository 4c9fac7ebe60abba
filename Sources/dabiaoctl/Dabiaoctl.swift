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
            StatusCommand.self, PluginCommand.self, EnterpriseCommand.self, AssessmentCommand.self,
            VetoCommand.self, ObligationCommand.self, AgendaCommand.self, NotificationCommand.self, AuditCommand.self,
            CalendarCommand.self, ExplainCommand.self, SimulateCommand.self,
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
            if exitCode(for: error) == .success {
                print(fullMessage(for: error))
                Foundation.exit(ExitStatus.done.rawValue)
            }
            Output.usage(message(for: mistake(besides: error)), help: fullMessage(for: error))
            Foundation.exit(ExitStatus.usage.rawValue)
        }
    }

    /// What is wrong with the command line: where no command was recognised, `--json` is what the parser complains
    /// of first, so it is parsed once more without.
    private static func mistake(besides error: any Error) -> any Error {
        guard Output.isJSON else { return error }
        do {
            _ = try parseAsRoot(CommandLine.arguments.dropFirst().filter { $0 != "--json" })
            return error
        } catch {
            return error
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
