import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Dates whose blank means never")
struct NeverTests {
    private func plugin(_ column: String = "blank: never") throws -> Plugin.Checked {
        let facts = Sample.files["facts.yaml"]?.replacingOccurrences(
            of: "到期, type: date}", with: "到期, type: date, \(column)}")
        let rule = """
            id: open-flame
            title: 明火
            for: tanks
            rule: due_on < today
            basis: [{standard: GB 9, certainty: verified, force: recommended}]
            remedy: 熄灭
            """
        return Plugin.check(
            try Sample.source(["facts.yaml": facts, "veto-rules/open-flame.yaml": rule, "cases/a.yaml": nil]),
            installed: { _ in nil })
    }

    @Test(
        "They compare later than every date",
        arguments: [
            (#""due_on": "2026-11-23""#, Verdict.triggered, Value.date(CivilDate(2026, 11, 23))),
            (#""due_on": "2026-11-24""#, .clear, .date(CivilDate(2026, 11, 24))),
            (#""due_on": "2200-12-31""#, .clear, .date(CivilDate(2200, 12, 31))),
            (#""due_on": "never""#, .clear, .never), (#""due_on": """#, .clear, .never),
            (#""volume": 1"#, .clear, .never),
        ])
    func compared(cell: String, verdict: Verdict, value: Value) throws {
        let plugin = try #require(plugin().plugin)
        let row = cell.contains("volume") ? cell : #"\#(cell), "volume": 1"#
        let report = try plugin.evaluate(
            Data(#"{"lists": {"tanks": [{"serial": "A", \#(row)}]}}"#.utf8), named: "facts",
            on: CivilDate(2026, 11, 24), calendar: .empty)
        let veto = try #require(report.vetoes.first)
        #expect(veto.verdict == verdict)
        #expect(veto.facts["due_on"]?.value == value)
    }

    @Test("In a column without it a blank is unknown")
    func unknown() throws {
        let plugin = try #require(plugin("required: false").plugin)
        let report = try plugin.evaluate(
            Data(#"{"lists": {"tanks": [{"serial": "A", "volume": 1}]}}"#.utf8), named: "facts",
            on: CivilDate(2026, 11, 24), calendar: .empty)
        #expect(report.vetoes.map(\.verdict) == [.undetermined])
    }

    @Test(
        "Only dates that are told and may be left out have it",
        arguments: [
            "blank: never, required: true", "blank: never, is: tested_on",
        ])
    func refused(column: String) throws {
        let told = try plugin(column).diagnostics.map(\.message.en)
        #expect(told.contains("only a date that is told and may be left out has 'blank: never'"), "\(told)")
    }

    @Test("The hazard of a check item is read and kept")
    func hazard() throws {
        let source = try Sample.source("checklist/a.yaml", "points: 2.5,", "points: 2.5, hazard: major,")
        #expect(BundleReader.read(source).bundle?.checklist.map(\.hazard) == [.major, HazardSeverity.none])
    }
}
