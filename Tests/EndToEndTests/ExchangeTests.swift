import Foundation
import Testing

extension EndToEnd {
    @Suite("Lists in and out, one enterprise at a time, changes and mergers")
    struct ExchangeTests {
        private let scene: Scene

        init() throws {
            scene = try Scene()
        }

        private static let other = "91110105EX0000205H"

        @Test("A list that was exported for an old spreadsheet is imported again, and changes nothing")
        func export() async throws {
            _ = try await scene.start()
            _ = try await scene.ask("enterprise", "import", Programs.demo("enterprises.csv"))
            let file = scene.folder.path + "/out.csv"
            let written = try await scene.ask("enterprise", "export", file, "--encoding", "gb18030")
            let again = try await scene.ask("enterprise", "import", file, "--dry-run")
            #expect(again["encoding"] == "gb18030")
            #expect(again["errors"].elements.isEmpty)
            #expect(again["unchanged"] == written["rows"])
            #expect(again["added"] == 0 && again["changed"] == 0)
            // A file that is there stays.
            #expect(try await scene.dabiaoctl("enterprise", "export", file).status == 3)
            #expect(try await scene.dabiaoctl("enterprise", "export", file, "--force").status == 0)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
            #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        }

        @Test("One is added by options with the checks of a list, and is not added twice")
        func add() async throws {
            _ = try await scene.start()
            func add(_ code: String, _ district: String) async throws -> Outcome {
                try await scene.dabiaoctl(
                    "enterprise", "add", code, "--name", "瑞祥氢能", "--district", district, "--sector",
                    "hydrogen-station", "--employees", "１２", "--json")
            }
            let wrong = try await add("91110105EX0000205J", "朝羊区")
            #expect(wrong.status == 1)
            #expect(try wrong.json()["errors"].elements.map { $0["rule"].text } == ["credit-code", "district"])
            #expect(try await add(Self.other, "朝阳区").status == 0)
            #expect(try await scene.ask("enterprise", "show", Self.other)["enterprise"]["employees"] == 12)
            let twice = try await add(Self.other, "朝阳区")
            #expect(twice.status == 1)
            #expect(try twice.json()["errors"][0]["rule"] == "recorded")
        }

        @Test("A new name has its day and reason; a merged enterprise owes nothing, and its site goes on elsewhere")
        func change() async throws {
            _ = try await scene.start()
            try await scene.importOne()
            _ = try await scene.ask(
                "enterprise", "add", Self.other, "--name", "瑞祥氢能", "--district", "朝阳区", "--sector", "energy-storage")
            _ = try await scene.ask(
                "enterprise", "change", Sample.december, "--name", "新祥云", "--on", "2026-03-01", "--reason", "登记机关通知")
            let shown = try await scene.dabiaoctl("enterprise", "show", Sample.december)
            #expect(shown.output.contains("2026-03-01 名称"))
            #expect(shown.output.contains("新祥云（登记机关通知）"))
            let merger = try await scene.ask(
                "enterprise", "change", Sample.december, "--merge-into", Self.other, "--on", "2026-11-01", "--reason",
                "吸收合并")
            #expect(merger["sites"] == 1)
            let open = try await scene.ask("obligation", "list", "--enterprise", Sample.december)
            #expect(open["occurrences"].elements.isEmpty)
            let there = try await scene.ask("obligation", "list", "--enterprise", Self.other)
            #expect(there["occurrences"].elements.contains { $0["obligation"] == "vessel-inspection" })
            let code = try await scene.dabiaoctl(
                "enterprise", "change", Sample.december, "--name", "又名", "--on", "2026-11-02", "--reason", "通知")
            #expect(code.status == 3)
            #expect(code.errors.contains(Self.other))
        }
    }
}
