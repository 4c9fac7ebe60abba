import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("The author's tools on the bundles of this repository")
struct ToolsTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func calendar() throws -> WorkCalendar { try CalendarFolder.read("\(root)/config/calendar") }

    static func plugin(_ folder: String) throws -> Plugin {
        let shelf = PluginShelf(["\(root)/Plugins"])
        let source = try BundleSource(directory: "\(root)/Plugins/\(folder)")
        let checked = Plugin.check(source, installed: shelf.plugin)
        return try #require(
            checked.plugin, "\(checked.diagnostics.map { $0.text(.english) }.joined(separator: "\n"))")
    }

    @Test("Every bundle passes lint and its own cases", arguments: ["Common", "HydrogenStation"])
    func bundles(_ folder: String) throws {
        let results = try Self.plugin(folder).test(Self.calendar())
        #expect(!results.isEmpty)
        for result in results where !result.hasPassed {
            Issue.record("\(result.diagnostic.text(.english))")
        }
    }

    @Test("The answer of plugin evaluate has the shape that scripts rely on")
    func evaluate() throws {
        let facts = #"{"facts": {"in_city_centre": true, "design_code": "GB 50516", "total_storage_kg": 5000}}"#
        let report = try Self.plugin("HydrogenStation").evaluate(
            Data(facts.utf8), named: "facts.json", on: CivilDate(2026, 11, 24), calendar: Self.calendar())
        let veto = try #require(report.vetoes.first { $0.id == "grade-one-in-city-centre" })
        #expect(veto.verdict == .triggered)
        #expect(veto.missing.isEmpty)
        #expect(veto.facts["station_grade"]?.value == .number(1))
        #expect(report.derived["station_grade"]?.value == .number(1))
        #expect(report.derived["largest_vessel_kg"]?.value == nil)
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(json.contains(#""largest_vessel_kg":null"#))
        #expect(json.contains(#""station_grade":1"#))
    }

    @Test(
        "The grade by its boundaries",
        arguments: [
            (0, 3), (3000, 3), (3000.0001, 2), (4999.9, 2), (5000, 1), (8000, 1), (8000.5, 0),
        ])
    func grade(_ kilograms: Double, _ grade: Double) throws {
        let facts = #"{"facts": {"design_code": "GB 50516", "total_storage_kg": \#(kilograms)}}"#
        let report = try Self.plugin("HydrogenStation").evaluate(
            Data(facts.utf8), named: "facts.json", on: CivilDate(2026, 11, 24), calendar: Self.calendar())
        #expect(report.derived["station_grade"]?.value == .number(grade))
    }
}
