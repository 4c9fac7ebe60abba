import Foundation
import Testing

extension EndToEnd {
    @Suite("Submissions: corrected, claimed, asked about as of then, explained")
    struct SubmissionTests {
        private static let first =
            #"{"facts": {"in_city_centre": true, "design_code": "GB 50516", "total_storage_kg": 5000}}"#

        private func submit(_ scene: Scene, _ facts: String, kind: String, date: String) async throws -> JSON {
            let outcome = try await scene.dabiaoctl(
                "assessment", "submit", "--enterprise", Sample.december, "--bundle", "hydrogen-station", "--kind", kind,
                "--date", date, "--facts", try scene.write(facts, to: "facts.json"), "--json")
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            return try outcome.json()
        }

        private func verdict(_ scene: Scene, _ flags: String...) async throws -> JSON {
            let outcome = try await scene.dabiaoctl(
                ["veto", "evaluate", "--enterprise", Sample.december, "--json"] + flags)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            return try outcome.json()["vetoes"].first("id", "grade-one-in-city-centre")["verdict"]
        }

        @Test("A day's facts are corrected next day: what was known before can still be asked")
        func whole() async throws {
            let scene = try Scene()
            var daemon = try await scene.start(at: "2026-11-24T10:00:00+08:00")
            try await scene.importOne()
            _ = try await submit(scene, Self.first, kind: "review", date: "2026-11-20")
            #expect(try await verdict(scene) == "triggered")

            // The enterprise says otherwise: a claim, and the verdict stands.
            let claimed = try await submit(
                scene, #"{"facts": {"total_storage_kg": 2000}}"#, kind: "self-review", date: "2026-11-24")
            #expect(claimed["claims"][0]["name"] == "total_storage_kg")
            #expect(claimed["claims"][0]["known"] == "5000")
            #expect(try await verdict(scene) == "triggered")

            // Next day somebody else corrects what was found, for the day of the review.
            try await daemon.stop()
            daemon = try await scene.start(at: "2026-11-25T10:00:00+08:00")
            _ = try await submit(
                scene, #"{"facts": {"total_storage_kg": 2500}}"#, kind: "recheck", date: "2026-11-20")
            #expect(try await verdict(scene) == "clear")
            #expect(try await verdict(scene, "--on", "2026-11-21") == "clear")
            #expect(try await verdict(scene, "--on", "2026-11-21", "--known", "2026-11-24") == "triggered")
            #expect(try await verdict(scene, "--known", "2026-11-24") == "triggered")
            #expect(try await verdict(scene, "--on", "2026-11-19") == "undetermined")

            let value = try await scene.ask("explain", "station_grade", "--enterprise", Sample.december)["values"][0]
            #expect(value["value"] == "3")
            let scan = value["derivations"][0]["scans"][0]
            #expect((scan["operation"], scan["source"], scan["total"]) == ("lookup", "grades", 1))
            #expect(scan["rows"][0]["basis"][0].text?.contains("GB 50516") == true)
            let storage = value["facts"].first("name", "total_storage_kg")
            #expect((storage["by"], storage["on"], storage["value"]) == ("recheck", "2026-11-20", "2500"))
            let before = try await scene.ask(
                "explain", "station_grade", "--enterprise", Sample.december, "--known", "2026-11-24")["values"][0]
            #expect(before["value"] == "1")
            let rule = try await scene.ask(
                "explain", "grade-one-in-city-centre", "--enterprise", Sample.december)["explanations"][0]
            #expect(rule["derivations"][0]["name"] == "station_grade")
            #expect(rule["claims"][0]["value"] == "2000")
            let text = try await scene.dabiaoctl(
                ["explain", "station_grade", "--enterprise", Sample.december], environment: ["LC_ALL": "zh_CN.UTF-8"])
            for words in ["储氢总容量", "复核 2026-11-20", "取自“独立加氢站等级划分”", "依据：", "企业另有说法"] {
                #expect(text.output.contains(words), "\(text.output)")
            }

            // The register.
            let list = try await scene.ask("assessment", "list", "--enterprise", Sample.december)["assessments"]
            #expect(list.elements.map { $0["kind"] } == ["self-review", "recheck", "review"])
            let compared = try await scene.ask(
                "assessment", "compare", "--enterprise", Sample.december, "--bundle", "hydrogen-station")
            #expect(compared["assessments"].elements.map { $0["kind"] } == ["self-review", "review", "recheck"])
            #expect(compared["differences"][0]["cells"].elements.map { $0["value"] } == ["2000", "5000", "2500"])
            let nearest = try await scene.dabiaoctl(
                "explain", "station_grad", "--enterprise", Sample.december, "--json")
            #expect(nearest.status == 1)
            #expect(nearest.output.contains("station_grade"))
        }

        @Test("Evidence is told with the SHA-256 of the file beside the facts file")
        func evidence() async throws {
            let scene = try Scene()
            _ = try await scene.start()
            try await scene.importOne()
            try scene.write("abc", to: "photos/a.jpg")
            func facts(_ evidence: String) -> String {
                #"{"answers": {"emergency-plan-filed": {"finding": "conforming", "evidence": [\#(evidence)]}}}"#
            }
            let reply = try await submit(scene, facts(#""photos/a.jpg""#), kind: "self-review", date: "2026-11-24")
            let shown = try await scene.ask("assessment", "show", "\(reply["assessment"].int ?? 0)")
            #expect(shown["answers"][0]["item"] == "emergency-plan-filed")
            #expect(shown["answers"][0]["evidence"][0]["file"] == "photos/a.jpg")
            #expect(
                shown["answers"][0]["evidence"][0]["sha256"]
                    == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
            let wrong = String(repeating: "0", count: 64)
            for (entry, word) in [
                (#""b.jpg""#, "b.jpg"), (#"{"file": "photos/a.jpg", "sha256": "\#(wrong)"}"#, wrong),
            ] {
                let outcome = try await scene.submit(facts(entry))
                #expect(outcome.status == 1)
                #expect(try outcome.json()["error"]["message"]["zh"].text?.contains(word) == true, "\(outcome.output)")
            }
            #expect(
                try await scene.ask("assessment", "list", "--enterprise", Sample.december)["assessments"].elements.count
                    == 1)
        }
    }
}
