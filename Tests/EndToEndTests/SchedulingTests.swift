import Foundation
import Glibc
import Testing

extension EndToEnd {
    @Suite("The scheduler")
    struct SchedulingTests {
        @Test("With nothing due the daemon sleeps until there is")
        func sleeps() async throws {
            let scene = try Scene()
            let daemon = try await scene.start()
            #expect(try await scene.ask("status")["status"]["next"] == .null)

            // Recorded after nine, told next morning; nothing else is due before.
            try await scene.importOne()
            #expect(try await scene.ask("status")["status"]["next"] == "2026-11-25T09:00:00+08:00")
            #expect(try scene.spooled() == [])
            try await daemon.stop()
        }

        @Test("Where everything is far off, it sleeps for long: to the day on which a new half-year begins")
        func sleepsLong() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            let list = """
                credit_code,name,district,sectors,grade,certified_on,expires_on
                \(Sample.foundry),万里铝业,丰台区,dust-explosion,三级,2026-11-24,2029-11-24

                """
            _ = try await scene.ask("enterprise", "import", try scene.write(list, to: "list.csv"))
            #expect(try await scene.ask("status")["status"]["next"] == "2027-01-01T00:00:00+08:00")
        }

        @Test("An armed moment comes by itself: the reminder is there without anybody asking")
        func wakes() async throws {
            let scene = try Scene()
            var daemon = try await scene.start()
            try await scene.importOne()
            try await daemon.stop()
            daemon = try await scene.start(at: "2026-11-25T08:59:59+08:00")
            let message = try await SpoolWatch(scene).message("2026-11-25-\(Sample.december)-spool")
            #expect(message["lines"].elements.isEmpty == false)
            let listed = try await scene.ask("notification", "list")
            #expect(listed["notifications"][0]["key"] == message["key"])
        }

        private static let strace = "/usr/bin/strace"

        @Test(
            "The clock is set while it sleeps (ECANCELED): it looks again, arms again, and tells what is due",
            .enabled(if: FileManager.default.isExecutableFile(atPath: strace), "there is no strace"))
        func clockSet() async throws {
            let scene = try Scene()
            var daemon = try await scene.start()
            try await scene.importOne()
            try await daemon.stop()
            // The first two times that the timer is read, the kernel seems to say that the clock was set.
            let trace = scene.folder.path + "/trace"
            daemon = try scene.launch(
                at: "2026-11-25T08:59:45+08:00",
                under: [
                    Self.strace, "-D", "-f", "-qq", "-o", trace, "-P", "anon_inode:[timerfd]", "-e", "trace=read",
                    "-e", "inject=read:error=ECANCELED:when=1..2",
                ])
            try await daemon.tells("READY=1")
            let message = try await SpoolWatch(scene).message("2026-11-25-\(Sample.december)-spool")
            #expect(message["lines"].elements.isEmpty == false)
            try await daemon.settles()
            #expect(try scene.text(of: "trace").contains("ECANCELED"))
            #expect(try scene.spooled().count == 1)
            try await daemon.stop()
        }

        @Test("What is to be told on a day can be seen before, and seeing it changes nothing")
        func preview() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            try await scene.importOne()
            let status = try await scene.ask("status")["status"]["next"]
            let foreseen = try await scene.ask("notification", "preview", "--on", "2026-11-25")
            #expect(foreseen["complete"] == true)
            #expect(foreseen["previews"][0]["enterprise"].text == Sample.december)
            #expect(foreseen["previews"][0]["lines"].elements.isEmpty == false)
            let people = try await scene.dabiaoctl("notification", "preview", "--on", "2026-11-25")
            #expect(people.output.contains("共 1 条提醒"))
            #expect(try await scene.ask("status")["status"]["next"] == status)
            #expect(try await scene.ask("notification", "list")["total"] == 0)
            let past = try await scene.dabiaoctl("notification", "preview", "--on", "2026-11-23")
            #expect(past.status != 0)
            #expect(past.errors.contains("已经过去"))
        }

        @Test("A year's calendar that is replaced while the daemon runs is in use after SIGHUP or plugin reload")
        func calendar() async throws {
            let scene = try Scene()
            let folder = scene.folder.path + "/calendar"
            try FileManager.default.copyItem(atPath: Programs.calendar, toPath: folder)
            let daemon = try await scene.start(at: "2026-11-24T10:00:00+08:00", ["--calendar", folder])
            try scene.write("nonsense\n", to: "calendar/cn-2027.csv")
            let reload = try await scene.dabiaoctl("plugin", "reload")
            #expect(reload.status == 1)
            #expect(reload.output.contains("! 工作日历有误"))
            let problem = try await scene.ask("status")["status"]["problems"][0]["zh"].text
            #expect(problem?.contains("cn-2027.csv 第 1 行") == true)
            try scene.write(
                "# year: 2027\n# status: published\n# source: 试验\ndate,kind,name\n", to: "calendar/cn-2027.csv")
            daemon.command.send(SIGHUP)
            try await daemon.tells("RELOADING=1")
            try await daemon.tells("READY=1")
            #expect(try await scene.ask("status")["status"]["problems"] == [])
            try await daemon.stop()
        }

        @Test("What a channel does not take stays in the outbox with the reason, and is delivered later")
        func undelivered() async throws {
            let scene = try Scene()
            var daemon = try await scene.start()
            try await scene.importOne()
            try await daemon.stop()
            let key = "2026-11-25-\(Sample.december)-spool"
            // Something else lies where the message is to lie.
            let obstacle = URL(filePath: "\(scene.spool)/\(key).json")
            try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: true)

            daemon = try await scene.start(at: "2026-11-25T09:00:00+08:00")
            let deadline = ContinuousClock.now + DaemonProcess.patience
            var waiting = JSON.null
            while waiting[0]["failure"] == .null, ContinuousClock.now < deadline {
                waiting = try await scene.ask("notification", "list", "--undelivered")["notifications"]
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(waiting[0]["key"].text == key)
            #expect(waiting[0]["failure"].text?.contains(key) == true)
            #expect(try await scene.ask("status")["status"]["undelivered"] == 1)
            let table = try await scene.dabiaoctl("notification", "list", "--undelivered").output
            #expect(table.split(separator: "\n").count == 3)
            try await daemon.stop()

            try FileManager.default.removeItem(at: obstacle)
            daemon = try await scene.start(at: "2026-11-25T09:10:00+08:00")
            try await daemon.settles()
            #expect(try scene.spooled() == [key])
        }
    }
}
