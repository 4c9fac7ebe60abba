import Foundation
import Testing

extension EndToEnd {
    @Suite("Drop-ins and packed plugins")
    struct DropInTests {
        private let scene: Scene

        init() throws {
            scene = try Scene()
            try scene.ownPlugins()
        }

        /// Runs a tool of authors, with the repository's calendar.
        private func tool(_ arguments: String...) async throws -> Outcome {
            try await scene.dabiaoctl(arguments + ["--plugins", scene.plugins, "--calendar", Programs.calendar])
        }

        private func ask(_ arguments: String...) async throws -> JSON {
            let outcome = try await scene.dabiaoctl(
                arguments + ["--plugins", scene.plugins, "--calendar", Programs.calendar, "--json"])
            #expect(outcome.status == 0, "\(arguments): \(outcome.output)\(outcome.errors)")
            return try outcome.json()
        }

        private static let document = "[{standard: 部门复核记录 7 号, certainty: verified, force: mandatory}]"

        /// A drop-in on the hydrogen stations that confirms one row of the grades and changes another.
        private func writeDropIn(amends version: String = ">=1.0.0 <2.0.0", high: Int = 2500) throws {
            try scene.write(
                """
                format: 1
                id: station-review
                version: 1.0.0
                title: 加氢站等级复核
                department: 试验部门
                amends: {id: hydrogen-station, version: "\(version)"}
                """, to: "plugins/StationReview/plugin.yaml")
            try scene.write(
                """
                rows:
                  - {table: grades, key: {code: GB 50516, edition_of: "2021", rank: 1}, basis: \(Self.document)}
                  - {table: grades, key: {code: GB 50516, edition_of: "2021", rank: 2}, cells: {low_kg: \(high)}, basis: \(Self.document)}
                  - {table: grades, key: {code: GB 50516, edition_of: "2021", rank: 3}, cells: {high_kg: \(high)}, basis: \(Self.document)}
                  - {table: grades, key: {code: GB 50516, edition_of: "2010", rank: 1}, basis: \(Self.document)}
                  - {table: grades, key: {code: GB 50516, edition_of: "2010", rank: 2}, basis: \(Self.document)}
                  - {table: grades, key: {code: GB 50516, edition_of: "2010", rank: 3}, basis: \(Self.document)}
                """, to: "plugins/StationReview/amendments.yaml")
            try scene.write(
                """
                cases:
                  - name: 二级的新下限
                    on: 2026-06-01
                    facts: {design_code: GB 50516, total_storage_kg: 2501}
                    expect: {derived: {station_grade: 2}}
                """, to: "plugins/StationReview/cases/grades.yaml")
        }

