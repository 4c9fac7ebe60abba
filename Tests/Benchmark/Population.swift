import Dabiao
import Foundation
import RuleEngine

/// A city of made-up stations, and the rules that judge them.
struct Population {
    /// A rule in the spelling of each engine, as `rules.json` has it.
    struct Rule: Decodable {
        let id: String
        let list: String?
        let rule: String

        enum CodingKeys: String, CodingKey {
            case id, rule
            case list = "for"
        }
    }

    static let today = CivilDate(2026, 11, 24)
    private static let here = SourceLocation(file: "rules.json", line: 1, column: 1)

    static func bundle(rules: Data) throws -> Dabiao.Bundle {
        guard let version = BundleVersion("1.0.0") else { throw CancellationError() }
        var bundle = Bundle(
            id: "stations", version: version, title: "stations",
            subject: .enterprise, sector: nil, department: "benchmark", requires: [:])
        bundle.contentHash = "stations-1"
        bundle.facts =
            truths.map { fact($0, .boolean) } + figures.map { fact($0.name, .decimal, unit: $0.unit) }
            + days.map { fact($0, .date) } + [fact("design_code", .choice(codes))]
        bundle.lists = [
            ListDeclaration(
                name: "vessels", title: "vessels", key: ["serial"],
                columns: [
                    column("serial", .text), column("capacity_kg", .decimal, unit: "kg"),
                    column("next_inspection_on", .date), column("out_of_service", .boolean),
                ], location: here)
        ]
        bundle.tables = [
            TableDeclaration(
                name: "grades", title: "grades", key: ["code", "rank"],
                columns: [
                    column("code", .text), column("rank", .integer), column("low_kg", .decimal, unit: "kg"),
                    column("high_kg", .decimal, unit: "kg"),
                ], rows: grades.map { TableRow(cells: $0, basis: [], location: here) }, location: here)
        ]
        bundle.derived = [
            DerivedDeclaration(
                name: "load_per_area", title: "load", type: .decimal, unit: "kg",
                derivation: .expression(ExpressionSource("storage_kg / floor_area_m2", at: here)), location: here)
        ]
        bundle.vetoRules = try JSONDecoder().decode([Rule].self, from: rules).map { rule in
            VetoRule(
                id: rule.id, title: rule.id, list: rule.list, rule: ExpressionSource(rule.rule, at: here), basis: [],
                effect: .advise, hazard: .none, remedy: "", span: Span(), cases: [], location: here)
        }
        return bundle
    }

    private static func fact(_ name: String, _ type: ValueType, unit: String? = nil) -> FactDeclaration {
        FactDeclaration(name: name, title: name, type: type, unit: unit, location: here)
    }

    private static func column(_ name: String, _ type: ValueType, unit: String? = nil) -> ColumnDeclaration {
        ColumnDeclaration(name: name, title: name, type: type, unit: unit, location: here)
    }

    // MARK: - Facts

    private static let codes = ["GB 50516", "GB 50156", "GB 50177"]
    private static let truths = [
        "in_city_centre", "licensed", "alarm_fitted", "renewal_filed", "signs_posted", "emergency_plan", "plan_filed",
        "relief_tested", "safety_manager", "isolated",
    ]
    private static let figures: [(name: String, unit: String?, high: Double)] = [
        ("storage_kg", "kg", 8000), ("pressure_mpa", "MPa", 90), ("distance_m", nil, 300), ("oil_m3", nil, 500),
        ("employees", nil, 150), ("floor_area_m2", nil, 5000),
    ]
    private static let days = ["last_check_on", "permit_expires_on", "drill_on", "training_on"]
    private static let grades: [[String: Value]] = codes.flatMap { code in
        [(1, 5000, 8000), (2, 3000, 5000), (3, 0, 3000)].map { rank, low, high in
            [
                "code": .text(code), "rank": .number(Double(rank)), "low_kg": .number(Double(low)),
                "high_kg": .number(Double(high)),
            ]
        }
    }

    /// SplitMix64: the same city in every run.
    private var state: UInt64 = 20_261_124

    private mutating func random(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(count))
    }

    private mutating func day() -> Value { .date(CivilDate(2025, 6, 1).adding(days: random(900)) ?? Self.today) }

    /// What is told of the next station: one fact in fifty is not.
    mutating func telling() -> Telling {
        var telling = Telling()
        for name in Self.truths { telling.facts[name] = .boolean(random(8) > 0) }
        telling.facts["in_city_centre"] = .boolean(random(5) == 0)
        for figure in Self.figures {
            telling.facts[figure.name] = .number(Double(random(Int(figure.high * 10)) + 1) / 10)
        }
        for name in Self.days { telling.facts[name] = day() }
        telling.facts["design_code"] = .text(Self.codes[random(Self.codes.count)])
        for name in telling.facts.keys.sorted() where random(50) == 0 { telling.facts[name] = nil }
        telling.lists["vessels"] = (0..<1 + random(5)).map { place in
            [
                "serial": .text("R-\(place)"), "capacity_kg": .number(Double(random(30_000)) / 10),
                "next_inspection_on": day(), "out_of_service": .boolean(random(6) == 0),
            ]
        }
        return telling
    }

    /// Whether everything is known of a station, as engines without *unknown* need it.
    static func isComplete(_ telling: Telling) -> Bool {
        telling.facts.count == truths.count + figures.count + days.count + 1
    }

    /// A station as the other engines read it: everything that the rules name, the tables too.
    static func context(_ telling: Telling, derived: [String: Value?]) -> [String: Any] {
        var context: [String: Any] = ["today": plain(.date(today)), "grades": grades.map { $0.mapValues(plain) }]
        for (name, value) in telling.facts { context[name] = plain(value) }
        for (name, value) in derived { if let value { context[name] = plain(value) } }
        for (name, rows) in telling.lists { context[name] = rows.map { $0.mapValues(plain) } }
        return context
    }

    private static func plain(_ value: Value) -> Any {
        switch value {
        case .boolean(let truth): truth
        case .number(let number): number
        case .date(let day): "\(day)T00:00:00Z"
        case .text(let text): text
        case .datetime, .never, .period, .set: "\(value)"
        }
    }
}
