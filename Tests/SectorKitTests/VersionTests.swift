import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Versions of one thing")
struct VersionTests {
    private static func rule(_ condition: String, _ keys: String = "", id: String = "open-flame") -> String {
        """
        id: \(id)
        title: 明火
        rule: \(condition)
        basis: [{standard: GB 9, certainty: verified, force: law}]
        remedy: 熄灭
        \(keys)
        """
    }

    private func errors(_ changes: [String: String?]) throws -> [String] {
        Plugin.check(try Sample.source(changes), installed: { _ in nil }).diagnostics.map {
            "\($0.location): \($0.message.en)"
        }
    }

    private func plugin(_ changes: [String: String?]) throws -> Plugin {
        let checked = Plugin.check(try Sample.source(changes), installed: { _ in nil })
        return try #require(checked.plugin, "\(checked.diagnostics.map { $0.text(.english) })")
    }

    private func report(_ plugin: Plugin, _ facts: String, on day: String) throws -> EvaluationReport {
        try plugin.evaluate(
            Data(#"{"facts": {\#(facts)}}"#.utf8), named: "facts.json", on: try #require(CivilDate(day[...])),
            calendar: .empty)
    }

    /// Two versions of a rule with a gap between them.
    private static let gap: [String: String?] = [
        "veto-rules/open-flame.yaml": rule("open_flame", "until: 2027-01-01"),
        "veto-rules/open-flame.2028.yaml": rule("NOT open_flame", "effective: 2028-01-01"),
    ]

    @Test(
        "Of a rule each day has its own version, and a gap has none",
        arguments: [
            ("2026-12-31", ["triggered"]), ("2027-01-01", []), ("2027-12-31", []), ("2028-01-01", ["clear"]),
        ])
    func rules(day: String, verdicts: [String]) throws {
        let report = try report(plugin(Self.gap), #""open_flame": true"#, on: day)
        #expect(report.vetoes.map(\.verdict.rawValue) == verdicts)
    }

    @Test("Versions that hold on the same days are told of with both places and the days")
    func overlap() throws {
        let told = try errors([
            "veto-rules/open-flame.yaml": Self.rule("open_flame", "until: 2027-03-01"),
            "veto-rules/open-flame.new.yaml": Self.rule("NOT open_flame", "effective: 2027-01-01"),
        ])
        #expect(
            told == [
                "veto-rules/open-flame.yaml:1:1: veto rule 'open-flame' stands at veto-rules/open-flame.new.yaml:1:1 "
                    + "already, both hold from 2027-01-01 to 2027-02-28: two versions of one thing part their days by "
                    + "'until' and 'effective'"
            ])
    }

    @Test("A further version has the id before the first dot of its file's name")
    func fileName() throws {
        let told = try errors([
            "veto-rules/open-flame.yaml": String?.none,
            "veto-rules/fire.2028.yaml": Self.rule("open_flame", "effective: 2028-01-01"),
        ])
        #expect(told.count == 1)
        #expect(told.first?.contains("the id must be the file's name: fire (up to the first dot") == true)
    }

    struct Doubles: Sendable, CustomTestStringConvertible {
        let file: String
        let old: String
        let new: String
        /// A part of the only error; nil where there is none.
        let message: String?

        var testDescription: String { new }
    }

    private static let fact = "  - {name: people, title: 人数, type: integer}\n"
    private static let item =
        "  - {id: judged, title: 人判, points: 2.5, basis: [{standard: GB 9, certainty: verified, force: law}]}\n"

    @Test(
        "Facts, items, duties and rows may have versions on days of their own only",
        arguments: [
            Doubles(
                file: "facts.yaml", old: fact,
                new: "  - {name: people, title: 人数, type: integer, until: 2027-01-01}\n"
                    + "  - {name: people, title: 人数, type: decimal, effective: 2027-06-01}\n", message: nil),
            Doubles(
                file: "facts.yaml", old: fact,
                new: "  - {name: people, title: 人数, type: integer, until: 2027-01-02}\n"
                    + "  - {name: people, title: 人数, type: decimal, effective: 2027-01-01}\n",
                message: "'people' stands at facts.yaml:5:12 already, both hold from 2027-01-01 to 2027-01-01"),
            Doubles(
                file: "facts.yaml", old: fact,
                new: "  - {name: people, title: 人数, type: integer, until: 2027-01-02}\n"
                    + "  - {name: mass_kg, title: 人数, type: decimal, effective: 2027-01-01}\n",
                message: "'mass_kg' stands at facts.yaml:4:12 already, both hold from 2027-01-01 on"),
            Doubles(
                file: "facts.yaml", old: fact,
                new: "  - {name: tanks, title: 人数, type: integer, until: 2027-01-02}\n",
                message: "'tanks' is taken at facts.yaml:5:12"),
            Doubles(
                file: "facts.yaml", old: fact,
                new: "  - {name: people, title: 人数, type: integer, effective: 2027-01-01, until: 2027-01-01}\n",
                message: "'until' must be later than 'effective' (2027-01-01)"),
            Doubles(
                file: "checklist/a.yaml", old: item,
                new: item + item.replacingOccurrences(of: "judged,", with: "judged, effective: 2027-01-01,"),
                message: "check item 'judged' stands at checklist/a.yaml:3:5 already, both hold from 2027-01-01 on"),
            Doubles(
                file: "tables/regions.csv", old: "name,share,standard,edition,clause,certainty,force\n",
                new: "name,share,effective,until,standard,edition,clause,certainty,force\n"
                    + "南城,1,,2027-01-01,GB/T 2260,,,recalled,recommended\n"
                    + "南城,2,2026-12-31,,GB/T 2260,,,recalled,recommended\n",
                message:
                    "the key '南城' stands at tables/regions.csv:2:1 already, both hold from 2026-12-31 to 2026-12-31"
            ),
            Doubles(
                file: "tables/regions.csv", old: "name,share,standard,edition,clause,certainty,force\n",
                new: "name,share,until,standard,edition,clause,certainty,force\n"
                    + "南城,1,2027-02-30,GB/T 2260,,,recalled,recommended\n",
                message: "'until' must be a date that exists, YYYY-MM-DD, found '2027-02-30'"),
        ])
    func doubles(sample: Doubles) throws {
        var text = try #require(Sample.files[sample.file])
        try #require(text.contains(sample.old))
        text = text.replacingOccurrences(of: sample.old, with: sample.new)
        if sample.file.hasPrefix("tables"), !sample.new.hasSuffix("y") {
            // The rows after the new ones have the new columns too.
            let extra = sample.new.contains("effective,") ? ",,," : ",,"
            for name in ["东城,0.5", "西城,1"] {
                text = text.replacingOccurrences(of: "\(name),GB", with: "\(name)\(extra)GB")
            }
        }
        let told = try errors([sample.file: text])
        #expect(told.count == (sample.message == nil ? 0 : 1), "\(told)")
        if let message = sample.message { #expect(told.first?.contains(message) == true, "\(told)") }
    }

    /// A limit, a band, a row and a fact that change their versions on different days.
    private static let schema: [String: String?] = [
        "plugin.yaml": Sample.files["plugin.yaml"], "checklist/a.yaml": nil, "cases/a.yaml": nil,
        "obligations.yaml": nil, "veto-rules/open-flame.yaml": rule("people > limit OR extra > 1"),
        "facts.yaml": """
        parameters:
          - {name: limit, title: 上限, type: integer, value: 5, until: 2027-01-01, basis: {standard: A, certainty: verified, force: law}}
          - {name: limit, title: 上限, type: integer, value: 9, effective: 2027-01-01, basis: {standard: B, certainty: verified, force: law}}
        facts:
          - {name: people, title: 人数, type: integer}
          - {name: extra, title: 外包, type: integer, until: 2028-01-01}
          - {name: extra, title: 外包, type: decimal, effective: 2028-01-01}
        tables:
          - {name: regions, key: name, columns: [{name: name, type: text}, {name: share, type: decimal}]}
        derived:
          - {name: east_share, type: decimal, is: "lookup(regions WHERE name = '东城', share)"}
          - name: size
            type: text
            bands:
              - {when: people < 3, value: "'small'", until: 2027-06-01}
              - {when: people < 8, value: "'medium'"}
        """,
        "tables/regions.csv": """
        name,share,effective,until,standard,edition,clause,certainty,force
        东城,0.5,,2029-01-01,GB/T 2260,,,recalled,recommended
        东城,0.7,2029-01-01,,GB/T 2260,,,recalled,recommended
        """,
    ]

    @Test(
        "Parameters, bands, rows and facts of a day decide what is computed for it",
        arguments: [
            ("2026-12-31", Verdict.triggered, "medium", 0.5), ("2027-01-01", .clear, "medium", 0.5),
            ("2028-12-31", .clear, "medium", 0.5), ("2029-01-01", .clear, "medium", 0.7),
        ])
    func eras(day: String, verdict: Verdict, size: String, share: Double) throws {
        let report = try report(plugin(Self.schema), #""people": 6, "extra": 1"#, on: day)
        #expect(report.vetoes.map(\.verdict) == [verdict])
        #expect(report.derived["size"]?.value == .text(size))
        #expect(report.derived["east_share"]?.value == .number(share))
    }

    @Test("A band that has ended classifies no more; a fact reads by its type of the day")
    func bandsAndTypes() throws {
        let plugin = try plugin(Self.schema)
        #expect(try report(plugin, #""people": 2"#, on: "2027-05-31").derived["size"]?.value == .text("small"))
        #expect(try report(plugin, #""people": 2"#, on: "2027-06-01").derived["size"]?.value == .text("medium"))
        #expect(throws: DabiaoError.self) { try report(plugin, #""extra": 1.5"#, on: "2027-12-31") }
        #expect(try report(plugin, #""extra": 1.5"#, on: "2028-01-01").vetoes.map(\.verdict) == [.triggered])
    }

    @Test("What a bundle has in force on a day is one version of each thing, and rules of all days")
    func inForce() throws {
        let bundle = try plugin(Self.schema).bundle
        #expect(
            bundle.schemaTurns == [
                CivilDate(2027, 1, 1), CivilDate(2027, 6, 1), CivilDate(2028, 1, 1), CivilDate(2029, 1, 1),
            ])
        #expect(bundle.turns == bundle.schemaTurns)
        for day in bundle.schemaTurns.flatMap({ [$0.adding(days: -1), $0] }).compactMap({ $0 }) {
            let inForce = bundle.inForce(on: day)
            #expect(inForce.facts.map(\.name) == ["people", "extra"])
            #expect(inForce.parameters.count == 1)
            #expect(inForce.tables.flatMap(\.rows).count == 1)
            #expect(inForce.vetoRules == bundle.vetoRules)
            #expect(inForce.schemaTurns.allSatisfy { $0 > day || inForce.facts.contains { $0.span.contains(day) } })
        }
    }

    @Test("A rule reads what is declared on its days: of the future it may, in force it must")
    func readsItsDays() throws {
        func facts(_ keys: String) -> String? {
            Sample.files["facts.yaml"]?.replacingOccurrences(
                of: "type: boolean}", with: "type: boolean}\n  - {name: spark, title: 火花, type: boolean, \(keys)}")
        }
        let future = try plugin([
            "facts.yaml": facts("effective: 2028-01-01"),
            "veto-rules/spark.yaml": Self.rule("spark", "effective: 2028-01-01", id: "spark"),
        ])
        #expect(try report(future, #""open_flame": true"#, on: "2027-01-01").upcoming.isEmpty)
        #expect(try report(future, #""spark": true"#, on: "2028-01-01").vetoes.map(\.verdict).contains(.triggered))
        let told = try errors([
            "facts.yaml": facts("effective: 2028-01-01"),
            "veto-rules/spark.yaml": Self.rule("spark", "effective: 2027-12-31", id: "spark"),
        ])
        #expect(told.count == 1)
        #expect(told.first?.hasPrefix("veto-rules/spark.yaml:3:7: ") == true)
        #expect(told.first?.hasSuffix(" (up to 2027-12-31)") == true, "\(told)")
    }

    @Test("A duty is discharged by what is declared on all days on which it may be owed")
    func dischargeDeclared() throws {
        let facts = Sample.files["facts.yaml"]?.replacingOccurrences(
            of: "检测日期, type: date}", with: "检测日期, type: date, until: 2028-01-01}")
        let told = try errors(["facts.yaml": facts])
        #expect(told.contains { $0.contains("the fact 'tested_on' that it uses is not declared") }, "\(told)")
    }

    @Test(
        "An item may be computed up to a day and judged from it on, with other points",
        arguments: [("2026-12-31", 30.0), ("2027-01-01", 20)])
    func items(day: String, score: Double) throws {
        let basis = "basis: [{standard: GB 9, certainty: verified, force: law}]"
        let plugin = try plugin([
            "cases/a.yaml": nil,
            "checklist/a.yaml": """
            elements: {"GB/T 33000-2016": 现场管理}
            items:
              - {id: other, title: 其他, points: 7, until: 2027-01-01, \(basis)}
              - {id: other, title: 其他, points: 8, effective: 2027-01-01, \(basis)}
              - {id: item, title: 项, points: 3, conforms: people > 0, until: 2027-01-01, \(basis)}
              - {id: item, title: 项, points: 2, effective: 2027-01-01, \(basis)}
            """,
        ])
        let told = #"{"facts": {"people": 1}, "answers": {"item": "conforming", "other": "nonconforming"}}"#
        let report = try plugin.evaluate(
            Data(told.utf8), named: "facts", on: try #require(CivilDate(day[...])), calendar: .empty)
        #expect(report.score.value == .number(score))
        #expect(!report.provisional)
    }

    @Test("A case of a version is about one of its days")
    func caseDay() throws {
        let rule = Self.rule(
            "open_flame",
            "effective: 2027-01-01\ncases: [{on: 2026-12-31, facts: {open_flame: true}, expect: triggered}]")
        let told = try errors(["veto-rules/open-flame.yaml": rule])
        #expect(told.contains { $0.contains("2026-12-31 of the case is none of this version's (from 2027-01-01 on)") })
    }

    @Test("A case without a day is run on one of its version's")
    func caseOfVersion() throws {
        var changes = Self.gap
        for (path, expected) in [("open-flame", "triggered"), ("open-flame.2028", "clear")] {
            let text = try #require(changes["veto-rules/\(path).yaml"] ?? nil)
            changes["veto-rules/\(path).yaml"] =
                text + "\ncases: [{facts: {open_flame: true}, expect: \(expected)}]"
        }
        let results = try plugin(changes).test(.empty).filter { $0.name.hasPrefix("open-flame") }
        #expect(results.map(\.hasPassed) == [true, true])
    }
}
