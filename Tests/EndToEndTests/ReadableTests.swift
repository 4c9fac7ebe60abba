import Testing

extension EndToEnd {
    /// What people read of answers that are long.
    @Suite("Answers that people can read")
    struct ReadableTests {
        @Test("No line is wider than eighty columns, and rows that decided and lists that were told are shown")
        func readable() async throws {
            let scene = try Scene()
            _ = try await scene.start(at: "2026-11-24T10:00:00+08:00")
            try await scene.importOne()
            let facts = try scene.write(
                """
                {"facts": {"in_city_centre": true, "design_code": "GB 50516", "total_storage_kg": 5000},
                 "lists": {"vessels": [{"serial": "R-1", "capacity_kg": 1250, "registered": false}, {"serial": "R-2"}],
                           "pipelines": []}}
                """, to: "facts.json")
            let submit = try await scene.dabiaoctl(
                "assessment", "submit", "--enterprise", Sample.december, "--bundle", "hydrogen-station", "--kind",
                "self-review", "--date", "2026-11-24", "--facts", facts)
            #expect(submit.status == 0, "\(submit.errors)")
            let who = ["--enterprise", Sample.december]
            let answers =
                [submit]
                + (try await [
                    ["veto", "evaluate"] + who, ["plugin", "show", "common"], ["plugin", "show", "hydrogen-station"],
                    ["plugin", "show", "common", "--unconfirmed"],
                    ["explain", "special-campaign-unfinished"] + who, ["explain", "station_grade"] + who,
                    ["explain", "equipment-unregistered"] + who, ["explain", "vessels"] + who,
                ].asyncMap { try await scene.dabiaoctl($0) })
            for answer in answers {
                #expect(answer.status == 0, "\(answer.errors)")
                for line in answer.output.split(separator: "\n") {
                    #expect(width(line) <= 80 && line.last != " ", "\(line)")
                }
            }

            let explained = try await scene.dabiaoctl(["veto", "explain", "equipment-unregistered", "--json"] + who)
                .json()["explanations"][0]
            let scan = explained["scans"][0]
            #expect((scan["operation"], scan["source"], scan["total"]) == ("any", "vessels", 1))
            #expect(scan["rows"][0]["cells"].first("name", "serial")["value"] == "R-1")
            #expect(explained["facts"].first("name", "vessels")["by"] == "self-review")
            let text = answers[7].output
            for words in ["编号 R-1", "已办理使用登记", "已填报", "自评 2026-11-24"] { #expect(text.contains(words), "\(text)") }
            #expect(!text.contains("未知"), "\(text)")

            let list = try await scene.dabiaoctl(["explain", "vessels", "--json"] + who).json()["values"][0]
            #expect(list["facts"].elements.map { $0["row"] } == ["R-1", "R-1", "R-1", "R-2"])
            #expect(!answers[8].output.contains("未知"), "\(answers[8].output)")
        }

        @Test("What there is nothing of is said, and a wrong question says how to ask")
        func nothing() async throws {
            let scene = try Scene()
            _ = try await scene.start(at: "2026-11-24T10:00:00+08:00")
            try await scene.importOne()
            let who = ["--enterprise", Sample.december]
            let before = try await scene.dabiaoctl(["veto", "evaluate", "--known", "2026-11-01"] + who)
            #expect(before.output.contains("没有与该企业有关的插件生效"))
            let moment = try await scene.dabiaoctl(["veto", "evaluate", "--known", "yesterday"] + who)
            #expect(moment.status == 1)
            #expect(moment.errors.contains("2026-01-31（至当日结束）"))
            let compare = try await scene.dabiaoctl(["assessment", "compare"] + who)
            #expect(compare.status == 2)
            #expect(compare.errors.contains("dabiaoctl assessment compare"))
        }

        private func width(_ line: some StringProtocol) -> Int {
            line.unicodeScalars.reduce(0) { $0 + ((0x2E80...0xFFEF).contains($1.value) ? 2 : 1) }
        }
    }
}

extension Array where Element: Sendable {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
