import Foundation
import Glibc
import Testing

extension EndToEnd {
    @Suite("dabiaoctl simulate")
    struct SimulateTests {
        private func scene() async throws -> (Scene, DaemonProcess) {
            let scene = try Scene()
            let daemon = try await scene.start()
            try await scene.importOne()
            return (scene, daemon)
        }

        @Test("For people: a table of at most 80 columns, the days in order, and what is provisional")
        func table() async throws {
            let (scene, _) = try await scene()
            let outcome = try await scene.dabiaoctl("simulate", "--until", "2027-03-31")
            #expect(outcome.status == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n").map(String.init)
            #expect(lines.first == "日期        事项      内容")
            #expect(lines.contains { $0.hasPrefix("2026-11-25  提醒      祥云加氢站：") })
            #expect(outcome.output.contains("到期      祥云加氢站："))
            #expect(outcome.output.contains("2026-11-24 至 2027-03-31：提醒 "))
            #expect(outcome.output.contains("2027 年的放假安排尚未公布"))
            for line in lines {
                #expect(line.unicodeScalars.reduce(0) { $0 + ($1.value < 0x2E80 ? 1 : 2) } <= 80, "\(line)")
            }
            let days = lines.filter { $0.hasPrefix("20") && $0.dropFirst(10).hasPrefix("  ") }.map {
                String($0.prefix(10))
            }
            #expect(days.count > 10)
            #expect(days == days.sorted())
        }

        @Test("For programs: one JSON document, and the same rows as CSV; nothing here is changed")
        func programs() async throws {
            let (scene, _) = try await scene()
            let before = try await scene.ask("obligation", "list", "--ended", "--limit", "1000")
            let answer = try await scene.ask("simulate", "--until", "2027-03-31", "--enterprise", Sample.december)
            let events = answer["events"].elements
            let reminder = answer["events"].first("kind", "reminder")
            #expect(reminder["key"].text == "2026-11-25-\(Sample.december)-spool")
            #expect(reminder["enterprise_name"] == "祥云加氢站")
            #expect(reminder["text"].text?.isEmpty == false)
            #expect(answer["summary"]["until"] == "2027-03-31")
            #expect(answer["summary"]["provisional_years"] == [2027])
            let counts = answer["summary"]["counts"].elements
            #expect(counts.compactMap { $0["count"].int }.reduce(0, +) == events.count)

            let csv = try await scene.dabiaoctl("simulate", "--until", "2027-03-31", "--csv")
            let records = csv.output.components(separatedBy: "\r\n")
            #expect(records.first?.hasPrefix("day,kind,enterprise,enterprise_name,site,bundle,item,title,row,") == true)
            #expect(records.last == "")
            #expect(records.count == events.count + 2)
            #expect(records.dropFirst().first?.hasPrefix("2026-11-25,reminder,\(Sample.december),祥云加氢站,") == true)

            #expect(try await scene.ask("obligation", "list", "--ended", "--limit", "1000") == before)
            #expect(try await scene.ask("notification", "list")["total"] == 0)
            #expect(try scene.spooled() == [])
        }

        @Test(
            "What is wrong is said, in JSON too",
            arguments: [
                (["--until", "2026-11-23"], 1, "已经过去"), (["--until", "2026-02-30"], 2, "2026-02-30"),
                (["--until", "2201-01-01"], 2, "2201-01-01"),
                (["--until", "2026-12-31", "--enterprise", "91110114EX0000280C"], 1, "应为“B”"),
                (["--until", "2026-12-31", "--enterprise", Sample.station], 1, "没有登记信用代码"),
                (["--until", "2026-12-31", "--csv", "--json"], 2, "只能选一个"),
            ] as [([String], Int32, String)])
        func wrong(arguments: [String], status: Int32, words: String) async throws {
            let (scene, _) = try await scene()
            let outcome = try await scene.dabiaoctl(["simulate"] + arguments)
            #expect(outcome.status == status)
            #expect((outcome.output + outcome.errors).contains(words))
            let programs = try await scene.dabiaoctl(["simulate"] + arguments + ["--json"])
            #expect(programs.status == status)
            #expect(try programs.json()["error"]["message"]["zh"].text?.isEmpty == false)
        }

        @Test(
            "One at a time; a client that is killed ends its own and leaves no copy, and the daemon answers meanwhile")
        func killed() async throws {
            let (scene, daemon) = try await scene()
            let files = try FileManager.default.contentsOfDirectory(atPath: scene.state).sorted()
            let raw = try RawConnection(to: scene.socket)
            try raw.send(
                #"{"method": "org.dabiao.Simulation.Run", "more": true, "parameters": {"until": "2200-12-31"}}"#)
            let first = try #require(try raw.receive())
            #expect(first["continues"] == true)
            #expect(first["parameters"]["events"].elements.isEmpty == false)

            let second = try await scene.dabiaoctl("simulate", "--until", "2026-12-31")
            #expect(second.status == 3)
            #expect(second.errors.contains("另一次推演或提醒预览正在进行"))
            #expect(try await scene.ask("status")["status"]["enterprises"] == 1)

            raw.hangUp()
            let deadline = ContinuousClock.now + DaemonProcess.patience
            var third = second
            while third.status == 3, ContinuousClock.now < deadline {
                third = try await scene.dabiaoctl("simulate", "--until", "2026-12-31")
            }
            #expect(third.status == 0, "\(third.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: scene.state).sorted() == files)
            let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.command.pid)/fd").compactMap
            {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(daemon.command.pid)/fd/\($0)")
            }
            #expect(open.contains { $0.hasSuffix("dabiao.db") })
            #expect(!open.contains { $0.contains("(deleted)") })
        }

        @Test("The end of the daemon ends a simulation at once")
        func stopped() async throws {
            let (scene, daemon) = try await scene()
            let raw = try RawConnection(to: scene.socket)
            try raw.send(
                #"{"method": "org.dabiao.Simulation.Run", "more": true, "parameters": {"until": "2200-12-31"}}"#)
            _ = try #require(try raw.receive())
            #expect(try await daemon.stop().status == 0)
        }
    }
}
