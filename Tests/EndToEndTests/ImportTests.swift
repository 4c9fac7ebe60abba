import Foundation
import Testing

extension EndToEnd {
    @Suite("Importing enterprises")
    struct ImportTests {
        private let scene: Scene

        init() throws {
            scene = try Scene()
        }

        private func importing(_ text: String, _ options: String...) async throws -> Outcome {
            try await scene.dabiaoctl(
                ["enterprise", "import", try scene.write(text, to: "list.csv"), "--json"] + options)
        }

        private func total() async throws -> JSON {
            try await scene.ask("enterprise", "list")["total"]
        }

        /// One row each: what is wrong with it, where, and the words that say so.
        private static let faults: [(row: String, column: String?, words: String)] = [
            ("91110114EX0000280C,甲,昌平区,hydrogen-station,,,", "credit_code", "应为“B”"),
            ("91110105EX0000205H,乙,朝羊区,hydrogen-station,,,", "district", "是否想写“朝阳区”"),
            ("91110102EX0000360J,丙,西城区,hydrogen-stations,,,", "sectors", "hydrogen-station"),
            ("91110106EX0001064Y,丁,丰台区,dust-explosion,三级,2026-02-30,", "certified_on", "日期"),
            ("91110112EX0001793C,,通州区,energy-storage,,,", "name", "不能为空"),
            ("91110112EX0001793C,己,通州区,energy-storage,,,", "credit_code", "第 6 行"),
            ("91110117EX000082XC,庚,平谷区,hazardous-chemicals,三级,2026-11-25,", "certified_on", "之后"),
            ("91110101EX0000010X,少,东城区,hydrogen-station", nil, "这一行有 4 格，表头有 7 格"),
            ("91110101EX0000010X,辛,东城区,hydrogen-station,三级,2025-01-01,2024-01-01", "expires_on", "之后"),
        ]

        @Test("Every fault of a list is told at once, with line and column, and nothing is imported")
        func faults() async throws {
            _ = try await scene.start()
            let list = ([Sample.header] + Self.faults.map(\.row)).joined(separator: "\n") + "\n"
            let outcome = try await importing(list)
            #expect(outcome.status == 1)
            let errors = try outcome.json()["errors"].elements
            #expect(errors.count == Self.faults.count)
            for (number, fault) in Self.faults.enumerated() {
                let error = try #require(errors.first { $0["line"].int == number + 2 }, "line \(number + 2)")
                #expect(error["column"].text == fault.column)
                #expect(error["message"]["zh"].text?.contains(fault.words) == true, "\(error)")
            }
            #expect(try await total() == 0)
            let people = try await scene.dabiaoctl("enterprise", "import", scene.folder.path + "/list.csv")
            #expect(people.status == 1)
            #expect(people.output.contains("9 处有误，什么都没有导入"))
        }

        @Test("One bad row among good ones, and the good ones are not imported either")
        func allOrNothing() async throws {
            _ = try await scene.start()
            let outcome = try await importing(Sample.one + "91110105EX0000205H,乙,朝羊区,hydrogen-station,,,\n")
            #expect(outcome.status == 1)
            #expect(try await total() == 0)
        }

        /// A header or a whole file, the column that is named, and the words.
        static let files: [(String, String?, String)] = [
            ("credit_code,name,sectors\n", "district", "缺少这一列"),
            ("credit_code,name,district,sectors,sectors\n", nil, "“sectors”写了不止一次"),
            ("credit_code,name,district,sectors,emial\n", "emial", "email"),
            ("credit_code,name,district,sectors\n", nil, "没有企业"),
            ("", nil, "没有表头"),
            ("credit_code,name,district,sectors\n\"91110114EX0000280B,甲,昌平区\n", nil, "引号"),
        ]

        @Test("What is wrong with the file itself is told with the line", arguments: files)
        func wrongFile(text: String, column: String?, words: String) async throws {
            _ = try await scene.start()
            let outcome = try await importing(text)
            #expect(outcome.status == 1)
            let errors = try outcome.json()["errors"].elements
            let found = errors.contains {
                $0["column"].text == column && $0["line"].int != nil
                    && $0["message"]["zh"].text?.contains(words) == true
            }
            #expect(found, "\(errors)")
        }

