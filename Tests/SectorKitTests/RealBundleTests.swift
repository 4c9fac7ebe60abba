import Dabiao
import SectorKit
import Testing

@Suite("The bundles of this repository")
struct RealBundleTests {
    private func read(_ name: String) throws -> Dabiao.Bundle {
        let (bundle, diagnostics) = BundleReader.read(try BundleSource(directory: "\(plugins)/\(name)"))
        #expect(diagnostics.isEmpty, "\(diagnostics.map { "\($0.location): \($0.message.en)" })")
        return try #require(bundle)
    }

    @Test("read without a complaint", arguments: [("Common", 3, 10, 3), ("HydrogenStation", 31, 39, 24)])
    func counts(name: String, vetoRules: Int, items: Int, obligations: Int) throws {
        let bundle = try read(name)
        #expect(bundle.vetoRules.count == vetoRules)
        #expect(bundle.checklist.count == items)
        #expect(bundle.checklist.reduce(0) { $0 + $1.points } == 100)
        #expect(bundle.obligations.count == obligations)
        #expect(bundle.cases.count >= 2)
        #expect(bundle.contentHash.count == 64)
    }

    @Test("have a case for each verdict that a rule can give", arguments: ["Common", "HydrogenStation"])
    func verdicts(name: String) throws {
        for rule in try read(name).vetoRules {
            #expect(
                Set(rule.cases.map(\.expected)).isSuperset(of: [.triggered, .clear, .undetermined]), "\(rule.id)")
        }
    }

    @Test("have the headings that every README has", arguments: ["Common", "HydrogenStation"])
    func readme(name: String) throws {
        let source = try BundleSource(directory: "\(plugins)/\(name)")
        let text = String(decoding: try #require(source.files["README.md"]), as: UTF8.self)
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
        #expect(headings == ["覆盖", "不覆盖", "来源与最近核对日期", "未确认", "维护", "测试"])
    }

    @Test("Common lists the districts and the sectors")
    func commonTables() throws {
        let tables = try read("Common").tables
        let districts = try #require(tables.first { $0.name == "districts" })
        #expect(districts.rows.count == 17)
        let zone = try #require(districts.rows.last)
        #expect(zone.cells == ["name": .text("北京经济技术开发区"), "code": .text(""), "alias": .text("经开区;亦庄")])
        let sectors = try #require(tables.first { $0.name == "sectors" })
        #expect(
            sectors.rows.compactMap { $0.cells["id"]?.description } == [
                "hazardous-chemicals", "dust-explosion", "confined-space", "energy-storage", "hydrogen-station",
            ])
    }

    @Test("Common's rules block only on the strength of a law")
    func commonEffects() throws {
        let effects = try read("Common").vetoRules.map { ($0.id, $0.effect) }
        #expect(effects.map(\.0) == ["hazards-not-inspected", "on-sanction-list", "special-campaign-unfinished"])
        #expect(effects.map(\.1) == [.block, .block, .block])
    }

    @Test("The hydrogen station declares what others rely on, with clauses and editions as text")
    func hydrogenStation() throws {
        let bundle = try read("HydrogenStation")
        #expect(bundle.id == "hydrogen-station")
        #expect(bundle.requires == ["common": try #require(BundleVersion("1.0.0"))])
        #expect(bundle.facts.first { $0.name == "design_code" }?.type == .choice(["GB 50516", "GB 50156"]))
        let vessels = try #require(bundle.lists.first { $0.name == "vessels" })
        #expect(vessels.key == ["serial"])
        #expect(vessels.columns.prefix(3).map(\.name) == ["serial", "capacity_kg", "next_inspection_on"])
        let rule = try #require(bundle.vetoRules.first { $0.id == "grade-one-in-city-centre" })
        #expect(rule.effect == .block)
        #expect(rule.rule.text == "in_city_centre AND station_grade = 1")
        #expect(
            rule.rule.location == SourceLocation(file: "veto-rules/grade-one-in-city-centre.yaml", line: 3, column: 7))
        #expect(
            rule.basis == [
                Citation(
                    standard: "GB 50516-2010", edition: "2021", clause: "4.0.2", certainty: .verified,
                    force: .mandatory)
            ])
        let grades = try #require(bundle.tables.first { $0.name == "grades" })
        #expect(grades.rows.map { $0.cells["rank"] } == [1, 2, 3, 1, 2, 3].map { .number($0) })
        #expect(grades.rows.allSatisfy { $0.basis.map(\.certainty) == [.recalled] })
    }

    @Test(
        "What the hydrogen station's sources do not confirm advises at most, and what they argue by analogy is reviewed"
    )
    func hydrogenEffects() throws {
        let rules = try read("HydrogenStation").vetoRules
        func ids(_ effect: Effect) -> [String] { rules.filter { $0.effect == effect }.map(\.id) }
        #expect(ids(.advise) == ["combined-station-in-centre", "distance-possibly-too-short"])
        #expect(
            ids(.review) == [
                "distance-too-short", "fatal-accident", "lodging-or-catering", "no-overpressure-protection",
                "overdue-cylinders-filled", "storage-over-approved", "unpermitted-special-work",
                "vessel-over-limit",
            ])
        #expect(ids(.block).count == rules.count - 10)
    }

    @Test("The hydrogen station judges each thing and person by itself")
    func hydrogenRows() throws {
        let bundle = try read("HydrogenStation")
        #expect(
            Set(bundle.vetoRules.compactMap(\.list)) == [
                "vessels", "pipelines", "safety_valves", "detectors", "dispensers", "exposures", "people",
            ])
        #expect(
            Set(bundle.obligations.compactMap(\.list)) == [
                "vessels", "pipelines", "tube_trailers", "safety_valves", "pressure_gauges", "detectors", "dispensers",
                "people", "certificates_held",
            ])
    }
}
