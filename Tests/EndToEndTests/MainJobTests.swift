import Testing

extension EndToEnd {
    @Suite("The main job")
    struct MainJobTests {
        @Test("From the list and a self-review to a veto, a deadline, and the reminder on its morning, told once")
        func mainJob() async throws {
            let scene = try Scene()
            var daemon = try await scene.start(at: "2026-11-24T10:00:00+08:00")
            let imported = try await scene.ask("enterprise", "import", Programs.demo("enterprises.csv"))
            #expect(imported["added"] == 200)
            #expect(imported["errors"] == [])

            let review = try await scene.ask(
                "assessment", "submit", "--enterprise", Sample.station, "--bundle", "hydrogen-station", "--kind",
                "self-review", "--date", "2026-11-24", "--facts", Programs.demo("self-review-triggered.json"))
            #expect(review["vetoes"].first("id", "grade-one-in-city-centre")["verdict"] == "triggered")
            #expect(review["discharged"].first("obligation", "annual-self-review")["state"] == "late")

            let explained = try await scene.dabiaoctl(
                "veto", "explain", "grade-one-in-city-centre", "--enterprise", Sample.station)
            #expect(explained.status == 0)
            for words in [
                "否决项：城市中心区内设置一级加氢站", "结论：否决", "依据：GB 50516-2010", "储氢总容量（total_storage_kg）", "5000 kg",
                "自评 2026-11-24", "整改：降低储氢总容量或迁建",
            ] {
                #expect(explained.output.contains(words))
            }

            let duties = try await scene.ask("obligation", "list", "--enterprise", Sample.station)["occurrences"]
            let next = duties.first("obligation", "annual-self-review")
            #expect(next["due"] == "2027-01-01")
            #expect(next["days"] == 38)
            #expect(duties.first("row", "SL-003")["due"] == "2027-01-29")
            #expect(try await daemon.stop().status == 0)

            daemon = try await scene.start(at: "2026-11-30T08:59:58+08:00")
            let key = "2026-11-30-\(Sample.december)-spool"
            let message = try await SpoolWatch(scene).message(key)
            #expect(message["key"].text == key)
            #expect(message["day"] == "2026-11-30")
            #expect(message["recipient"]["credit_code"].text == Sample.december)
            let line = message["lines"].first("obligation", "annual-self-review")
            #expect(line["due"] == "2026-12-30")
            #expect(line["days"] == 30)
            #expect(line["kind"] == "upcoming")
            #expect(line["late"] == false)
            #expect(message["text"].text?.contains("年度自评并提交自评报告：2026-12-30 到期，还有 30 天") == true)
            try await daemon.settles()
            let spooled = try scene.spooled()
            for key in spooled { #expect(try scene.message(key)["key"].text == key) }
            // One digest a recipient and day, though there was catching up to do as well.
            #expect(spooled.allSatisfy { $0.hasSuffix("-spool") })
            try await daemon.stop()

            daemon = try await scene.start(at: "2026-11-30T09:05:00+08:00")
            try await daemon.settles()
            #expect(try scene.spooled() == spooled)
        }

        @Test("A year of downtime becomes one late message a recipient, told once")
        func downtime() async throws {
            let scene = try Scene()
            var daemon = try await scene.start(at: "2026-11-24T10:00:00+08:00")
            _ = try await scene.ask("enterprise", "import", Programs.demo("enterprises.csv"))
            try await daemon.stop()

            daemon = try await scene.start(at: "2027-11-30T10:00:00+08:00")
            try await daemon.settles()
            let spooled = try scene.spooled()
            #expect(spooled.count == 200)
            #expect(spooled.allSatisfy { $0.hasPrefix("2027-11-30-") && $0.hasSuffix("-spool") })
            let lines = try scene.message("2027-11-30-\(Sample.december)-spool")["lines"]
            let reviews = lines.elements.filter { $0["obligation"] == "annual-self-review" }
            #expect(reviews.map { $0["period"] } == ["2025-12-30", "2026-12-30"])
            #expect(reviews.map { $0["days"] } == [-335, 30])
            #expect(reviews.map { $0["kind"] } == ["overdue", "upcoming"])
            #expect(reviews.map { $0["late"] } == [true, true])
            #expect(Set(lines.elements).count == lines.elements.count)
            try await daemon.stop()

            daemon = try await scene.start(at: "2027-11-30T10:05:00+08:00")
            try await daemon.settles()
            #expect(try scene.spooled() == spooled)
        }

        @Test("What was missed waits for the morning: nobody is told in the night, nor twice on one day")
        func night() async throws {
            let scene = try Scene()
            var daemon = try await scene.start(at: "2026-11-24T10:00:00+08:00")
            try await scene.importOne()
            try await daemon.stop()

            daemon = try await scene.start(at: "2027-11-30T00:30:00+08:00")
            try await daemon.settles()
            #expect(try scene.spooled() == [])
            #expect(try await scene.ask("status")["status"]["next"] == "2027-11-30T09:00:00+08:00")
            try await daemon.stop()

            daemon = try await scene.start(at: "2027-11-30T09:00:01+08:00")
            try await daemon.settles()
            #expect(try scene.spooled() == ["2027-11-30-\(Sample.december)-spool"])
        }
    }
}
