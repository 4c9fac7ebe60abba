import Foundation
import GRDB
import Glibc
import Testing

extension EndToEnd {
    @Suite("Backing up and putting back")
    struct BackupTests {
        private func leftovers(in folder: String) throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder).filter {
                $0.hasPrefix("backup") || $0.hasPrefix("restore") || $0.hasSuffix(".part")
            }
        }

        @Test("A backup made under load is one moment's whole; put back, everything of then is there")
        func underLoad() async throws {
            let scene = try Scene()
            let daemon = try await scene.start()
            _ = try await scene.ask("enterprise", "import", Programs.demo("enterprises.csv"))
            let file = scene.folder.path + "/saved.db"
            try await withThrowingTaskGroup { group in
                group.addTask {
                    for day in 10...20 {
                        let outcome = try await scene.submit(
                            #"{"facts": {"detection_complete": true}}"#, date: "2026-11-\(day)")
                        #expect(outcome.status == 0)
                    }
                }
                let reply = try await scene.ask("backup", file)
                #expect(reply["bytes"].int == (try Data(contentsOf: URL(filePath: file)).count))
                #expect(reply["sha256"].text?.count == 64)
                try await group.waitForAll()
            }
            _ = try await scene.ask(
                "enterprise", "change", Sample.december, "--name", "又名", "--on", "2026-11-01", "--reason", "变更")
            #expect(try leftovers(in: scene.state) == [] && leftovers(in: scene.folder.path) == [])

            let refused = try await scene.dabiaoctl("restore", file, "--state", scene.state, "--json")
            #expect(refused.status == 3)
            #expect(try refused.json()["error"]["message"]["zh"].text?.contains("正被进程 \(daemon.command.pid)使用") == true)
            try await daemon.stop()

            let restored = try await scene.ask("restore", file, "--state", scene.state)
            let former = try #require(restored["former"].text)
            #expect(former.hasPrefix(scene.state + "/dabiao.db.20"))
            let name = try await DatabaseQueue(path: former).read {
                try String.fetchOne(
                    $0, sql: "SELECT name FROM enterprise WHERE creditCode = ?", arguments: [Sample.december])
            }
            #expect(name == "又名")
            _ = try await scene.start()
            #expect(try await scene.ask("enterprise", "list")["total"] == 200)
            #expect(try await scene.ask("enterprise", "show", Sample.december)["enterprise"]["name"] != "又名")
            #expect(try await scene.ask("audit", "verify")["intact"] == true)
            let log = try await scene.ask("audit", "log", "--limit", "2")["entries"]
            #expect(log[0]["method"] == "dabiaod --restore")
            #expect(log[0]["detail"]["file"] == "saved.db")
            #expect(try leftovers(in: scene.state) == [])
        }

        @Test("A file that is there is not overwritten without --force")
        func existing() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            let file = try scene.write("mine", to: "saved.db")
            let refused = try await scene.dabiaoctl("backup", file)
            #expect(refused.status == 3)
            #expect(refused.errors.contains("已存在"))
            #expect(try scene.text(of: "saved.db") == "mine")
            let forced = try await scene.dabiaoctl("backup", file, "--force")
            #expect(forced.status == 0, "\(forced.errors)")
            #expect(forced.output.contains("SHA-256 "))
            #expect(forced.errors.isEmpty)
            #expect(try Data(contentsOf: URL(filePath: file)).starts(with: Data("SQLite format 3".utf8)))
            let nowhere = try await scene.dabiaoctl("backup", scene.folder.path + "/none/saved.db")
            #expect(nowhere.status == 1)
            #expect(nowhere.errors.contains("写不了文件"))
        }

        @Test("Of a client that goes away in the middle nothing is left; nor of a crash")
        func abandoned() async throws {
            let scene = try Scene()
            let daemon = try await scene.start()
            let client = try RawConnection(to: scene.socket)
            #expect(try client.call("org.dabiao.Backup.Run")["continues"] == true)
            client.hangUp()
            let file = scene.folder.path + "/saved.db"
            let deadline = ContinuousClock.now + DaemonProcess.patience
            // Until the daemon has noticed it refuses another one.
            while try await scene.dabiaoctl("backup", file).status == 3, ContinuousClock.now < deadline {}
            #expect(FileManager.default.fileExists(atPath: file))
            #expect(try leftovers(in: scene.state) == [])
            try await daemon.stop()
            for name in ["backup.db", "backup.db-journal"] { try scene.write("torn", to: "state/" + name) }
            _ = try await scene.start()
            #expect(try leftovers(in: scene.state) == [])
        }

        @Test("What cannot be put back is told, and without a database there is none to keep")
        func unfit() async throws {
            let scene = try Scene()
            let missing = try await scene.dabiaoctl("restore", "nothing.db", "--state", scene.state)
            #expect(missing.status == 1)
            #expect(missing.errors.hasPrefix("错误：不能把“nothing.db”复制"))
            let other = try await scene.dabiaoctl(
                ["restore", try scene.write("not a database", to: "other.db"), "--state", scene.state],
                environment: ["LANG": "en_US.UTF-8"])
            #expect(other.status != 0)
            #expect(other.errors.hasPrefix("error: nothing was restored or changed"))
            #expect(!FileManager.default.fileExists(atPath: scene.state + "/dabiao.db"))
            let origin = try Scene()
            _ = try await origin.start()
            let file = origin.folder.path + "/saved.db"
            _ = try await origin.ask("backup", file)
            #expect(try await scene.ask("restore", file, "--state", scene.state)["former"] == .null)
            _ = try await scene.start()
        }

        @Test(
            "A terminal sees how far it is, on its standard error alone",
            .enabled(
                if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "needs script(1), for a terminal"))
        func progress() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            func onTerminal(_ options: String, _ environment: [String: String] = [:]) async throws -> String {
                let line = "'\(Programs.control.path)' backup \(options) 2>&1 1>told"
                return try await Command(
                    URL(filePath: "/usr/bin/script"), ["-qec", line, "/dev/null"],
                    environment: ["DABIAO_SOCKET": scene.socket, "TERM": "xterm"].merging(environment) { $1 },
                    in: scene.folder
                ).outcome().output
            }
            let seen = try await onTerminal("a.db")
            #expect(seen.contains("传送 [########################################] 100%"))
            #expect(!seen.contains("\u{1B}"))
            #expect(try scene.text(of: "told").hasPrefix("a.db："))
            #expect(try await onTerminal("b.db --json") == "")
            #expect(try await onTerminal("c.db", ["TERM": "dumb"]) == "")
        }
    }
}
