import Foundation
import GRDB
import Testing

extension EndToEnd {
    @Suite("The audit chain, asked about")
    struct AuditChainTests {
        /// A daemon that has ended, with three entries.
        private func filled() async throws -> (scene: Scene, head: String) {
            let scene = try Scene()
            let daemon = try await scene.start()
            try await scene.importOne()
            for _ in 1...2 { #expect(try await scene.dabiaoctl("plugin", "reload").status == 0) }
            let head = try #require(try await scene.ask("audit", "verify")["head"].text)
            try await daemon.stop()
            return (scene, head)
        }

        private func tamper(_ scene: Scene, _ sql: String) throws {
            let database = try DatabaseQueue(path: scene.state + "/dabiao.db")
            try database.writeWithoutTransaction {
                try $0.execute(sql: "DROP TRIGGER auditIsKept; DROP TRIGGER auditStays; " + sql)
            }
            try database.close()
        }

        @Test("audit log lists by what is asked; audit verify says the head, and finds the journal's head")
        func log() async throws {
            let (scene, head) = try await filled()
            _ = try await scene.start()
            let all = try await scene.ask("audit", "log")
            #expect(all["total"] == 3)
            #expect(all["entries"][0]["hash"].text == head)
            #expect(all["entries"][0]["previous_hash"] == all["entries"][1]["hash"])
            let one = try await scene.ask(
                "audit", "log", "--method", "org.dabiao.Enterprise.Import", "--target", "one.csv", "--outcome", "done")
            #expect(one["total"] == 1)
            #expect(one["entries"][0]["detail"]["dry_run"] == "false")
            #expect(try await scene.ask("audit", "log", "--limit", "1", "--offset", "1")["entries"][0]["id"] == 2)
            let people = try await scene.dabiaoctl("audit", "log")
            #expect(people.output.contains("org.dabiao.Plugin.Reload") && people.output.contains("共 3 条"))
            let mistyped = try await scene.dabiaoctl("audit", "log", "--outcome", "refusd")
            #expect(mistyped.status == 1 && mistyped.errors.contains("refused"))

            let verified = try await scene.dabiaoctl("audit", "verify", "--head", head)
            #expect(verified.status == 0 && verified.output.contains(head) && verified.output.contains("第 3 条"))
            let strange = try await scene.ask("audit", "log")["entries"][2]["previous_hash"].text
            let unknown = try await scene.dabiaoctl("audit", "verify", "--head", try #require(strange))
            #expect(unknown.status == 1 && unknown.output.contains("不在链上"))
            #expect(try await scene.dabiaoctl("audit", "verify", "--head", "sha256:12").status == 1)
        }

        @Test(
            "audit verify ends with 1 and the first entry that is not as it was; a cut end is found by the head",
            arguments: [
                ("UPDATE audit SET uid = 4711 WHERE id = 1", 1), ("UPDATE audit SET detail = '{}' WHERE id = 1", 1),
                ("DELETE FROM audit WHERE id = 2", 3), ("DELETE FROM audit WHERE id = 1", 2),
                ("DELETE FROM audit WHERE id = 3", nil),
            ] as [(String, Int?)])
        func tampered(sql: String, broken: Int?) async throws {
            let (scene, head) = try await filled()
            try tamper(scene, sql)
            _ = try await scene.start()
            let plain = try await scene.dabiaoctl("audit", "verify", "--json")
            #expect(plain.status == (broken == nil ? 0 : 1))
            #expect(try plain.json()["broken"].int == broken)
            let headed = try await scene.dabiaoctl("audit", "verify", "--head", head, "--json")
            #expect(headed.status == 1)
            #expect(try headed.json()["intact"] == .bool(broken == nil))
        }

        @Test(
            "The newest hash goes to the journal at the start and with what follows",
            .enabled(if: Mounts.arePossible, "needs the right to mount in a namespace of its own"))
        func journal() async throws {
            let (scene, head) = try await filled()
            let folder = scene.folder.path + "/journal"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let journal = try NotifySocket(at: folder + "/socket")
            let script = #"""
                mkdir -p /run/systemd/journal && mount --bind "$1" /run/systemd/journal && shift && exec "$@"
                """#
            let daemon = try scene.launch(
                under: [Mounts.unshare.path, "--mount", "sh", "-c", script, "sh", folder])
            try await daemon.tells("READY=1")
            #expect(try await told(by: journal).contains("DABIAO_AUDIT_HEAD=\(head)"))
            #expect(try await scene.dabiaoctl("plugin", "reload").status == 0)
            let next = try #require(try await scene.ask("audit", "verify")["head"].text)
            let entry = try await told(by: journal)
            #expect(entry.contains("DABIAO_AUDIT_HEAD=\(next)") && entry.contains("DABIAO_AUDIT_ENTRY=4"))
            #expect(entry.contains("MESSAGE_ID=\(Self.message)"))
        }

        /// The id of such messages: it does not change.
        private static let message = "1797a3122dee435ea37ce54f7ee69dab"

        /// The next entry about the audit, line by line.
        private func told(by journal: NotifySocket) async throws -> [String] {
            let deadline = ContinuousClock.now + DaemonProcess.patience
            while ContinuousClock.now < deadline {
                let lines = await journal.next(within: 100)?.split(separator: "\n").map(String.init) ?? []
                if lines.contains(where: { $0.hasPrefix("DABIAO_AUDIT_HEAD=") }) { return lines }
            }
            return []
        }
    }
}