        @Test("A trial run says what would change and changes nothing")
        func dryRun() async throws {
            _ = try await scene.start()
            let trial = try await importing(Sample.one, "--dry-run")
            #expect(trial.status == 0)
            #expect(try trial.json()["added"] == 1)
            #expect(try trial.json()["certificates"] == 1)
            #expect(try await total() == 0)
            #expect(try await scene.ask("obligation", "list")["total"] == 0)
        }

        @Test("Whoever asks is told how far an import is, and the same as ever at the end")
        func progress() async throws {
            _ = try await scene.start()
            let connection = try RawConnection(to: scene.socket)
            let upload = try scene.upload(Programs.demo("enterprises.csv"), by: connection)
            var replies = [
                try connection.call("org.dabiao.Enterprise.Import", #"{"upload": "\#(upload)", "progress": true}"#)
            ]
            while replies.last?["continues"] == true { replies.append(try connection.receive() ?? .null) }
            let last = replies.removeLast()["parameters"]
            #expect(last["added"] == 200 && last["done"] == .null)
            let steps = replies.map { $0["parameters"] }
            #expect(steps.count > 1)
            for phase in ["rows", "duties"] {
                let done = steps.filter { $0["phase"].text == phase }.compactMap { $0["done"].int }
                #expect(done == done.sorted() && Set(done).count == done.count)
            }
            #expect(steps.last?["phase"] == "duties")
            #expect(steps.last?["done"] == steps.last?["total"])
        }

        @Test("The same list again changes nothing")
        func again() async throws {
            _ = try await scene.start()
            let demo = Programs.demo("enterprises.csv")
            let first = try await scene.ask("enterprise", "import", demo)
            let duties = try await scene.ask("obligation", "list", "--limit", "2000")
            let second = try await scene.ask("enterprise", "import", demo)
            #expect(first["added"] == 200)
            #expect(second["added"] == 0)
            #expect(second["changed"] == 0)
            #expect(second["unchanged"] == 200)
            #expect(second["occurrences"] == 0)
            #expect(try await scene.ask("obligation", "list", "--limit", "2000") == duties)
        }

        @Test("A changed row changes its enterprise; a district may be told by code or alias, sectors by title")
        func changed() async throws {
            _ = try await scene.start()
            try await scene.importOne()
            let outcome = try await importing(
                """
                credit_code,name,district,sectors
                91110114EX0000280B,祥云综合能源站,110114,加氢站;energy-storage
                91110105EX0000205H,瑞祥氢能,经开区,加氢站

                """)
            #expect(outcome.status == 0)
            #expect(try outcome.json()["added"] == 1)
            #expect(try outcome.json()["changed"] == 1)
            let shown = try await scene.ask("enterprise", "show", Sample.december)
            #expect(shown["enterprise"]["name"] == "祥云综合能源站")
            #expect(shown["enterprise"]["district"] == "昌平区")
            #expect(Set(shown["enterprise"]["sectors"].elements) == ["hydrogen-station", "energy-storage"])
            #expect(shown["certificates"][0]["certified_on"] == "2025-12-30")
            let other = try await scene.ask("enterprise", "show", "91110105EX0000205H")
            #expect(other["enterprise"]["district"] == "北京经济技术开发区")
        }

        @Test("Who leaves a sector owes its duties no more; who comes back owes them anew")
        func sectorLeft() async throws {
            _ = try await scene.start()
            try await scene.importOne()
            func open() async throws -> Set<String?> {
                let reply = try await scene.ask("obligation", "list", "--bundle", "hydrogen-station")
                return Set(reply["occurrences"].elements.map { $0["obligation"].text })
            }
            let duties = try await open()
            #expect(
                duties.isSuperset(of: ["vessel-inspection", "safety-valve-calibration", "lightning-protection-test"]))
            let left = Sample.one.replacing("hydrogen-station", with: "energy-storage")
            #expect(try await importing(left).status == 0)
            #expect(try await open() == [])
            #expect(try await importing(Sample.one).status == 0)
            #expect(try await open() == duties)
        }

        @Test("A list as spreadsheets save it: a mark at the start, CRLF, quotes, spaces around")
        func spreadsheet() async throws {
            _ = try await scene.start()
            let outcome = try await importing(
                "\u{FEFF}credit_code,name,district,sectors\r\n 91110114ex0000280b ,\"祥云, 加氢站\",昌平区,hydrogen-station\r\n"
            )
            #expect(outcome.status == 0)
            #expect(try await scene.ask("enterprise", "show", Sample.december)["enterprise"]["name"] == "祥云, 加氢站")
        }
    }
}
