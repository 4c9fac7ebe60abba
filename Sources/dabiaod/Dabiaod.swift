import ArgumentParser
import Dabiao
import DabiaoDaemon
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// The daemon's program: reads the command line, starts the daemon, and ties it to the signals of its life.
@main
struct Dabiaod: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dabiaod", abstract: "企业安全生产标准化（达标）守护进程 / the work-safety standardization daemon",
        version: Product.version)

    @Option(help: ArgumentHelp("状态文件夹 / the state folder", valueName: "dir"))
    var state = "/var/lib/dabiao"
    @Option(help: ArgumentHelp("控制套接字 / the control socket", valueName: "path"))
    var socket = "/run/dabiao/control.sock"
    @Option(help: ArgumentHelp("插件文件夹，冒号分隔 / the plugin folders", valueName: "dir[:dir]"))
    var plugins = "/usr/share/dabiao/plugins"
    @Option(help: ArgumentHelp("工作日历文件夹 / the calendar folder", valueName: "dir"))
    var calendar: String?
    @Option(help: ArgumentHelp("配置文件 / the configuration file", valueName: "file"))
    var config: String?
    @Option(
        help: ArgumentHelp("假定现在是这一时刻（演练用） / pretend this time, for drills", valueName: "rfc3339"))
    var pretendNow: String?

    @Option(
        help: ArgumentHelp(
            "从备份恢复状态文件夹的数据库后退出 / put a backup in the place of the state folder's database, and end",
            valueName: "file"))
    var restore: String?
    @Flag(help: ArgumentHelp("与 --restore 同用：输出 JSON / with --restore: print JSON"))
    var json = false

    func run() async throws {
        if let restore {
            return try await RestoreJob(file: restore, state: state, json: json, language: language).run()
        }
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let logger = Logger(label: "dabiaod")
        let daemon: Daemon
        do {
            daemon = try await Daemon.start(options(), logger: logger)
        } catch let error as DabiaoError {
            FileHandle.standardError.write(Data(("dabiaod: " + error.text(language) + "\n").utf8))
            throw ExitCode(1)
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: DaemonService(daemon: daemon), successTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: ReloadService(daemon: daemon)),
                ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
    }
}

extension Dabiaod {
    private func options() throws -> DaemonOptions {
        DaemonOptions(
            state: state, socket: socket, plugins: plugins.split(separator: ":").map(String.init), calendar: calendar,
            configuration: config, pretendNow: pretendNow)
    }

    /// The language of the errors at start, by the locale.
    private var language: Language {
        let environment = ProcessInfo.processInfo.environment
        return Language(locale: ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty })
    }
}

/// The life of the daemon as a service: ended by SIGTERM or SIGINT, which let it drain.
private struct DaemonService: Service {
    let daemon: Daemon

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await daemon.run()
        } onGracefulShutdown: {
            Task { await daemon.stop() }
        }
    }
}

/// SIGHUP reads the plugin folders again.
private struct ReloadService: Service {
    let daemon: Daemon

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            await daemon.reload()
        }
    }
}
