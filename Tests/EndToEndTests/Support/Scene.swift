import Foundation
import Glibc
import Synchronization
import Testing

/// One test's own world: a temporary folder with a state folder, a socket and whatever files the test writes; the
/// daemons it started end with it.
final class Scene: Sendable {
    let folder: URL
    /// Where the daemons of this scene find their plugins; the repository's unless ``ownPlugins()`` was called.
    private let pluginFolder = Mutex(Programs.plugins)
    private let daemons = Mutex<[Command]>([])
    private let notifySockets = Mutex(0)

    var state: String { folder.path + "/state" }
    var socket: String { folder.path + "/control" }
    var spool: String { state + "/spool" }
    var plugins: String { pluginFolder.withLock { $0 } }

    init() throws {
        // A short name: the path of a socket has 107 bytes at most.
        folder = FileManager.default.temporaryDirectory.appending(path: "dabiao-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        for daemon in daemons.withLock({ $0 }) { daemon.send(SIGKILL) }
        try? FileManager.default.removeItem(at: folder)
    }

    // MARK: - Programs

    /// Starts a daemon on this scene's state and socket, without waiting for anything.
    ///
    /// - Parameters:
    ///   - now: the time to pretend, so that no test depends on the day on which it is run.
    ///   - options: further options; one of these given twice wins.
    ///   - tracer: a program, with its options, that starts the daemon in its own place.
    func launch(
        at now: String = "2026-11-24T10:00:00+08:00", _ options: [String] = [], environment: [String: String] = [:],
        under tracer: [String] = []
    ) throws -> DaemonProcess {
        let number = notifySockets.withLock { number in
            number += 1
            return number
        }
        let manager = try NotifySocket(at: folder.path + "/notify-\(number)")
        let arguments = [
            "--state", state, "--socket", socket, "--plugins", plugins, "--calendar", Programs.calendar,
            "--pretend-now", now,
        ]
        let line = tracer + [Programs.daemon.path] + arguments + options
        let command = try Command(
            URL(filePath: line[0]), Array(line.dropFirst()),
            environment: ["NOTIFY_SOCKET": manager.path].merging(environment) { $1 }, in: folder)
        daemons.withLock { $0.append(command) }
        return DaemonProcess(self, command, manager)
    }

    /// Starts a daemon and awaits that it is ready.
    func start(
        at now: String = "2026-11-24T10:00:00+08:00", _ options: [String] = [], environment: [String: String] = [:]
    ) async throws -> DaemonProcess {
        let daemon = try launch(at: now, options, environment: environment)
        try await daemon.tells("READY=1")
        return daemon
    }

    /// Runs `dabiaoctl` against this scene's socket.
    func dabiaoctl(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
        let command = try Command(
            Programs.control, arguments, environment: ["DABIAO_SOCKET": socket].merging(environment) { $1 },
            in: folder)
        return try await command.outcome()
    }

    func dabiaoctl(_ arguments: String...) async throws -> Outcome {
        try await dabiaoctl(arguments)
    }

    /// Runs `dabiaoctl … --json`, which must succeed.
    func ask(_ arguments: String...) async throws -> JSON {
        let outcome = try await dabiaoctl(arguments + ["--json"])
        #expect(outcome.status == 0, "\(arguments): \(outcome.output)\(outcome.errors)")
        return try outcome.json()
    }

    // MARK: - Files

    /// Writes a file of this scene; its path.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    func text(of name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }

    /// Replaces text in a file, which must be there.
    func edit(_ name: String, replacing old: String, by new: String) throws {
        let text = try text(of: name)
        try #require(text.contains(old), "\(name) does not hold “\(old)”")
        try write(text.replacing(old, with: new), to: name)
    }

    /// Gives the scene a copy of the plugins, to be edited.
    func ownPlugins() throws {
        try FileManager.default.copyItem(atPath: Programs.plugins, toPath: folder.path + "/plugins")
        pluginFolder.withLock { $0 = folder.path + "/plugins" }
    }

    /// The keys of the messages that lie in the spool.
    func spooled() throws -> Set<String> {
        let names = try FileManager.default.contentsOfDirectory(atPath: spool).filter { !$0.hasPrefix(".") }
        return Set(names.map { String($0.prefix { $0 != "." }) })
    }

    /// A message of the spool.
    func message(_ key: String) throws -> JSON {
        try JSON(file: "\(spool)/\(key).json")
    }
}
