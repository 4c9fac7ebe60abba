import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("What the author's tools say of a plugin's cases")
struct ExaminationTests {
    private static let basis = "basis: [{standard: GB 9, certainty: verified, force: recommended}]"

    private static func rule(_ text: String, cases: [String]) -> String {
        """
        id: r
        title: 规则
        \(text)
        \(basis)
        remedy: 改正
        cases:
        \(cases.map { "  - \($0)" }.joined(separator: "\n"))
        """
    }

    private static func plugin(_ files: [String: String]) throws -> Plugin {
        let identity = """
            format: 1
            id: examined
            version: 1.0.0
            title: 样例
            subject: site
            department: 样例
            """
        let all = files.merging(["plugin.yaml": identity]) { own, _ in own }
        let checked = Plugin.check(try BundleSource(files: all.mapValues { Data($0.utf8) }), installed: { _ in nil })
        return try #require(
            checked.plugin, "\(checked.diagnostics.map { $0.text(.english) }.joined(separator: "\n"))")
    }

    private static let facts = """
        facts:
          - {name: open, title: 敞开, type: boolean}
          - {name: mass, title: 质量, type: decimal, min: 0}
          - {name: code, title: 标准, type: choice, of: [GB 1, GB 2]}
        """

    private static func examined(_ rule: String, cases: [String], _ more: [String: String] = [:]) throws -> Examination
    {
        let files = ["facts.yaml": facts, "veto-rules/r.yaml": Self.rule(rule, cases: cases)].merging(more) { _, new in
            new
        }
        let (plugin, calendar) = (try plugin(files), try ToolsTests.calendar())
        return try plugin.examine(calendar, after: plugin.test(calendar))
    }

    @Test("The bundles of this repository are examined without a complaint", arguments: ["Common", "HydrogenStation"])
    func bundles(_ folder: String) throws {
        let (plugin, calendar) = (try ToolsTests.plugin(folder), try ToolsTests.calendar())
        let examination = try plugin.examine(calendar, after: plugin.test(calendar))
        #expect(examination.diagnostics.map { $0.text(.english) } == [])
    }

    @Test("So is the skeleton of a new one")
    func skeleton() throws {
        try AuthoringTests.inFolder { folder in
            let path = "\(folder)/cold-storage"
            try BundleSkeleton.write(to: path, id: "cold-storage", title: "冷库")
            let source = try BundleSource(directory: path)
            let plugin = try #require(Plugin.check(source, installed: { _ in nil }).plugin)
            let calendar = try ToolsTests.calendar()
            let examination = try plugin.examine(calendar, after: plugin.test(calendar))
            #expect(examination.diagnostics.map { $0.text(.english) } == [])
        }
    }

    @Test("A verdict that no case expects is named, with a case that passes when it is pasted")
    func missing() throws {
        let first = "{facts: {open: true}, expect: triggered}"
        let examination = try Self.examined("rule: open\nwhen: mass > 5", cases: ["{facts: {}, expect: undetermined}"])
        #expect(Set(examination.missing.map(\.verdict)) == [.triggered, .clear, .notApplicable])
        #expect(examination.survivors.isEmpty)
        #expect(!examination.hasPassed)
        let pasted = examination.missing.map { String($0.suggestion.dropFirst(2)) }
        let again = try Self.examined(
            "rule: open\nwhen: mass > 5", cases: ["{facts: {}, expect: undetermined}"] + pasted)
        #expect(again.missing.isEmpty)
        #expect(try Self.examined("rule: open", cases: [first]).missing.allSatisfy { $0.verdict != .notApplicable })
    }

    @Test("A verdict that sampling does not reach is not asked for, but told")
    func never() throws {
        let examination = try Self.examined(
            "rule: mass > 5 AND mass < 4",
            cases: ["{facts: {mass: 1}, expect: clear}", "{facts: {}, expect: undetermined}"])
        #expect(examination.missing.isEmpty)
        let warning = try #require(examination.findings.first)
        #expect(warning.severity == .warning)
        #expect(warning.message.zh.contains("取样"))
        #expect(warning.location == SourceLocation(file: "veto-rules/r.yaml", line: 3, column: 7))
    }

    @Test("Suggested cases, pasted one after the other, leave no mistake unnoticed")
    func pasted() throws {
        var cases = [
            "{facts: {open: true, mass: 9, code: GB 1}, expect: triggered}",
            "{facts: {open: false, mass: 1, code: GB 2}, expect: clear}", "{facts: {}, expect: undetermined}",
        ]
        let rule = "rule: open AND (mass >= 2.5 OR code = 'GB 2')"
        var examination = try Self.examined(rule, cases: cases)
        #expect(examination.survivors.count > 2)
        for _ in 0..<20 {
            guard let survivor = examination.survivors.first else { break }
            cases.append(String(survivor.suggestion.dropFirst(2)))
            examination = try Self.examined(rule, cases: cases)
        }
        #expect(examination.survivors.map(\.change.en) == [])
        #expect(examination.hasPassed)
    }

    @Test("A mistake that passes is told with rule, place and words")
    func survivor() throws {
        let examination = try Self.examined(
            "rule: mass > 2.5",
            cases: [
                "{facts: {mass: 2.4}, expect: clear}", "{facts: {mass: 2.6}, expect: triggered}",
                "{facts: {}, expect: undetermined}",
            ])
        let text = try #require(examination.survivors.first).diagnostic.text(.chinese)
        #expect(text.hasPrefix("veto-rules/r.yaml:3:12: 否决项“r”：把 > 改成 >="))
        #expect(text.contains("全部用例仍通过"))
        #expect(text.contains("- {name: 未触发, facts: {mass: 2.5}, expect: clear}"))
    }

    @Test("Where a case fails, mistakes are not sought: it is mended first")
    func failing() throws {
        let examination = try Self.examined(
            "rule: mass > 2.5",
            cases: [
                "{facts: {mass: 9}, expect: clear}", "{facts: {mass: 9}, expect: triggered}",
                "{facts: {}, expect: undetermined}",
            ])
        #expect(examination.survivors.isEmpty)
    }

    @Test("Rows of a table that overlap are an error that names both lines and what was asked")
    func overlapping() throws {
        let tables = """
            tables:
              - {name: bands, key: low, columns: [{name: low, type: decimal}, {name: high, type: decimal}, {name: rank, type: integer}]}
            derived:
              - {name: rank, type: integer, is: "lookup(bands WHERE mass >= low AND mass <= high, bands.rank)"}
            """
        let csv = """
            low,high,rank,standard,edition,clause,certainty,force
            0,5,1,GB 9,,,verified,recommended
            5,9,2,GB 9,,,verified,recommended
            """
        let plugin = try Self.plugin([
            "facts.yaml": Self.facts + "\n" + tables, "tables/bands.csv": csv,
            "veto-rules/r.yaml": Self.rule("rule: rank = 2", cases: ["{facts: {}, expect: undetermined}"]),
        ])
        let errors = try plugin.overlaps(ToolsTests.calendar())
        let error = try #require(errors.first)
        #expect(errors.count == 1)
        #expect(error.severity == .error)
        #expect(error.location.file == "facts.yaml")
        #expect(error.message.en.contains("tables/bands.csv:2:1, tables/bands.csv:3:1"))
        #expect(error.message.en.contains("{facts: {mass: 5}}"))
        #expect(try !plugin.examine(nil).hasPassed)
    }
}
