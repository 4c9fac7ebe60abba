import Dabiao
import RuleEngine
import Testing

@Suite("Check items about the rows of a list")
struct RowItemTests {
    private static func award(
        award: String? = nil, conforms: String? = nil, when: String? = nil, _ capacities: [Double?]?
    ) throws -> Award {
        var bundle = Bench.bundle()
        bundle.checklist = [
            ChecklistItem(
                id: "item", title: "项", list: "vessels", elements: [:], points: 10, award: award.map(Bench.source),
                conforms: conforms.map(Bench.source), when: when.map(Bench.source), basis: [], span: Span(),
                location: Bench.here)
        ]
        let rows = capacities.map { capacities in
            capacities.enumerated().map { index, capacity in
                ["serial": Value.text("\(index)"), "capacity": capacity.map { .number($0) }].compactMapValues { $0 }
            }
        }
        let telling = Telling(lists: ["vessels": rows].compactMapValues { $0 })
        return try #require(
            try Workbench(Bench.compile(bundle)).evaluate(telling, on: CivilDate(2026, 1, 1)).awards["item"])
    }

    @Test(
        "It conforms when every row does: one that does not decides, one that is unknown keeps it open, none is full marks",
        arguments: [
            ([900, 800], 10, true), ([900, 100], 0, true), ([900, nil], nil, true), ([100, nil], 0, true),
            ([], 10, true), (nil, nil, nil),
        ] as [([Double?]?, Double?, Bool?)])
    func conforms(_ capacities: [Double?]?, _ points: Double?, _ applies: Bool?) throws {
        let award = try Self.award(conforms: "capacity > 500", capacities)
        #expect(award.points == points)
        #expect(award.applies == applies)
    }

    @Test(
        "It earns what its least row earns",
        arguments: [
            ("capacity / 100", [900, 700, 800], 7), ("capacity / 100", [900, nil], nil),
            ("(capacity - 500) / 100", [400, nil], -1),
        ] as [(String, [Double?], Double?)])
    func least(_ award: String, _ capacities: [Double?], _ points: Double?) throws {
        #expect(try Self.award(award: award, capacities).points == points)
    }

    @Test(
        "Rows to which it does not apply do not count; where it applies to none, it does not apply",
        arguments: [([900, 100], 10, true), ([50, 100], 10, false), ([50, nil], nil, nil)]
            as [([Double?], Double?, Bool?)])
    func when(_ capacities: [Double?], _ points: Double?, _ applies: Bool?) throws {
        let award = try Self.award(conforms: "capacity > 500", when: "capacity > 200", capacities)
        #expect(award.points == points)
        #expect(award.applies == applies)
    }
}
