import Foundation
import GRDB
import Glibc
import Testing

extension EndToEnd {
    @Suite("A full disk", .enabled(if: Mounts.arePossible, "needs the right to mount in a namespace of its own"))
    struct FullDiskTests {
        /// Fills the disk of a state folder to the last byte, through the namespace of the daemon that sees it.
        private static func fill(_ state: String) throws {
            let file = open(state + "/filler", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            try #require(file >= 0)
            defer { close(file) }
            let bytes = [UInt8](repeating: 0, count: 65536)
            var size = bytes.count
            while size > 0 {
                if write(file, bytes, size) < 0 {
                    try #require(errno == ENOSPC)
                    size /= 2
                }
            }
        }

        private func problems(_ scene: Scene) async throws -> [String] {
            try await scene.ask("status")["status"]["problems"].elements.compactMap { $0["zh"].text }
        }

        @Test(
            "In the middle of everything: what is refused changed nothing, what was acknowledged stays, nothing is told twice"
        )
        func everything() async throws {
            let (scene, count) = (try Scene(), 400)
            let first = try await scene.start()
            _ = try await scene.ask("enterprise", "import", try scene.write(Storm.list(of: count), to: "storm.csv"))
            try await scene.importOne()
            try await first.stop()
            let prepared = scene.folder.path + "/prepared"
            try FileManager.default.moveItem(atPath: scene.state, toPath: prepared)
            try FileManager.default.createDirectory(atPath: scene.state, withIntermediateDirectories: false)

            // On the morning of the reminders there is room for the start, and not for all that is to be told.
            let size = try Data(contentsOf: URL(filePath: prepared + "/dabiao.db")).count / 1024 + 1400
            let script = #"""
                mount -t tmpfs -o "size=$1k" none "$2" && cp -a "$3/." "$2" && shift 3 && exec "$@"
                """#
            let daemon = try scene.launch(
                at: "2026-11-25T09:00:00+08:00",
                under: [Mounts.unshare.path, "--mount", "sh", "-c", script, "sh", "\(size)", scene.state, prepared])
            try await daemon.tells("READY=1")
            let state = "/proc/\(daemon.command.pid)/root" + scene.state
            try Self.fill(state)
            let deadline = ContinuousClock.now + DaemonProcess.patience
            while try await problems(scene).allSatisfy({ !$0.contains("磁盘已满") }) {
                try #require(ContinuousClock.now < deadline, "nobody notices the full disk")
            }

            let total = try await scene.ask("enterprise", "list")["total"]
            let list = Storm.list(of: count + 300)
            let refused = try await scene.dabiaoctl(
                "enterprise", "import", try scene.write(list, to: "more.csv"), "--json")
            #expect(refused.status == 1)
            #expect(try refused.json()["error"]["message"]["zh"].text?.contains("磁盘已满") == true)
            #expect(try await scene.ask("enterprise", "list")["total"] == total)
            let file = scene.folder.path + "/saved.db"
            let backup = try await scene.dabiaoctl("backup", file, "--json")
            #expect(backup.status == 1)
            #expect(try backup.json()["error"]["message"]["zh"].text?.contains("磁盘已满") == true)
            #expect(!FileManager.default.fileExists(atPath: file))
            #expect(!FileManager.default.fileExists(atPath: state + "/backup.db"))
            var acknowledged: [String] = []
            for day in 10...20 {
                let outcome = try await scene.submit(
                    #"{"facts": {"detection_complete": true}}"#, date: "2026-11-\(day)")
                if outcome.status == 0 {
                    acknowledged.append("2026-11-\(day)")
                } else {
                    #expect(try outcome.json()["error"]["message"]["zh"].text?.contains("磁盘已满") == true)
                }
            }

            try FileManager.default.removeItem(atPath: state + "/filler")
            // Reminders need more room than the disk had.
            let remount = try Command(
                URL(filePath: "/usr/bin/nsenter"),
                ["--mount=/proc/\(daemon.command.pid)/ns/mnt", "mount", "-o", "remount,size=200m", scene.state],
                in: scene.folder)
            #expect(try await remount.outcome().status == 0)
            // It tries again every minute by itself; any change makes it look at once.
            if !isLong { _ = try await scene.ask("plugin", "reload") }
            try await daemon.settles(within: .seconds(90))
            #expect(try await problems(scene) == [])

            _ = try await scene.ask("backup", file)
            let spooled = try FileManager.default.contentsOfDirectory(atPath: state + "/spool")
            let expected = Set(Storm.codes(count).map { "2026-11-25-\($0)-spool" })
            #expect(spooled.allSatisfy { !$0.hasPrefix(".") })
            #expect(expected.isSubset(of: Set(spooled.map { String($0.prefix { $0 != "." }) })))
            try await DatabaseQueue(path: file).read { [acknowledged] database in
                let told = try String.fetchAll(
                    database, sql: "SELECT key FROM outbox WHERE channel = 'spool' AND deliveredAt IS NOT NULL")
                #expect(told.count == Set(told).count && told.count == spooled.count)
                let dates = try String.fetchAll(
                    database, sql: "SELECT date FROM submission WHERE kind = 'self-review' ORDER BY date")
                #expect(dates == acknowledged)
            }
        }
    }
}
