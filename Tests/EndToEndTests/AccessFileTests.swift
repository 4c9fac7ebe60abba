import Testing

extension EndToEnd {
    @Suite("The file of grants", .enabled(if: Caller.canChange, "needs root, to become other users"))
    struct AccessFileTests {
        @Test("Reading it again counts for open connections too; a faulty one leaves the former in force")
        func reload() async throws {
            let city = try await City.start(imported: false)
            let (administrator, district) = (
                try await city.connect("administrator"), try await city.connect("district")
            )
            #expect(try district.call("org.dabiao.Enterprise.List")["error"] == .null)

            try city.scene.edit("access.yaml", replacing: "role: district", by: "role: distrikt")
            try await city.reload()
            #expect(try district.call("org.dabiao.Enterprise.List")["error"] == .null)
            let told = try administrator.call("org.dabiao.Daemon.Status")["parameters"]["status"]["problems"][0]["zh"]
                .text
            #expect(told?.contains("原来的继续有效") == true)
            #expect(told?.contains("access.yaml:5:") == true && told?.contains("是否是“district”") == true)

            try city.scene.edit("access.yaml", replacing: "role: distrikt", by: "role: district")
            try city.scene.edit("access.yaml", replacing: "64104", by: "64199")
            #expect(try administrator.call("org.dabiao.Plugin.Reload")["error"] == .null)
            #expect(try district.call("org.dabiao.Enterprise.List").isNotPermitted)
            #expect(try administrator.call("org.dabiao.Daemon.Status")["parameters"]["status"]["problems"] == [])
        }

        @Test("A drop-in adds to it, and gives no role without a scope")
        func dropIn() async throws {
            let city = try await City.start(imported: false)
            let (administrator, nobody) = (try await city.connect("administrator"), try await city.connect("nobody"))
            try city.scene.write(
                "grants: [{role: district, groups: [64105], districts: [昌平]}]\n", to: "access.d/20-changping.yaml")
            try await city.reload()
            #expect(try nobody.call("org.dabiao.Enterprise.List")["error"] == .null)
            try city.scene.write("grants: [{role: administrator, groups: [64105]}]\n", to: "access.d/10-all.yaml")
            try await city.reload()
            #expect(try nobody.call("org.dabiao.Plugin.Reload").isNotPermitted)
            let told = try administrator.call("org.dabiao.Daemon.Status")["parameters"]["status"]["problems"][0]["zh"]
                .text
            #expect(told?.contains("access.d/10-all.yaml:1:") == true)
        }

        @Test(
            "A faulty one refuses the start, with the line; a name that nobody has only gives nothing",
            arguments: [
                ("grants: [{role: district, groups: [5]}]", "access.yaml:1:", true),
                (
                    "grants:\n  - {role: administrator, users: [root]}\n  - {role: auditor, users: [0]}",
                    "access.yaml:3:", true
                ),
                (
                    "grants:\n  - {role: administrator, users: [root]}\n  - {role: auditor, groups: [0]}",
                    "access.yaml:3:", true
                ),
                ("grants:\n  - {role: administrator, users: [root, rooot]}", "是否是“root”", false),
                ("grants:\n  - {role: administrator, users: [root], districts: [东城区]}", "access.yaml:2:", true),
            ])
        func atStart(text: String, words: String, isRefused: Bool) async throws {
            let scene = try Scene()
            try scene.write(text, to: "access.yaml")
            let options = ["--config", try scene.write("access: access.yaml\n", to: "dabiao.yaml")]
            guard !isRefused else {
                let outcome = try await scene.launch(options).outcome()
                #expect(outcome.status == 1)
                #expect(outcome.errors.contains(words), "\(outcome.errors)")
                return
            }
            _ = try await scene.start(options)
            let problem = try await scene.ask("status")["status"]["problems"][0]["zh"].text
            #expect(problem?.contains(words) == true)
        }

        @Test("A file that is not there refuses the start")
        func missing() async throws {
            let scene = try Scene()
            let outcome = try await scene.launch(
                ["--config", try scene.write("access: nowhere.yaml\n", to: "dabiao.yaml")]
            ).outcome()
            #expect(outcome.status == 1 && outcome.errors.contains("读不了授权文件"))
        }
    }
}
