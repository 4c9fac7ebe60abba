import Testing

extension EndToEnd {
    @Suite("Filing assessments")
    struct AssessmentTests {
        @Test("Each mistake in an assessment is told so that it can be mended, and nothing is recorded")
        func mistakes() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            _ = try await scene.ask("enterprise", "import", Programs.demo("enterprises.csv"))
            let duties = try await scene.ask("obligation", "list", "--enterprise", Sample.december, "--ended")
            let good = #"{"facts": {"in_city_centre": true}}"#

            // Flags that differ from a good filing, the facts file, the error's code, and words of the message.
            let mistakes: [([String: String], String, String, [String])] = [
                (["--date": "2026-11-25"], good, "invalid", ["2026-11-25", "2026-11-24"]),
                ([:], #"{"facts": {"in_city_center": true}}"#, "invalid", ["in_city_center", "in_city_centre"]),
                ([:], #"{"facts": {"in_city_centre": null}}"#, "invalid", ["in_city_centre"]),
                ([:], #"{"facts": {"in_city_centre": "yes"}}"#, "invalid", ["in_city_centre"]),
                ([:], #"{"facts": {"total_storage_kg": -1}}"#, "invalid", ["total_storage_kg"]),
                ([:], #"{"facts": {"design_code": "GB 50157"}}"#, "invalid", ["design_code", "GB 50156"]),
                ([:], #"{"facts": {"lightning_tested_on": "2026-02-30"}}"#, "invalid", ["lightning_tested_on"]),
                ([:], #"{"lists": {"vessel": []}}"#, "invalid", ["vessel", "vessels"]),
                ([:], #"{"lists": {"vessels": [{"capacity_kg": 1}]}}"#, "invalid", ["serial"]),
                ([:], #"{"answers": {"nope": {"finding": "conforming"}}}"#, "invalid", ["nope"]),
                ([:], "{", "invalid", ["JSON"]),
                ([:], "[]", "invalid", []),
                (["--enterprise": "91110108EX00019991"], good, "invalid", []),
                (["--enterprise": "91110114EX0000280C"], good, "invalid", ["B"]),
                (["--bundle": "hydrogen-staton"], good, "notFound", ["hydrogen-station"]),
                (["--enterprise": Sample.foundry], good, "invalid", ["加氢站"]),
                (["--site": "不存在的站"], good, "notFound", ["不存在的站"]),
            ]
            for (flags, facts, code, words) in mistakes {
                let usual = [
                    "--enterprise": Sample.december, "--bundle": "hydrogen-station", "--kind": "self-review",
                    "--date": "2026-11-24", "--facts": try scene.write(facts, to: "facts.json"),
                ]
                let arguments = usual.merging(flags) { $1 }.flatMap { [$0.key, $0.value] }
                let outcome = try await scene.dabiaoctl(["assessment", "submit", "--json"] + arguments)
                #expect(outcome.status == 1, "\(flags) \(facts): \(outcome.output)")
                let error = try outcome.json()["error"]
                #expect(error["code"].text == code, "\(flags) \(facts): \(error)")
                for word in words {
                    let text = "\(error["message"]["zh"].text ?? "") \(error["remedy"]["zh"].text ?? "")"
                    #expect(text.contains(word), "\(flags) \(facts): \(text)")
                }
            }
            #expect(
                try await scene.ask("obligation", "list", "--enterprise", Sample.december, "--ended") == duties)
        }

        @Test("Everything wrong with a facts file is told at once")
        func everyMistake() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            try await scene.importOne()
            let outcome = try await scene.submit(
                #"{"facts": {"in_city_center": true, "design_code": 5, "total_storage_kg": null}}"#)
            #expect(outcome.status == 1)
            let text = try outcome.json()["error"]["message"]["zh"].text ?? ""
            for name in ["in_city_center", "design_code", "total_storage_kg"] { #expect(text.contains(name)) }
        }

        @Test("What one assessment tells stays told until another tells it anew")
        func merging() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            try await scene.importOne()
            func grade() async throws -> JSON {
                try await scene.ask("veto", "evaluate", "--enterprise", Sample.december)["vetoes"]
                    .first("id", "grade-one-in-city-centre")
            }
            #expect(try await grade()["missing"].elements.contains("in_city_centre"))
            #expect(try await scene.submit(#"{"facts": {"in_city_centre": true}}"#, date: "2026-11-20").status == 0)
            #expect(try await grade()["verdict"] == "undetermined")
            let second = #"{"facts": {"design_code": "GB 50516", "total_storage_kg": 5000}}"#
            #expect(try await scene.submit(second, date: "2026-11-21").status == 0)
            #expect(try await grade()["verdict"] == "triggered")
            #expect(try await scene.submit(#"{"facts": {"in_city_centre": false}}"#, date: "2026-11-22").status == 0)
            #expect(try await grade()["verdict"] == "clear")
        }

        @Test("A vessel's later inspection date ends its duty and opens the next; a vessel that is gone is told")
        func vessels() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            try await scene.importOne()
            func file(_ rows: String) async throws -> JSON {
                let outcome = try await scene.submit("{\"lists\": {\"vessels\": [\(rows)]}}")
                #expect(outcome.status == 0, "\(outcome.output)")
                return try outcome.json()
            }
            func open() async throws -> [JSON] {
                try await scene.ask("obligation", "list", "--bundle", "hydrogen-station")["occurrences"].elements
                    .filter { $0["obligation"] == "vessel-inspection" }
            }
            _ = try await file(
                #"""
                {"serial": "R-1", "next_inspection_on": "2027-01-29"},
                {"serial": "R-2", "next_inspection_on": "2027-05-20"}
                """#)
            #expect(try await open().map { $0["due"] } == ["2027-01-29", "2027-05-20"])
            let reply = try await file(#"{"serial": "R-1", "next_inspection_on": "2030-01-29"}"#)
            #expect(reply["vanished"] == ["vessels/R-2"])
            #expect(reply["discharged"].first("obligation", "vessel-inspection")["state"] == "done")
            #expect(try await open().map { $0["due"] } == ["2030-01-29"])
        }
    }
}
