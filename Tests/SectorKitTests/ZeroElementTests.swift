import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Rules that take the marks of an element")
struct ZeroElementTests {
    private static func files(_ elements: String, effect: String = "zero-element", force: String = "law")
        -> [String: String?]
    {
        let basis = "[{standard: GB 9, certainty: verified, force: law}]"
        return [
            "veto-rules/open-flame.yaml": """
            id: open-flame
            title: 明火
            rule: open_flame
            effect: \(effect)
            elements: \(elements)
            basis: [{standard: GB 9, certainty: verified, force: \(force)}]
            remedy: 熄灭
            """,
            "checklist/a.yaml": """
            elements: {"GB/T 33000-2016": 现场管理, "GB/T 33000-2025": 现场管理}
            items:
              - {id: one, title: 一, points: 3, basis: \(basis)}
              - {id: two, title: 二, points: 2, conforms: people > 0, basis: \(basis)}
              - {id: three, title: 三, points: 1, conforms: people > 1, when: mass_kg > 0, basis: \(basis)}
            """,
            "checklist/b.yaml": """
            elements: {"GB/T 33000-2016": 应急管理, "GB/T 33000-2025": 应急准备与处置}
            items:
              - {id: four, title: 四, points: 4, basis: \(basis)}
            """, "cases/a.yaml": nil,
        ]
    }

