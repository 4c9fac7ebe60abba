import Testing

extension EndToEnd {
    @Suite("Single occurrences from the command line")
    struct ObligationTests {
        @Test("A due day is explained step by step; a statutory one is not waived, only acknowledged")
        func explained() async throws {
            let scene = try Scene()
            let daemon = try await scene.start(at: "2026-11-24T10:00:00+08:00")
            _ = try await scene.ask("enterprise", "import", Programs.demo("enterprises.csv"))
            let duty = ["obligation", "explain", Sample.december, "annual-self-review"]
            let told = try await scene.dabiaoctl(duty)
            #expect(told.status == 0)
            for words in ["规则：every: P1Y；anchor: fixed；start: enterprise.certified_on", "1. 从 ", "2. 本期 "] {
                #expect(told.output.contains(words), "\(told.output)")
            }
            let explanation = try await scene.ask("obligation", "explain", Sample.december, "annual-self-review")[
                "explanations"][0]
            #expect(explanation["steps"][0]["kind"] == "start")
            let id = try #require(explanation["occurrence"]["id"].int.map(String.init))
            let byNumber = try await scene.ask("obligation", "explain", id)["explanations"][0]
            #expect(byNumber["occurrence"]["id"] == explanation["occurrence"]["id"])

            #expect(try await scene.dabiaoctl("obligation", "extend", id, "--reason", "忙").status == 3)
            #expect(
                try await scene.dabiaoctl("obligation", "acknowledge", id, "--until", "2026-11-01", "--reason", "已知")
                    .status == 1)
            let silent = try await scene.ask(
                "obligation", "acknowledge", id, "--until", "2026-12-31", "--reason", "已知")
            #expect(silent["occurrence"]["next_reminder"] == "2027-01-01")
            let history = try await scene.ask("obligation", "explain", id)["explanations"][0]["history"]
            #expect(history.first("what", "acknowledged")["day"] == "2026-12-31")
            let done = try await scene.ask(
                "obligation", "discharge", id, "--on", "2026-11-20", "--reason", "已评审", "--evidence", "报告.pdf")
            #expect(done["occurrence"]["ended_on"] == "2026-11-20")
            try await daemon.stop()
        }
    }
}
