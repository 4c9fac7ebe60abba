import Foundation
import Testing

extension EndToEnd {
    @Suite("Socket activation")
    struct SocketActivationTests {
        private static let activator = "/usr/bin/systemd-socket-activate"

        /// The activator puts its socket where Foundation holds the one by which it hears of a child's end: so it is not
        /// the child, but the child's, and ends with it.
        private static let inAShell = [
            "/bin/sh", "-c", #""$@"; exit $?"#, "sh", "/usr/bin/setpriv", "--pdeathsig", "KILL",
        ]

        @Test(
            "The first connection starts the daemon on the socket it was made to, and is answered",
            .enabled(if: FileManager.default.isExecutableFile(atPath: activator), "systemd-socket-activate is not here")
        )
        func activated() async throws {
            let scene = try Scene()
            let passedOn = ["NOTIFY_SOCKET", "PATH", "LD_LIBRARY_PATH", "LANG"].flatMap { ["--setenv=\($0)"] }
            let daemon = try scene.launch(
                ["--socket", scene.folder.path + "/elsewhere"],
                under: Self.inAShell + [Self.activator, "--listen=\(scene.socket)"] + passedOn)
            // It listens, and nobody has asked for anything.
            let connection = try await scene.connectsAsSoonAsListened()
            try connection.send(#"{"method":"org.varlink.service.GetInfo"}"#)
            #expect(try connection.receive()?["parameters"]["product"] == "dabiaod")
            try await daemon.tells("READY=1")
            #expect(try await scene.ask("status")["status"]["plugins"] == 2)
            #expect(!FileManager.default.fileExists(atPath: scene.folder.path + "/elsewhere"))
            let pid = try String(
                contentsOfFile: "/proc/\(daemon.command.pid)/task/\(daemon.command.pid)/children", encoding: .utf8)
            kill(try #require(Int32(pid.trimmingCharacters(in: .whitespaces))), SIGTERM)
            #expect(try await daemon.outcome().status == 0)
            // Its name belongs to whoever made it.
            #expect(FileManager.default.fileExists(atPath: scene.socket))
        }
    }
}

extension Scene {
    fileprivate func connectsAsSoonAsListened() async throws -> RawConnection {
        let deadline = ContinuousClock.now + DaemonProcess.patience
        while true {
            do { return try RawConnection(to: socket) } catch  where ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
