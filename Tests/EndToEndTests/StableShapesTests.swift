import Testing

extension EndToEnd {
    /// What scripts rely on, without a daemon.
    @Suite("Shapes stable for scripts")
    struct StableShapesTests {
        @Test("plugin evaluate: derived values, verdicts with what they read and miss, and the score")
        func evaluate() async throws {
            let scene = try Scene()
            let facts = try scene.write(
                """
                {"facts": {"in_city_centre": true, "design_code": "GB 50516", "total_storage_kg": 5000},
                 "lists": {"vessels": [{"serial": "R-1", "capacity_kg": 1250, "next_inspection_on": "2026-11-23"},
                                       {"serial": "R-2", "capacity_kg": 700}]},
                 "answers": {}}
                """, to: "facts.json")
            let report = try await scene.ask(
                "plugin", "evaluate", Programs.plugins + "/HydrogenStation", facts, "--on", "2026-11-24",
                "--calendar", Programs.calendar)
            #expect(report["derived"]["largest_vessel_kg"] == 1250)
            #expect(report["derived"]["station_grade"] == 1)
            #expect(report["derived"]["combined_grade"] == .null)
            let veto = report["vetoes"].first("id", "grade-one-in-city-centre")
            #expect(veto["verdict"] == "triggered")
            #expect(veto["missing"] == [])
            #expect(
                veto["facts"] == [
                    "design_code": "GB 50516", "design_edition": nil, "grading_edition": "2021", "in_city_centre": true,
                    "station_grade": 1, "total_storage_kg": 5000,
                ])
            let undetermined = report["vetoes"].first("id", "hydrogen-detection-missing")
            #expect(undetermined["verdict"] == "undetermined")
            #expect(undetermined["missing"] == ["detection_complete", "detectors_bypassed"])
            #expect(undetermined["facts"] == ["detection_complete": nil, "detectors_bypassed": nil])
            let vessels = report["vetoes"].first("id", "vessel-past-inspection")
            #expect(vessels["verdict"] == "triggered")
            #expect(report.members.isSuperset(of: ["derived", "vetoes", "score"]))
        }

        @Test(
            "calendar due: the days, and whether they are provisional",
            arguments: [
                (
                    ["--start", "2024-02-29", "--every", "P1Y", "--count", "3"],
                    ["2025-02-28", "2026-02-28", "2027-02-28"]
                ),
                (["--start", "2026-01-31", "--every", "P1M"], ["2026-02-28"]),
                (["--start", "2026-09-30", "--workdays", "5"], ["2026-10-13"]),
                (["--start", "2026-01-01", "--days", "06-30,12-31", "--count", "2"], ["2026-06-30", "2026-12-31"]),
                (["--start", "2026-09-01", "--every", "P1M", "--roll", "next-workday"], ["2026-10-08"]),
                (["--start", "2026-09-01", "--every", "P1M", "--roll", "previous-workday"], ["2026-09-30"]),
                (["--start", "2026-09-01", "--every", "P1M", "--roll", "none"], ["2026-10-01"]),
                (["--start", "2026-09-01", "--every", "P1M"], ["2026-10-01"]),
            ] as [([String], [String])])
        func due(options: [String], days: [String]) async throws {
            let outcome = try await Scene().dabiaoctl(
                ["calendar", "due", "--json", "--calendar", Programs.calendar] + options)
            #expect(outcome.status == 0)
            let answer = try outcome.json()
            #expect(answer.members == ["due", "provisional"])
            #expect(answer["due"].elements.map(\.text) == days)
        }

        @Test("calendar due: provisional in a year whose holidays are not published, refused beyond the calendar")
        func provisional() async throws {
            let scene = try Scene()
            let options = ["calendar", "due", "--json", "--calendar", Programs.calendar, "--workdays", "5", "--start"]
            #expect(try await scene.dabiaoctl(options + ["2026-09-30"]).json()["provisional"] == false)
            #expect(try await scene.dabiaoctl(options + ["2030-09-30"]).json()["provisional"] == true)
            let beyond = try await scene.dabiaoctl(options + ["2099-09-30"])
            #expect(beyond.status != 0)
            #expect(try beyond.json()["error"]["message"]["zh"].text?.contains("2099") == true)
        }

