import Foundation
import GRDB
import Testing

extension EndToEnd {
    @Suite("Starting")
    struct StartTests {
        @Test("A second daemon on the same state folder is refused with the first one's pid; the first goes on serving")
        func heldFolder() async throws {
            let scene = try Scene()
            let first = try await scene.start()
            let second = try await scene.launch(["--socket", scene.folder.path + "/other"]).outcome()
            #expect(second.status == 1)
            #expect(second.errors.contains("状态文件夹 \(scene.state) 正被进程 \(first.command.pid)使用"))
            #expect(try await scene.ask("status")["status"]["plugins"] == 2)
            let english = try await scene.launch(environment: ["LANG": "en_US.UTF-8"]).outcome()
            #expect(english.errors.contains("is in use by process \(first.command.pid)"))
        }

        @Test("A socket at which another daemon listens is refused; that one goes on serving")
        func takenSocket() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            let second = try await scene.launch(["--state", scene.folder.path + "/other"]).outcome()
            #expect(second.status == 1)
            #expect(second.errors.contains("套接字 \(scene.socket) 已被另一个进程占用"))
            #expect(try await scene.ask("status")["status"]["state"].text == scene.state)
        }

        @Test("A socket file that a killed daemon left is replaced")
        func staleSocket() async throws {
            let scene = try Scene()
            let first = try await scene.start()
            first.command.send(SIGKILL)
            #expect(try await first.outcome().status == -SIGKILL)
            #expect(FileManager.default.fileExists(atPath: scene.socket))
            _ = try await scene.start()
            #expect(try await scene.ask("status")["status"]["plugins"] == 2)
        }

        @Test("A daemon that ends takes its socket file away")
        func socketRemoved() async throws {
            let scene = try Scene()
            try await scene.start().stop()
            #expect(!FileManager.default.fileExists(atPath: scene.socket))
        }

        @Test("What is in the way of the socket and is none is left alone")
        func fileForSocket() async throws {
            let scene = try Scene()
            try scene.write("mine", to: "control")
            let outcome = try await scene.launch().outcome()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("无法在 \(scene.socket) 上监听"))
            #expect(try scene.text(of: "control") == "mine")
        }

        /// Options, and words of the message.
        static let refused: [([String], [String])] = [
            (["--state", "a-file"], ["状态目录 a-file 不可用", "Not a directory"]),
            (["--state", "/sys/dabiao"], ["无法建立状态目录 /sys/dabiao"]),
            (["--state", "no/such/parent"], ["无法建立状态目录 no/such/parent"]),
            (["--pretend-now", "2026-13-01T00:00:00+08:00"], ["2026-13-01T00:00:00+08:00"]),
            (["--pretend-now", "tomorrow"], ["tomorrow"]),
            (["--calendar", "no-calendar"], ["读不了工作日历文件夹“no-calendar”", "DABIAO_CALENDAR"]),
            (["--config", "no-config"], ["读不了配置文件 no-config"]),
            (["--config", "wrong.yaml"], ["wrong.yaml:1:", "channels"]),
            (["--socket", "no/such/folder/control"], ["无法在 no/such/folder/control 上监听"]),
            (["--socket", String(repeating: "long", count: 40)], ["上监听", "过长"]),
        ]

        @Test("What stands in the way is told in a sentence, exit status 1", arguments: refused)
        func obstacle(options: [String], words: [String]) async throws {
            let scene = try Scene()
            try scene.write("a file", to: "a-file")
            try scene.write("channel: [spool]\n", to: "wrong.yaml")
            let outcome = try await scene.launch(options).outcome()
            #expect(outcome.status == 1)
            #expect(outcome.output.isEmpty)
            #expect(outcome.errors.hasPrefix("dabiaod: "))
            for word in words { #expect(outcome.errors.contains(word)) }
        }

        @Test("An unknown option is a mistake in the command line")
        func usage() async throws {
            #expect(try await Scene().launch(["--nonsense"]).outcome().status == 64)
        }

        @Test(
            "A state folder on a read-only file system is refused",
            .enabled(if: Mounts.arePossible, "needs the right to mount in a namespace of its own"))
        func readOnly() async throws {
            let scene = try Scene()
            try await scene.start().stop()
            let script = #"mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@""#
            let command = try Command(
                Mounts.unshare,
                [
                    "--mount", "sh", "-c", script, "sh", scene.state, Programs.daemon.path, "--state", scene.state,
                    "--socket", scene.socket, "--plugins", scene.plugins, "--calendar", Programs.calendar,
                ], in: scene.folder)
            let outcome = try await command.outcome()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("状态目录 \(scene.state) 不可用"))
            #expect(outcome.errors.contains("Read-only file system"))
        }

        @Test(
            "A database that is not this version's, or not ours, is refused and not touched",
            arguments: [
                ("PRAGMA user_version = 99", "由更新的 dabiao 建立（结构版本 99"),
                ("PRAGMA application_id = 7", "是其他程序的数据库"),
            ])
        func strangeDatabase(statement: String, words: String) async throws {
            let scene = try Scene()
            try await scene.start().stop()
            let file = scene.state + "/dabiao.db"
            let database = try DatabaseQueue(path: file)
            try await database.writeWithoutTransaction { try $0.execute(sql: statement) }
            try database.close()
            let before = try Data(contentsOf: URL(filePath: file))
            let outcome = try await scene.launch().outcome()
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(words))
            #expect(try Data(contentsOf: URL(filePath: file)) == before)
        }

        @Test("A file that is no database is refused and not touched")
        func noDatabase() async throws {
            let scene = try Scene()
            let text = String(repeating: "这不是数据库。", count: 500)
            try scene.write(text, to: "state/dabiao.db")
            let outcome = try await scene.launch().outcome()
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("dabiaod: "))
            #expect(outcome.errors.contains("dabiao.db"))
            #expect(try scene.text(of: "state/dabiao.db") == text)
        }

        @Test("Without plugins the daemon runs, and its status says what is missing")
        func noPlugins() async throws {
            let scene = try Scene()
            _ = try await scene.start(["--plugins", "nowhere"])
            let status = try await scene.ask("status")["status"]
            #expect(status["plugins"] == 0)
            #expect(status["problems"][0]["zh"].text?.contains("没有任何插件生效") == true)
        }
    }
}