    private func report(_ elements: String, _ facts: String, answers: String = "") throws -> EvaluationReport {
        let checked = Plugin.check(try Sample.source(Self.files(elements)), installed: { _ in nil })
        let plugin = try #require(checked.plugin, "\(checked.diagnostics.map { $0.text(.english) })")
        return try plugin.evaluate(
            Data(#"{"facts": {\#(facts)}, "answers": {\#(answers)}}"#.utf8), named: "facts",
            on: CivilDate(2026, 11, 24), calendar: .empty)
    }

    private static let both = #"{"GB/T 33000-2016": 现场管理, "GB/T 33000-2025": 现场管理}"#
    private static let all = #""one": "conforming", "four": "conforming""#
    private static let people = #""people": 2, "mass_kg": 0"#

    @Test(
        "A hit takes all marks of the element and none of others; undecided it makes the score provisional",
        arguments: [
            // open_flame, other facts, answers, score, provisional, zeroed items
            ("false", people, all, 100, false, []),
            ("true", people, all, 44.4, false, ["one", "two"]),
            ("", people, all, 100, true, ["one", "two"]),
            // What was not checked earns nothing either way, and is decided.
            ("true", people, #""four": "conforming""#, 44.4, false, ["one", "two"]),
            // What does not apply stays away.
            ("true", people, #""one": "not-applicable", "four": "conforming""#, 66.7, false, ["two"]),
            // Whether the third applies is open: it counts and is not checked.
            ("true", #""people": 2"#, all, 40, true, ["one", "two", "three"]),
            ("true", #""people": 2, "mass_kg": 1"#, all, 40, false, ["one", "two", "three"]),
        ] as [(String, String, String, Double, Bool, [String])])
    func marks(
        flame: String, facts: String, answers: String, score: Double, isProvisional: Bool, items: [String]
    ) throws {
        let told = (flame.isEmpty ? [] : [#""open_flame": \#(flame)"#]) + [facts]
        let report = try report(Self.both, told.joined(separator: ", "), answers: answers)
        #expect(report.score.value == .number(score))
        #expect(report.provisional == isProvisional)
        #expect(report.zeroed.flatMap(\.items) == items)
        #expect(report.zeroed.allSatisfy { $0.rule == "open-flame" })
    }

    @Test(
        "An item belongs to the element in every edition that both name",
        arguments: [
            (#"{"GB/T 33000-2025": 现场管理}"#, 44.4), (#"{"GB/T 33000-2016": 现场管理}"#, 44.4),
            (#"{"GB/T 33000-2016": 应急管理}"#, 55.6),
        ])
    func editions(elements: String, score: Double) throws {
        let report = try report(elements, #""open_flame": true, \#(Self.people)"#, answers: Self.all)
        #expect(report.score.value == .number(score))
    }

    @Test(
        "What it says must be right",
        arguments: [
            (files("{}"), "'elements' needs at least one edition"),
            (files(both, effect: "block"), "only 'effect: zero-element' has 'elements'"),
            (files(both, force: "recommended"), "support 'review' at most, not 'zero-element'"),
            (files(#"{"GB/T 33000-2016": 教育培训}"#), "no check item belongs to '教育培训', it has no marks to take"),
        ])
    func wrong(files: [String: String?], message: String) throws {
        let told = Plugin.check(try Sample.source(files), installed: { _ in nil }).diagnostics.map(\.message.en)
        #expect(told.contains { $0.contains(message) }, "\(told)")
    }

    @Test("Without elements it is refused")
    func without() throws {
        let rule = try #require(Self.files("{}")["veto-rules/open-flame.yaml"] ?? nil)
        let told = BundleReader.read(
            try Sample.source([
                "veto-rules/open-flame.yaml": rule.replacingOccurrences(of: "elements: {}\n", with: "")
            ])
        ).diagnostics.map(\.message.en)
        #expect(told == ["'zero-element' needs 'elements': whose marks it takes (as a checklist file names them)"])
    }
}

@Suite("Elements of standards")
struct ElementTests {
    private func diagnostics(_ elements: String) throws -> [String] {
        let shelf = PluginShelf([plugins])
        var files: [String: String?] = [:]
        files["plugin.yaml"] = (Sample.files["plugin.yaml"] ?? "") + "\nrequires: {common: \">=1.0.0\"}"
        files["checklist/a.yaml"] = Sample.files["checklist/a.yaml"]?.replacingOccurrences(
            of: #"{"GB/T 33000-2016": 现场管理}"#, with: elements)
        return Plugin.check(try Sample.source(files), installed: shelf.plugin).diagnostics.map {
            "\($0.location): \($0.message.en)"
        }
    }

    @Test(
        "They are those of the table that the bundle sees",
        arguments: [
            (#"{"GB/T 33000-2016": 现场管理}"#, nil),
            (#"{"GB/T 33000-2016": 作业安全, "GB/T 33000-2025": 策划}"#, nil),
            (#"{"GB 45673-2025": 某章}"#, nil),
            (
                #"{"GB/T 33000-2016": 现场管里}"#,
                "1:31: there is no element of GB/T 33000-2016 '现场管里'; did you mean '现场管理'?"
            ),
            (#"{"GB/T 33000-2025": 目标职责}"#, "1:31: there is no element of GB/T 33000-2025 '目标职责'; known are 领导作用, "),
            (
                #"{"GB/T 33000-2017": 现场管理}"#,
                "1:31: the table of elements has no edition 'GB/T 33000-2017'; did you mean 'GB/T 33000-2016'?"
            ),
        ] as [(String, String?)])
    func names(elements: String, message: String?) throws {
        let told = try diagnostics(elements)
        #expect(told.count == (message == nil ? 0 : 1), "\(told)")
        if let message { #expect(told.first?.hasPrefix("checklist/a.yaml:\(message)") == true, "\(told)") }
    }

    @Test(
        "Both editions are there, marked as they are known, and both checklists name both",
        arguments: [
            ("GB/T 33000-2016", 8), ("GB/T 33000-2025", 10),
        ])
    func editions(edition: String, count: Int) throws {
        let shelf = PluginShelf([plugins])
        let common = try #require(shelf.plugin("common")).bundle
        let rows = try #require(common.tables.first { $0.name == "elements" }).rows
            .filter { $0.cells["standard_edition"] == .text(edition) }
        #expect(rows.count { $0.cells["parent"] == .text("") } == count)
        let certainties = Set(rows.flatMap(\.basis).map(\.certainty))
        #expect(certainties == (edition.hasSuffix("2016") ? [.verified, .recalled] : [.recalled, .unconfirmed]))
        let hydrogen = try #require(shelf.plugin("hydrogen-station")).bundle
        #expect((common.checklist + hydrogen.checklist).allSatisfy { $0.elements[edition] != nil })
    }
}