        @Test("calendar show: every day of the year with its kind, and the holidays' names")
        func show() async throws {
            let year = try await Scene().ask("calendar", "show", "2026", "--calendar", Programs.calendar)
            #expect(year["year"] == 2026)
            #expect(year["provisional"] == false)
            let days = year["days"]
            #expect(days.elements.count == 365)
            #expect(days[0] == ["date": "2026-01-01", "kind": "holiday", "name": "元旦"])
            #expect(days.first("date", "2026-11-24")["kind"] == "workday")
            #expect(days.first("date", "2026-11-28")["kind"] == "weekend")
            #expect(Set(days.elements.map { $0["kind"] }) == ["workday", "weekend", "holiday"])
        }

        @Test(
            "enterprise check-code: exit status 0 or 1, and which character is wrong",
            arguments: [
                ("91110114EX0000280B", 0, nil), ("91110114ex0000280b", 0, nil),
                ("91110114EX0000280C", 1, "应为“B”"), ("91110114EX0000280", 1, "17"),
                ("91110114EX000028OB", 1, "O"),
            ] as [(String, Int32, String?)])
        func checkCode(code: String, status: Int32, words: String?) async throws {
            let scene = try Scene()
            let outcome = try await scene.dabiaoctl("enterprise", "check-code", code)
            #expect(outcome.status == status)
            if let words { #expect(outcome.output.contains(words)) }
            let json = try await scene.dabiaoctl("enterprise", "check-code", code, "--json")
            #expect(json.status == status)
            #expect(try json.json()["valid"] == .bool(status == 0))
        }

        @Test("plugin lint and test pass on the plugins of the repository", arguments: ["Common", "HydrogenStation"])
        func authoring(plugin: String) async throws {
            let scene = try Scene()
            let lint = try await scene.ask("plugin", "lint", "\(Programs.plugins)/\(plugin)")
            #expect(lint["valid"] == true)
            let test = try await scene.ask(
                "plugin", "test", "\(Programs.plugins)/\(plugin)", "--calendar", Programs.calendar)
            #expect(test["failed"] == 0)
            for key in ["missing", "survivors", "findings"] { #expect(test[key] == []) }
            #expect((test["passed"].int ?? 0) > 10)
        }

        @Test("plugin lint and test fail with file and line, exit status 1")
        func authoringFails() async throws {
            let scene = try Scene()
            try scene.ownPlugins()
            let rule = "veto-rules/hydrogen-detection-missing.yaml"
            let folder = scene.plugins + "/HydrogenStation"
            try scene.edit(
                "plugins/HydrogenStation/\(rule)", replacing: "detectors_bypassed > 0", by: "detectors_bypassed > 1")
            let test = try await scene.dabiaoctl("plugin", "test", folder, "--calendar", Programs.calendar)
            #expect(test.status == 1)
            #expect(test.output.contains("有屏蔽"))
            #expect(test.output.contains("\(rule):"))

            try scene.edit(
                "plugins/HydrogenStation/\(rule)", replacing: "detectors_bypassed: 1}", by: "detectors_bypassed: 2}")
            let unnoticed = try await scene.dabiaoctl(
                "plugin", "test", folder, "--calendar", Programs.calendar, "--json")
            #expect(unnoticed.status == 1)
            let survivor = try unnoticed.json()["survivors"][0]
            #expect(survivor["rule"] == "hydrogen-detection-missing")
            #expect(survivor["expected"] == "clear")
            #expect(survivor["mistaken"] == "triggered")
            let suggestion = try #require(survivor["suggestion"].text)
            #expect(suggestion.hasSuffix("{detection_complete: true, detectors_bypassed: 1}, expect: clear}"))

            try scene.edit(
                "plugins/HydrogenStation/\(rule)", replacing: "detectors_bypassed > 1", by: "detector_bypassed > 1")
            let lint = try await scene.dabiaoctl("plugin", "lint", folder)
            #expect(lint.status == 1)
            #expect(lint.output.contains("\(rule):3:"))
            #expect(lint.output.contains("detectors_bypassed"))
        }
    }
}
