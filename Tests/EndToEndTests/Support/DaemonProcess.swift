import Foundation
import Glibc
import Testing

/// A running `dabiaod`, heard through a notify socket of its own.
final class DaemonProcess: Sendable {
    let scene: Scene
    let command: Command
    private let manager: NotifySocket

    /// How long a daemon may take for what it is awaited for; a guard against hanging, not a measure.
    static let patience = Duration.seconds(30)

    init(_ scene: Scene, _ command: Command, _ manager: NotifySocket) {
        self.scene = scene
        self.command = command
        self.manager = manager
    }

    /// Awaits that the daemon tells its manager something; what it tells before that is returned too.
    @discardableResult
    func tells(_ assignment: String) async throws -> [String] {
        let deadline = ContinuousClock.now + Self.patience
        var heard: [String] = []
        while ContinuousClock.now < deadline {
            guard let message = await manager.next(within: 100) else {
                // A daemon that has ended tells nothing more; look once more for what it told before.
                if kill(command.pid, 0) != 0, await manager.next(within: 0) == nil { break }
                continue
            }
            heard.append(message)
            if message.hasPrefix(assignment) { return heard }
        }
        throw Untold(assignment: assignment, heard: heard, log: try command.errorsSoFar())
    }

    /// Awaits the end; the scene lives until then.
    func outcome() async throws -> Outcome {
        let outcome = try await command.outcome()
        return withExtendedLifetime(scene) { outcome }
    }

    /// SIGTERM, and the end that follows from it.
    @discardableResult
    func stop() async throws -> Outcome {
        command.send(SIGTERM)
        return try await outcome()
    }

    /// Awaits that the daemon has done everything that is due by its own clock, and sleeps.
    func settles(within patience: Duration = patience) async throws {
        let deadline = ContinuousClock.now + patience
        var status = JSON.null
        while ContinuousClock.now < deadline {
            status = try await scene.ask("status")["status"]
            let isAhead = status["next"] == .null || (status["next"].text ?? "") > (status["now"].text ?? "")
            if isAhead, status["undelivered"] == 0 { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the daemon does not come to rest: \(status)")
    }

    /// A daemon that did not tell what was awaited.
    private struct Untold: Error, CustomStringConvertible {
        let assignment: String
        let heard: [String]
        let log: String
        var description: String { "dabiaod did not tell \(assignment), only \(heard); its log: \(log)" }
    }
}
