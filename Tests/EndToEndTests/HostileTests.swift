import Foundation
import Testing

extension EndToEnd {
    /// What another user on the machine can do to the control socket: the others stay served, the memory bounded, and
    /// the journal says who it was.
    @Suite("Hostile users")
    struct HostileTests {
        private static let canBecomeAnother = Programs.python != nil && getuid() == 0
        private static let nobody = "65534"

        @Test(
            "Others are served while the attack stands",
            .enabled(if: canBecomeAnother, "needs DABIAO_PYTHON, and root to become somebody else"),
            arguments: [
                ("half-open", "refused uid 65534"), ("gigabyte", "a message is longer than 4194304 bytes"),
                ("garbage", "not UTF-8 at byte 11"), ("deep", "nested deeper than 64 levels"), ("connect", ""),
                ("mute", ""),
            ])
        func attacked(attack: String, cause: String) async throws {
            let scene = try Scene()
            let daemon = try await scene.start()
            let before = try daemon.residentKilobytes()
            let attacker = try await attacker(attack, scene)
            for _ in 1...5 { #expect(try await scene.ask("status")["status"]["plugins"] == 2) }
            #expect(try daemon.openFiles() < 300)
            // What all connections of one user may hold, and as much again for what is under way.
            #expect(try daemon.residentKilobytes() - before < 128 << 10)
            attacker.send(SIGKILL)
            _ = try await attacker.outcome()
            let log = try daemon.command.errorsSoFar()
            if !cause.isEmpty {
                #expect(log.contains(cause) && log.contains("uid \(Self.nobody)"), "\(log.suffix(2000))")
            }
            #expect(log.utf8.count < 8 << 20)
            #expect(try await daemon.stop().status == 0)
        }

        @Test(
            "Who never reads, and who sends a byte a second, is cut off; nobody else waits",
            .enabled(if: canBecomeAnother, "needs DABIAO_PYTHON, and root to become somebody else"))
        func slow() async throws {
            let scene = try Scene()
            let daemon = try await scene.start()
            let before = try daemon.residentKilobytes()
            let attackers = [try await attacker("never-reads", scene), try await attacker("drip", scene)]
            let causes = ["a reply was not read within", "the rest of a message did not come within"]
            let deadline = ContinuousClock.now + .seconds(60)
            var log = ""
            while !causes.allSatisfy(log.contains), ContinuousClock.now < deadline {
                #expect(try await scene.ask("status")["status"]["plugins"] == 2)
                log = try daemon.command.errorsSoFar()
                try await Task.sleep(for: .milliseconds(100))
            }
            for cause in causes { #expect(log.contains(cause)) }
            #expect(log.contains("uid \(Self.nobody)"))
            #expect(try daemon.residentKilobytes() - before < 128 << 10)
            for attacker in attackers { attacker.send(SIGKILL) }
            for attacker in attackers { _ = try await attacker.outcome() }
            #expect(try await daemon.stop().status == 0)
        }

        @Test(
            "With few open files allowed, it raises what it may raise, and refuses before it runs out",
            .enabled(if: canBecomeAnother, "needs DABIAO_PYTHON, and root to become somebody else"),
            arguments: ["64:64", "64:4096"])
        func fewFiles(limit: String) async throws {
            let scene = try Scene()
            let daemon = try scene.launch(under: ["/usr/bin/prlimit", "--nofile=\(limit)"])
            try await daemon.tells("READY=1")
            let attacker = try await attacker("mute", scene)
            #expect(try await scene.ask("status")["status"]["plugins"] == 2)
            let imported = try await scene.dabiaoctl("enterprise", "import", Programs.demo("enterprises.csv"))
            #expect(imported.status == 0, "\(imported.errors)")
            let isTight = limit == "64:64"
            #expect(try daemon.openFiles() < (isTight ? 64 : 300))
            let log = try daemon.command.errorsSoFar()
            #expect(log.contains("at most 32 connections instead of 512") == isTight)
            #expect(log.contains("refused uid \(Self.nobody)") == isTight)
            attacker.send(SIGKILL)
            _ = try await attacker.outcome()
            #expect(try await daemon.stop().status == 0)
        }

        /// Somebody else who may connect, at work.
        private func attacker(_ attack: String, _ scene: Scene) async throws -> Command {
            chmod(scene.socket, 0o666)
            let python = try #require(Programs.python)
            let attacker = try Command(
                python, [Programs.beside("hostile.py"), attack, scene.socket, Self.nobody], in: scene.folder)
            let deadline = ContinuousClock.now + DaemonProcess.patience
            while try !attacker.outputSoFar().contains("ready"), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            let errors = try attacker.errorsSoFar()
            #expect(try attacker.outputSoFar().contains("ready"), "\(attack): \(errors)")
            return attacker
        }
    }
}

extension DaemonProcess {
    /// The memory that is the process's own.
    fileprivate func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(command.pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") })
        return try #require(Int(line.filter(\.isNumber)))
    }

    fileprivate func openFiles() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(command.pid)/fd").count
    }
}