        @Test("A drop-in is linted, tested and evaluated beside its bundle, and shown with what it changes")
        func life() async throws {
            try writeDropIn()
            let folder = "\(scene.plugins)/StationReview"
            #expect(try await ask("plugin", "lint", folder)["valid"] == true)
            let test = try await ask("plugin", "test", folder)
            #expect(test["passed"] == 1)
            #expect(test["failed"] == 0)
            let facts = try scene.write(
                #"{"facts": {"design_code": "GB 50516", "total_storage_kg": 2600}}"#, to: "facts.json")
            func grade(_ folder: String) async throws -> JSON {
                try await ask("plugin", "evaluate", folder, facts, "--on", "2026-11-24")["derived"][
                    "station_grade"]
            }
            #expect(try await grade(folder) == 2)
            #expect(try await grade("\(scene.plugins)/HydrogenStation") == 3)

            _ = try await scene.start()
            let plugins = try await scene.ask("plugin", "list")["plugins"]
            #expect(plugins.first("id", "station-review")["amends"] == "hydrogen-station")
            #expect(plugins.first("id", "station-review")["problems"] == [])
            let people = try await scene.dabiaoctl("plugin", "show", "hydrogen-station")
            #expect(people.output.contains("2500"))
            #expect(people.output.contains("部门复核记录 7 号"))
            #expect(people.output.contains("（确认）"))
            let unconfirmed = try await scene.ask("plugin", "show", "hydrogen-station", "--unconfirmed")["items"]
            #expect(!unconfirmed.elements.contains { $0["id"].text?.hasPrefix("grades") == true })
            #expect(unconfirmed.elements.contains { $0["id"].text == "combined_grades" })
        }

        @Test("A drop-in that does not fit says so, and the bundle stays in force without it")
        func misfit() async throws {
            try writeDropIn(amends: ">=2.0.0")
            _ = try await scene.start()
            let list = try await scene.ask("plugin", "list")["plugins"]
            #expect(list.first("id", "hydrogen-station")["problems"] == [])
            let problem = list.first("id", "station-review")["problems"][0]
            #expect(problem["file"] == "plugin.yaml")
            #expect(problem["line"] == 6)
            #expect(problem["message"]["zh"].text?.contains("hydrogen-station 1.0.0") == true)
        }

        @Test("A plugin is packed the same wherever and whenever, verified by its sum, and installed as it is")
        func packed() async throws {
            let folder = "\(scene.plugins)/HydrogenStation"
            let (first, second) = (scene.folder.path + "/a.dabiao", scene.folder.path + "/b.dabiao")
            let pack = try await ask("plugin", "pack", folder, "-o", first)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 0), .posixPermissions: 0o600],
                ofItemAtPath: "\(folder)/facts.yaml")
            let moved = scene.folder.path + "/elsewhere/Station"
            try FileManager.default.createDirectory(
                atPath: scene.folder.path + "/elsewhere", withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: folder, toPath: moved)
            let again = try await ask("plugin", "pack", moved, "-o", second)
            #expect(pack["sha256"] == again["sha256"])
            #expect(try Data(contentsOf: URL(filePath: first)) == Data(contentsOf: URL(filePath: second)))

            let sum = try #require(pack["sha256"].text)
            let verified = try await ask("plugin", "verify", first, "--sha256", sum)
            #expect(verified["content_hash"] == pack["content_hash"])
            #expect(verified["id"] == "hydrogen-station")
            let wrong = String(repeating: "0", count: 64)
            let refused = try await tool("plugin", "verify", first, "--sha256", wrong)
            #expect(refused.status == 3)
            #expect(refused.errors.contains(sum))

            // The folder is gone: the packed file takes its place.
            try FileManager.default.moveItem(atPath: first, toPath: "\(scene.plugins)/hydrogen.dabiao")
            _ = try await scene.start()
            let station = try await scene.ask("plugin", "list")["plugins"].first("id", "hydrogen-station")
            #expect(station["hash"] == pack["content_hash"])
            #expect(station["problems"] == [])
        }

        @Test("A bundle that fails lint or a case is not packed, and a damaged file is not read")
        func notPacked() async throws {
            try writeDropIn(high: 2600)
            let output = scene.folder.path + "/out.dabiao"
            let failing = try await tool("plugin", "pack", "\(scene.plugins)/StationReview", "-o", output)
            #expect(failing.status == 1)
            #expect(failing.errors.contains("二级的新下限"))
            #expect(!FileManager.default.fileExists(atPath: output))
            try writeDropIn()
            let pack = try await ask("plugin", "pack", "\(scene.plugins)/StationReview", "-o", output)
            let sum = try #require(pack["sha256"].text)
            #expect(try await tool("plugin", "verify", output, "--sha256", sum).status == 0)
            // Somewhere in a text: it may still be a bundle, but it is not that one.
            var archive = try Data(contentsOf: URL(filePath: output))
            archive[600] ^= 1
            try archive.write(to: URL(filePath: output))
            #expect(try await tool("plugin", "verify", output, "--sha256", sum).status != 0)
            archive.removeLast(700)
            try archive.write(to: URL(filePath: output))
            let damaged = try await tool("plugin", "verify", output)
            #expect(damaged.status == 1)
            #expect(damaged.errors.contains("插件包文件有误"))
        }
    }
}
