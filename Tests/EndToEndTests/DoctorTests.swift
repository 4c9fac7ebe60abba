import Foundation
import Testing

extension EndToEnd {
    @Suite("doctor, notification retry and agenda --ics")
    struct DoctorTests {
        private func levels(_ reply: JSON) -> [String: String] {
            reply["findings"].elements.reduce(into: [:]) { levels, finding in
                let check = finding["check"].text ?? ""
                if (levels[check] ?? "ok") == "ok" { levels[check] = finding["level"].text }
            }
        }

        private static let checks: Set = [
            "socket", "database", "references", "audit", "calendar", "plugins", "spool", "disk", "clock", "messages",
            "troubles",
        ]

        @Test("Of a daemon that is well, every check is told; a pretended clock needs attention")
        func well() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            try await scene.importOne()
            let levels = levels(try await scene.ask("doctor"))
            #expect(Set(levels.keys) == Self.checks)
            #expect(levels["clock"] == "attention")
            for check in ["socket", "database", "references", "audit", "plugins", "spool", "messages", "troubles"] {
                #expect(levels[check] == "ok", "\(check)")
            }
            let people = try await scene.dabiaoctl("doctor")
            #expect(people.status == 0 && people.output.contains("正常 数据库完整"))
            #expect(widest(people.output) <= 80)
        }

        @Test("What is wrong is told with what to do, and ends with 1")
        func wrong() async throws {
            let scene = try Scene()
            try scene.ownPlugins()
            try scene.write("没有年份", to: "calendar/README")
            let daemon = try await scene.start(["--calendar", scene.folder.path + "/calendar"])
            try await scene.importOne()
            try scene.edit("plugins/Common/plugin.yaml", replacing: "id: common", by: "id: common\nnonsense: 1")
            #expect(try await scene.dabiaoctl("plugin", "reload").status == 1)
            // A spool that is a file takes no message.
            try FileManager.default.removeItem(atPath: scene.spool)
            try scene.write("", to: "state/spool")
            let outcome = try await scene.dabiaoctl("doctor", "--json")
            #expect(outcome.status == 1)
            #expect(outcome.errors.isEmpty)
            let reply = try outcome.json()
            let found = levels(reply)
            #expect(found["spool"] == "failure")
            #expect(found["plugins"] == "attention")
            #expect(found["calendar"] == "failure", "\(reply)")
            for finding in reply["findings"].elements where finding["level"] != "ok" {
                #expect(finding["remedy"]["zh"].text?.isEmpty == false, "\(finding)")
            }
            try await daemon.stop()
        }

        @Test("Without a daemon it says what it could not look at, and ends with 5")
        func unreachable() async throws {
            let scene = try Scene()
            let outcome = try await scene.dabiaoctl(
                ["doctor", "--json"], environment: ["DABIAO_CALENDAR": Programs.calendar])
            #expect(outcome.status == 5)
            let found = levels(try outcome.json())
            #expect(Set(found.keys) == Self.checks)
            #expect(found["socket"] == "failure")
            #expect(found["database"] == "unchecked")
            #expect(found["calendar"] != "unchecked")
            try scene.write("", to: "control")
            let people = try await scene.dabiaoctl("doctor")
            #expect(people.output.contains("不是套接字"))
        }

        @Test("What is not delivered is delivered by notification retry as soon as it can be")
        func retry() async throws {
            let scene = try Scene()
            var daemon = try await scene.start()
            try await scene.importOne()
            try await daemon.stop()
            let key = "2026-11-25-\(Sample.december)-spool"
            let obstacle = URL(filePath: "\(scene.spool)/\(key).json")
            try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: true)
            daemon = try await scene.start(at: "2026-11-25T09:00:00+08:00")
            let failing = try await scene.dabiaoctl("notification", "retry", "--json")
            #expect(failing.status == 1)
            #expect(try failing.json()["waiting"] == 1)
            #expect(try failing.json()["problems"][0]["zh"].text?.contains(key) == true)
            let found = try await scene.dabiaoctl("doctor")
            #expect(found.output.contains("有 1 条通知未送达") && found.output.contains("dabiaoctl notification retry"))
            try FileManager.default.removeItem(at: obstacle)
            let reply = try await scene.ask("notification", "retry")
            #expect((reply["delivered"], reply["waiting"]) == (1, 0))
            #expect(try scene.spooled() == [key])
            try await daemon.stop()
        }

        @Test("A checklist as CSV: a row an item, for spreadsheets; of a day before it there is nothing")
        func checklist() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            let shown = try await scene.ask("checklist", "show", "hydrogen-station")
            #expect(shown["points"] == 100)
            let items = shown["items"].elements
            let written = try await scene.ask("checklist", "export", "hydrogen-station", "list.csv")
            #expect(written["items"].int == items.count && !items.isEmpty)
            let text = try scene.text(of: "list.csv")
            #expect(text.hasPrefix("\u{FEFF}编号,检查内容,分值,判定,"))
            #expect(text.components(separatedBy: "\r\n").count == items.count + 2)
            for item in items { #expect(text.contains("\r\n\(item["id"].text ?? "-"),")) }
            #expect(
                try await scene.dabiaoctl("checklist", "show", "hydrogen-staton").errors.contains("hydrogen-station"))
        }

        @Test("The agenda as a calendar file: RFC 5545, the same identifiers each time")
        func calendar() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            try await scene.importOne()
            let asked = ["agenda", "--from", "2026-11-24", "--to", "2027-12-31", "--ics"]
            let written = try await scene.dabiaoctl(asked + ["a.ics", "--json"])
            #expect(written.status == 0)
            let events = try #require(try written.json()["events"].int)
            #expect(events > 0)
            #expect(try written.json()["complete"] == true)
            let text = try scene.text(of: "a.ics")
            #expect(!text.replacing("\r\n", with: "").contains { $0 == "\n" || $0 == "\r" })
            for line in text.components(separatedBy: "\r\n") { #expect(line.utf8.count <= 75, "\(line)") }
            let lines = text.replacing("\r\n ", with: "").components(separatedBy: "\r\n")
            #expect(lines.first == "BEGIN:VCALENDAR" && lines.suffix(2) == ["END:VCALENDAR", ""])
            #expect(lines.count { $0 == "BEGIN:VEVENT" } == events)
            #expect(lines.contains { $0.hasPrefix("SUMMARY:祥云加氢站") })
            #expect(lines.contains { $0.wholeMatch(of: /DTSTAMP:\d{8}T\d{6}Z/) != nil })
            #expect(lines.contains { $0.wholeMatch(of: /DTSTART;VALUE=DATE:\d{8}/) != nil })
            let ids = lines.filter { $0.hasPrefix("UID:") }
            #expect(Set(ids).count == ids.count)
            _ = try await scene.dabiaoctl(asked + ["b.ics"])
            let again = try scene.text(of: "b.ics").replacing("\r\n ", with: "").components(separatedBy: "\r\n")
            #expect(again.filter { $0.hasPrefix("UID:") } == ids)
            #expect(try await scene.dabiaoctl(asked + ["nowhere/c.ics"]).status == 1)
        }
    }
}
