import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Cases that fail, and deadlines in cases")
struct CaseDifferenceTests {
    private static func results(_ source: BundleSource) throws -> [CaseResult] {
        let checked = Plugin.check(source, installed: { _ in nil })
        let plugin = try #require(
            checked.plugin, "\(checked.diagnostics.map { $0.text(.english) }.joined(separator: "\n"))")
        return plugin.test(try ToolsTests.calendar())
    }

    private static func cases(_ expect: String, facts: String = "{}", lists: String = "{}") throws -> BundleSource {
        try Sample.source([
            "cases/a.yaml": """
            cases:
              - name: 一例
                on: 2026-11-24
                facts: \(facts)
                lists: \(lists)
                expect: \(expect)
            """
        ])
    }

    private static func differences(_ expect: String, facts: String = "{}", lists: String = "{}") throws
        -> [CaseDifference]
    {
        try #require(try results(cases(expect, facts: facts, lists: lists)).first { $0.name == "一例" }).differences
    }

    @Test("A verdict that differs says what is missing, or what was read")
    func verdict() throws {
        let missing = try #require(try Self.differences("{vetoes: {open-flame: clear}}").first)
        #expect(missing.kind == .verdict)
        #expect([missing.name, missing.expected, missing.found] == ["open-flame", "clear", "undetermined"])
        #expect(missing.reasons.map(\.zh) == ["尚未填报“明火”"])
        let read = try #require(
            try Self.differences("{vetoes: {open-flame: clear}}", facts: "{open_flame: true}").first)
        #expect(read.found == "triggered")
        #expect(read.reasons.map(\.en) == ["open_flame = true"])
    }

    @Test("A derived value that differs says why it is unknown; a score is told as it came out")
    func derived() throws {
        let derived = try #require(try Self.differences("{derived: {total: 5}}").first)
        #expect([derived.expected, derived.found] == ["5", "unknown"])
        #expect(derived.reasons.map(\.zh) == ["尚未填报清单“罐”"])
        let score = try #require(try Self.differences("{score: 50}", facts: "{open_flame: true}").first)
        #expect([score.found, score.phrase.zh] == ["28.6", "得分 应为 50，实为 28.6"])
        #expect(score.expected == "50")
        let all = try Self.differences("{derived: {total: 5}, vetoes: {open-flame: clear}}")
        #expect(all.count == 2)
    }

    @Test(
        "Deadlines come out of a case",
        arguments: [
            ("{deadlines: {test: 2027-03-15}}", "{tested_on: 2026-09-15}", nil),
            ("{deadlines: {test: undetermined}}", "{}", nil),
            ("{deadlines: {test: 2027-03-16}}", "{tested_on: 2026-09-15}", "2027-03-15"),
            ("{deadlines: {test: none}}", "{tested_on: 2026-09-15}", "2027-03-15"),
            ("{deadlines: {test: 2027-03-15}}", "{}", "undetermined"),
        ] as [(String, String, String?)])
    func deadline(_ expect: String, _ facts: String, _ found: String?) throws {
        let differences = try Self.differences(expect, facts: facts)
        #expect(differences.map(\.found) == [found].compactMap { $0 })
        #expect(differences.allSatisfy { $0.kind == .deadline })
        if found == "undetermined" { #expect(differences.first?.reasons.map(\.zh) == ["缺“检测日期”"]) }
    }

    private static let duty = """
        obligations:
          - id: tank
            title: 罐检
            for: tanks
            due: due_on
            remind: P30D
            basis: [{standard: GB 9, certainty: verified, force: law}]
            cases:
              - {name: 两罐, on: 2026-11-24, lists: {tanks: [{serial: A, volume: 1, due_on: 2027-01-02}, {serial: B, volume: 1}]}, expect: {A: 2027-01-02, B: undetermined}}
              - {name: 全部, on: 2026-11-24, lists: {tanks: [{serial: A, volume: 1, due_on: 2027-01-02}, {serial: B, volume: 1, due_on: 2027-01-01}]}, expect: [2027-01-01, 2027-01-02]}
              - {name: 未填, on: 2026-11-24, expect: undetermined}
              - {name: 写错, on: 2026-11-24, lists: {tanks: [{serial: A, volume: 1, due_on: 2027-01-02}]}, expect: {A: 2027-01-03, C: none}}
        """

    @Test("An obligation has cases of its own, row by row")
    func obligation() throws {
        let results = try Self.results(Sample.source(["obligations.yaml": Self.duty]))
        let mine = results.filter { $0.name.hasPrefix("tank/") }
        #expect(mine.map(\.name) == ["tank/两罐", "tank/全部", "tank/未填", "tank/写错"])
        #expect(mine.map(\.hasPassed) == [true, true, true, false])
        let difference = try #require(mine.last?.differences.first)
        #expect(mine.last?.differences.count == 1)
        #expect([difference.name, difference.expected, difference.found] == ["tank A", "2027-01-03", "2027-01-02"])
        #expect(mine.last?.location == SourceLocation(file: "obligations.yaml", line: 12, column: 9))
    }

    @Test(
        "What a case expects of deadlines is checked where it stands",
        arguments: [
            ("{deadlines: {tset: none}}", "did you mean 'test'?"), ("{deadlines: {test: soon}}", "expected due days"),
            ("{deadlines: {test: {A: 2026-02-30}}}", "expected due days"),
            ("{deadlines: {test: []}}", "expected due days"),
        ])
    func refused(_ expect: String, _ message: String) throws {
        let diagnostics = BundleReader.read(try Self.cases(expect)).diagnostics
        #expect(diagnostics.contains { $0.message.en.contains(message) }, "\(diagnostics.map(\.message.en))")
    }
}
