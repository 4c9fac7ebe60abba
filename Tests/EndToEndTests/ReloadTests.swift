import Foundation
import Testing

extension EndToEnd {
    @Suite("Reloading plugins")
    struct ReloadTests {
        private static let folder = "plugins/HydrogenStation"
        private static let rule = "veto-rules/hydrogen-detection-missing.yaml"

        private let scene: Scene

        init() throws {
            scene = try Scene()
            try scene.ownPlugins()
        }

        private func station() async throws -> JSON {
            try await scene.ask("plugin", "list")["plugins"].first("id", "hydrogen-station")
        }

        private func verdict() async throws -> JSON {
            try await scene.ask("veto", "evaluate", "--enterprise", Sample.december)["vetoes"]
                .first("id", "hydrogen-detection-missing")["verdict"]
        }

        private func breakRule() throws {
            try scene.edit(
                "\(Self.folder)/\(Self.rule)", replacing: "detectors_bypassed > 0", by: "detector_bypassed > 0")
        }

        /// A rule that tolerates one bypassed detector, its cases along with it.
        private func relaxRule(version: String) throws {
            let file = "\(Self.folder)/\(Self.rule)"
            try scene.edit(file, replacing: "detectors_bypassed > 0", by: "detectors_bypassed > 1")
            try scene.edit(file, replacing: "detectors_bypassed: 1}", by: "detectors_bypassed: 2}")
            try scene.edit("\(Self.folder)/plugin.yaml", replacing: "version: 1.0.0", by: "version: \(version)")
        }

        @Test(
            "A broken bundle leaves the last good version in force, across a restart too, and says where it is broken")
        func broken() async throws {
            var daemon = try await scene.start()
            let good = try await station()
            #expect(good["problems"] == [])
            try breakRule()
            let reload = try await scene.dabiaoctl("plugin", "reload", "--json")
            #expect(reload.status == 1)
            for _ in 1...2 {
                let kept = try await station()
                #expect(kept["hash"] == good["hash"])
                #expect(kept["version"] == "1.0.0")
                let problem = kept["problems"][0]
                #expect(problem["file"].text == Self.rule)
                #expect(problem["line"] == 3)
                #expect(problem["message"]["zh"].text?.contains("detectors_bypassed") == true)
                let people = try await scene.dabiaoctl("plugin", "list")
                #expect(people.output.contains("  \(Self.rule):3:"))
                #expect(people.output.contains("原来的版本继续有效"))
                let status = try await scene.ask("status")["status"]
                #expect(status["plugins"] == 2)
                #expect(status["problems"][0]["zh"].text?.contains("hydrogen-station") == true)
                try await daemon.stop()
                daemon = try await scene.start()
            }
        }

        @Test("A bundle that fails one of its own cases is not put in force either")
        func failingCase() async throws {
            _ = try await scene.start()
            let good = try await station()
            try scene.edit(
                "\(Self.folder)/\(Self.rule)", replacing: "detectors_bypassed > 0", by: "detectors_bypassed > 1")
            #expect(try await scene.dabiaoctl("plugin", "reload").status == 1)
            let kept = try await station()
            #expect(kept["hash"] == good["hash"])
            #expect(kept["problems"][0]["message"]["zh"].text?.contains("有屏蔽") == true)
        }

        @Test(
            "A newer version is put in force on SIGHUP or by plugin reload, and verdicts follow it",
            arguments: [true, false])
        func newer(bySignal: Bool) async throws {
            let daemon = try await scene.start()
            try await scene.importOne()
            let reply = try await scene.submit(#"{"facts": {"detection_complete": true, "detectors_bypassed": 1}}"#)
            #expect(reply.status == 0)
            #expect(try await verdict() == "triggered")
            let before = try await station()
            try relaxRule(version: "1.1.0")
            #expect(try await verdict() == "triggered")
            if bySignal {
                daemon.command.send(SIGHUP)
                try await daemon.tells("RELOADING=1")
                try await daemon.tells("READY=1")
            } else {
                #expect(try await scene.dabiaoctl("plugin", "reload").status == 0)
            }
            let after = try await station()
            #expect(after["version"] == "1.1.0")
            #expect(after["hash"] != before["hash"])
            #expect(after["problems"] == [])
            #expect(try await verdict() == "clear")
        }

        @Test("A broken bundle that is mended with a higher version becomes the one in force")
        func mended() async throws {
            _ = try await scene.start()
            let good = try await station()
            try breakRule()
            #expect(try await scene.dabiaoctl("plugin", "reload").status == 1)
            try scene.edit(
                "\(Self.folder)/\(Self.rule)", replacing: "detector_bypassed > 0", by: "detectors_bypassed > 0")
            try scene.edit("\(Self.folder)/plugin.yaml", replacing: "version: 1.0.0", by: "version: 1.0.1")
            #expect(try await scene.dabiaoctl("plugin", "reload").status == 0)
            let mended = try await station()
            #expect(mended["version"] == "1.0.1")
            #expect(mended["hash"] != good["hash"])
            #expect(mended["problems"] == [])
        }

        @Test("An older version is not put in force by lying in the folder, nor does a restart put it in force")
        func older() async throws {
            let daemon = try await scene.start()
            let before = try await station()
            try relaxRule(version: "0.9.0")
            #expect(try await scene.dabiaoctl("plugin", "reload").status == 1)
            try await daemon.stop()
            _ = try await scene.start()
            let after = try await station()
            #expect(after["version"] == "1.0.0")
            #expect(after["hash"] == before["hash"])
            #expect(after["problems"][0]["message"]["zh"].text?.contains("不会自动降级") == true)
        }

        @Test("A folder that is gone leaves its version in force; a bundle that never passed is named")
        func goneAndNew() async throws {
            _ = try await scene.start()
            try FileManager.default.removeItem(at: scene.folder.appending(path: Self.folder))
            try scene.write("format: 1\nid: novelty\nversion: 1.0.0\n", to: "plugins/Novelty/plugin.yaml")
            #expect(try await scene.dabiaoctl("plugin", "reload").status == 1)
            #expect(try await station()["version"] == "1.0.0")
            let novelty = try await scene.ask("plugin", "list")["plugins"].first("id", "novelty")
            #expect(novelty.members.contains("version") == false || novelty["version"] == .null)
            #expect(novelty["problems"].elements.isEmpty == false)
        }
    }
}
