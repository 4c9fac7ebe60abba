import Dabiao
import RuleEngine
import Testing

@Suite("How derived values came about")
struct ValueExplanationTests {
    private static let today = CivilDate(2026, 11, 24)

    private func explain(_ derived: [(String, ValueType, Derivation)], _ telling: Telling, _ name: String) throws
        -> [ValueExplanation]
    {
        var bundle = Bench.bundle()
        bundle.derived = derived.map { name, type, derivation in
            DerivedDeclaration(
                name: name, title: name, type: type, unit: nil, derivation: derivation, location: Bench.here)
        }
        let bench = try Workbench(Bench.compile(bundle))
        return try bench.look(at: telling, amid: Workbench.Surroundings(), on: Self.today) { try $0.values([name]) }
    }

    private func expression(_ text: String) -> Derivation { .expression(Bench.source(text)) }

    private static let vessels: [[String: Value]] = [
        ["serial": .text("A"), "capacity": .number(1)], ["serial": .text("B"), "capacity": .number(5)],
        ["serial": .text("C"), "capacity": .number(7)],
    ]

    @Test("A lookup shows the row that answered, derived inputs follow each once")
    func lookup() throws {
        let explained = try explain(
            [
                (
                    "grade", .integer,
                    expression("lookup(grades WHERE standard = code AND total >= low AND total < high, rank)")
                ),
                ("total", .decimal, expression("x + y")), ("worst", .boolean, expression("grade = 1 AND total > 1")),
            ],
            Telling(facts: ["code": .text("GB 50516"), "x": .number(5000), "y": .number(1)]), "worst")
        #expect(explained.map(\.declaration.name) == ["worst", "grade", "total"])
        #expect(explained.map(\.value) == [.boolean(true), .number(1), .number(5001)])
        #expect(explained[0].inputs.map(\.name) == ["grade", "total"])
        let scan = try #require(explained[1].scans.first)
        #expect((scan.operation, scan.source, scan.total) == ("lookup", "grades", 1))
        #expect(scan.rows.first?.cells.first { $0.column == "high" }?.value == .number(8000))
        #expect(scan.rows.first?.value == .number(1))
        #expect(explained[1].inputs.map(\.name) == ["code", "total"])
        #expect(explained[2].inputs.map { "\($0.name) \($0.value?.description ?? "")" } == ["x 5000", "y 1"])
    }

    @Test(
        "An aggregate shows the rows that counted; any and all those that decided",
        arguments: [
            ("count(vessels WHERE kg(capacity))", ["B", "C"]), ("any(vessels WHERE kg(capacity), serial = 'C')", ["C"]),
            ("all(vessels WHERE kg(capacity), serial = 'C')", ["B"]),
            ("all(vessels WHERE kg(capacity), serial <> 'A')", ["B", "C"]),
            ("if(x > 0, count(vessels WHERE serial = 'A') > 0, count(vessels) > 0)", ["A"]),
        ])
    func aggregate(text: String, rows: [String]) throws {
        let expression = text.replacing("kg(capacity)", with: "capacity > 2")
        let type: ValueType = text.hasPrefix("count") ? .integer : .boolean
        let explained = try explain(
            [("v", type, self.expression(expression))],
            Telling(facts: ["x": .number(1)], lists: ["vessels": Self.vessels]), "v")
        let serials = explained[0].scans.flatMap(\.rows).map { row in
            row.cells.first { $0.column == "serial" }?.value?.description
        }
        #expect(serials == rows)
    }

    @Test("The band that decided is told, and only what was read up to it")
    func bands() throws {
        let derivation = Derivation.bands(
            [("x < 0", "0"), ("count(vessels WHERE capacity > 2) > 1", "1"), ("x > 0", "2")].map { when, value in
                Derivation.Band(when: Bench.source(when), value: Bench.source(value), basis: [])
            })
        let told = Telling(facts: ["x": .number(1)], lists: ["vessels": Self.vessels])
        let explained = try explain([("v", .integer, derivation)], told, "v")
        #expect((explained[0].value, explained[0].band) == (.number(1), 1))
        #expect(explained[0].scans.map(\.total) == [2])
        let unknown = try explain([("v", .integer, derivation)], Telling(), "v")
        #expect((unknown[0].value, unknown[0].band) == (nil, nil))
        #expect(unknown[0].reasons == [.missing("x")])
    }

    @Test("A row whose condition is unknown is shown as such")
    func doubt() throws {
        let told = Telling(lists: [
            "vessels": [["serial": .text("A")], ["serial": .text("B"), "capacity": .number(1)]]
        ])
        let explained = try explain([("v", .integer, expression("count(vessels WHERE capacity > 2)"))], told, "v")
        #expect(explained[0].scans[0].rows.map(\.isKnown) == [false])
        #expect(explained[0].reasons == [.missingCell(list: "vessels", column: "capacity")])
    }

    @Test("What surrounds a telling is read: core facts and registers")
    func surroundings() throws {
        let rule = "enterprise.district = '朝阳区' AND count(assessments WHERE kind = 'review') = 1"
        let bench = try Workbench(Bench.compile(Bench.bundle(rule: rule)))
        var surroundings = Workbench.Surroundings()
        surroundings.core = ["enterprise.district": .text("朝阳区")]
        surroundings.registers = [
            "assessments": [["kind": .text("review"), "date": .date(Self.today)], ["kind": .text("recheck")]]
        ]
        let verdict = try bench.look(at: Telling(), amid: surroundings, on: Self.today) {
            try $0.verdicts().first?.verdict.verdict
        }
        #expect(verdict == .triggered)
        // What was told before is not there any more.
        let without = try bench.look(at: Telling(), amid: Workbench.Surroundings(), on: Self.today) {
            try $0.verdicts().first?.verdict.verdict
        }
        #expect(without == .clear)
    }
}
