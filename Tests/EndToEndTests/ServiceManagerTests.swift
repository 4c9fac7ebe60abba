import Foundation
import Testing

extension EndToEnd {
    @Suite("Under a service manager")
    struct ServiceManagerTests {
        @Test("The manager hears of readiness, of a reload and of the end, with a status to show")
        func life() async throws {
            let scene = try Scene()
            let daemon = try scene.launch()
            #expect(try await daemon.tells("READY=1") == ["READY=1"])
            #expect(try await daemon.tells("STATUS=").last == "STATUS=2 plugins in force")
            // Ready means that calls are answered.
            #expect(try await scene.ask("status")["status"]["plugins"] == 2)
            daemon.command.send(SIGHUP)
            #expect(try await daemon.tells("READY=1") == ["RELOADING=1", "READY=1"])
            try await daemon.tells("STATUS=")
            daemon.command.send(SIGTERM)
            #expect(try await daemon.tells("STOPPING=1") == ["STOPPING=1"])
            #expect(try await daemon.outcome().status == 0)
        }

        @Test("A watchdog hears of life again and again, at least twice in its time")
        func watchdog() async throws {
            let scene = try Scene()
            let daemon = try await scene.start(environment: ["WATCHDOG_USEC": "1000000"])
            try await daemon.tells("WATCHDOG=1")
            let first = ContinuousClock.now
            for _ in 1...3 { try await daemon.tells("WATCHDOG=1") }
            #expect(ContinuousClock.now - first < .seconds(3))
        }

        @Test("Without a watchdog there is nothing to hear")
        func noWatchdog() async throws {
            let scene = try Scene()
            let daemon = try await scene.start(environment: ["WATCHDOG_USEC": "100000", "WATCHDOG_PID": "1"])
            try await daemon.tells("STATUS=")
            daemon.command.send(SIGTERM)
            #expect(try await daemon.tells("STOPPING=1") == ["STOPPING=1"])
        }

        @Test("Without a manager the daemon runs the same")
        func noManager() async throws {
            let scene = try Scene()
            let daemon = try scene.launch(environment: ["NOTIFY_SOCKET": ""])
            let deadline = ContinuousClock.now + DaemonProcess.patience
            while try await scene.dabiaoctl("status").status == 5, ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await scene.ask("status")["status"]["plugins"] == 2)
            #expect(try await daemon.stop().status == 0)
        }
    }
}
