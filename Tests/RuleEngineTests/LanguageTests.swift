import Dabiao
import RuleEngine
import Testing

@Suite("Sets, parameters and bands")
struct LanguageTests {
    static func bundle(rule: String) -> Bundle {
        var bundle = Bench.bundle(rule: rule)
        bundle.facts += [
            Bench.fact("risks", .set(["fire", "dust", "dust explosion"])),
            Bench.fact("risk", .choice(["fire", "dust"])),
        ]
        bundle.parameters = [
            ParameterDeclaration(
                name: "limit", title: "上限", type: .decimal, unit: "kg", value: .number(5000), basis: [],
                location: Bench.here)
        ]
        bundle.derived = [
            DerivedDeclaration(
                name: "band", title: "档", type: .integer, unit: nil,
                derivation: .bands(
                    [("x < 1", "1"), ("x < 10 AND known(y)", "2"), ("a", "i + 1")].map { when, value in
                        Derivation.Band(when: Bench.source(when), value: Bench.source(value), basis: [])
                    }), location: Bench.here)
        ]
        return bundle
    }

    static func verdict(_ rule: String, _ facts: [String: Value]) throws -> Verdict? {
        let bench = try Workbench(Bench.compile(bundle(rule: rule)))
        return try bench.verdicts(Telling(facts: facts), on: CivilDate(2026, 11, 24)).first?.verdict
    }

    @Test(
        "A set has any or all of some words, and a word is in it or not; a word within another is not it",
        arguments: [
            ("risks HAS ANY ('fire', 'dust')", ["fire"], Verdict.triggered),
            ("risks HAS ALL ('fire', 'dust')", ["fire"], .clear),
            ("risks HAS ALL ('fire', 'dust')", ["fire", "dust"], .triggered),
            ("risks HAS ANY ('dust')", ["dust explosion"], .clear), ("'dust' IN risks", ["dust explosion"], .clear),
            ("'dust' IN risks", ["fire", "dust"], .triggered), ("'dust' NOT IN risks", ["fire"], .triggered),
            ("risks HAS ANY ('dust')", [], .clear), ("risks HAS ALL ('dust')", [], .clear),
            ("known(risks)", [], .triggered), ("risk IN risks", ["fire"], .triggered),
        ])
    func sets(_ rule: String, _ words: [String], _ verdict: Verdict) throws {
        #expect(try Self.verdict(rule, ["risks": .set(words), "risk": .text("fire")]) == verdict)
    }

    @Test("A set that was not told is unknown", arguments: ["risks HAS ANY ('fire')", "'fire' IN risks"])
    func unknownSet(_ rule: String) throws {
        #expect(try Self.verdict(rule, [:]) == .undetermined)
    }

    @Test(
        "What sets do not take",
        arguments: [
            ("risks HAS ANY ('fier')", 16, "“fire”"), ("risks HAS SOME ('fire')", 11, "ANY 或 ALL"),
            ("'fier' IN risks", 1, "“fire”"), ("a HAS ANY ('fire')", 1, "set"), ("risks = 'fire'", 7, "不能比较"),
            ("risks HAS ANY (risk)", 16, "单引号"), ("'fire' IN risk", 11, "set"),
        ])
    func refusedSets(_ rule: String, _ column: Int, _ words: String) throws {
        let (_, diagnostics) = CompiledBundle.compile(Self.bundle(rule: rule))
        let first = try #require(diagnostics.first)
        #expect(first.location.column == column, "\(first.text(.chinese))")
        #expect(first.message.zh.contains(words), "\(first.text(.chinese))")
    }

    @Test("A parameter reads as its figure, with its unit")
    func parameters() throws {
        #expect(try Self.verdict("kg >= limit", ["kg": .number(5000)]) == .triggered)
        #expect(try Self.verdict("kg >= limit", ["kg": .number(4999)]) == .clear)
        let (_, diagnostics) = CompiledBundle.compile(Self.bundle(rule: "m3 > limit"))
        #expect(diagnostics.first?.message.zh.contains("单位不同") == true)
    }

    @Test("A parameter that changes makes new fact tables, for derived values may have changed")
    func parametersDetermine() throws {
        let before = Self.bundle(rule: "a")
        var after = before
        after.parameters[0] = ParameterDeclaration(
            name: "limit", title: "上限", type: .decimal, unit: "kg", value: .number(4000), basis: [],
            location: Bench.here)
        #expect(FactTables(before).hash != FactTables(after).hash)
    }

    @Test(
        "The first band that holds decides; an unknown one before it makes the value unknown",
        arguments: [
            (["x": Value.number(0.5)], 1.0 as Double?), (["x": .number(5), "y": .number(1)], 2),
            (["x": .number(5), "a": .boolean(true), "i": .number(6)], 7),
            (["x": .number(50), "a": .boolean(false)], nil),
            (["a": .boolean(true), "i": .number(6)], nil), (["x": .number(50)], nil),
        ])
    func bands(_ facts: [String: Value], _ value: Double?) throws {
        let bench = try Workbench(Bench.compile(Self.bundle(rule: "band > 0")))
        let evaluation = try bench.evaluate(Telling(facts: facts), on: CivilDate(2026, 11, 24))
        #expect(evaluation.derived["band"] == .some(value.map { .number($0) }))
    }

    @Test("What keeps a band unknown is what must be told")
    func bandsExplained() throws {
        let bench = try Workbench(Bench.compile(Self.bundle(rule: "band > 0")))
        let today = CivilDate(2026, 11, 24)
        let first = try bench.evaluate(Telling(facts: ["a": .boolean(true)]), on: today)
        #expect(first.explanations["rule"]?.missing == ["x"])
        let last = try bench.evaluate(Telling(facts: ["x": .number(50), "a": .boolean(true)]), on: today)
        #expect(last.explanations["rule"]?.missing == ["i"])
    }
}

@Suite("Lists derived from lists")
struct GatheredListTests {
    /// Substances by unit, with a threshold from a table; units gathered from them.
    static func bundle(rule: String) -> Bundle {
        var bundle = Bench.bundle(rule: rule)
        bundle.lists.append(
            ListDeclaration(
                name: "inventory", title: "存量", key: [],
                columns: [
                    Bench.column("unit", .text), Bench.column("substance", .text), Bench.column("quantity", .decimal),
                    Bench.column(
                        "threshold", .decimal, is: "lookup(grades WHERE standard = substance AND rank = 3, high)"),
                ], location: Bench.here))
        bundle.lists.append(
            ListDeclaration(
                name: "units", title: "单元", key: ["unit"], from: "inventory", per: ["unit"],
                columns: [
                    Bench.column("unit", .text), Bench.column("ratio", .decimal, is: "sum(quantity / threshold)"),
                    Bench.column("kinds", .integer, is: "count()"),
                    Bench.column("big", .integer, is: "count(WHERE quantity > 1000)"),
                    Bench.column("most", .decimal, is: "max(quantity)"),
                    Bench.column("double", .decimal, is: "ratio * 2"),
                    Bench.column("any_big", .boolean, is: "any(quantity > 1000)"),
                ], location: Bench.here))
        return bundle
    }

    static func row(_ unit: String, _ quantity: Double?) -> [String: Value] {
        var row: [String: Value] = ["unit": .text(unit), "substance": .text("GB 50516")]
        row["quantity"] = quantity.map { .number($0) }
        return row
    }

    static let told = Telling(lists: ["inventory": [row("B", 600), row("A", 2400), row("B", 900), row("C", nil)]])

    @Test(
        "A row for each unit, computed over its own rows",
        arguments: [
            ("count(units) = 3", Verdict.triggered), ("lookup(units WHERE unit = 'B', ratio) = 0.5", .triggered),
            ("lookup(units WHERE unit = 'A', ratio) = 0.8", .triggered), ("any(units WHERE ratio >= 0.8)", .triggered),
            ("lookup(units WHERE unit = 'B', kinds) = 2", .triggered),
            ("lookup(units WHERE unit = 'A', big) = 1", .triggered),
            ("lookup(units WHERE unit = 'B', any_big) = false", .triggered),
            ("lookup(units WHERE unit = 'B', most) = 900", .triggered),
            ("lookup(units WHERE unit = 'A', double) = 1.6", .triggered),
            // The unit whose quantity is unknown keeps unknown what hangs on it, and nothing else.
            ("lookup(units WHERE unit = 'C', ratio) > 0", .undetermined), ("max(units, ratio) > 1", .undetermined),
        ])
    func units(_ rule: String, _ verdict: Verdict) throws {
        let bench = try Workbench(Bench.compile(Self.bundle(rule: rule)))
        #expect(try bench.verdicts(Self.told, on: CivilDate(2026, 11, 24)).first?.verdict == verdict)
    }

    @Test("Not told stays not told, told empty is empty, and rows are judged one by one")
    func toldAndRows() throws {
        let bench = try Workbench(Bench.compile(Self.bundle(rule: "count(units) = 0")))
        let today = CivilDate(2026, 11, 24)
        #expect(try bench.verdicts(Telling(), on: today).first?.verdict == .undetermined)
        #expect(try bench.verdicts(Telling(lists: ["inventory": []]), on: today).first?.verdict == .triggered)
        #expect(try bench.verdicts(Self.told, on: today).first?.verdict == .clear)
        var bundle = Self.bundle(rule: "a")
        bundle.vetoRules = Bench.bundle(rule: "ratio > 0.6", for: "units").vetoRules
        let rows = try Workbench(Bench.compile(bundle)).verdicts(Self.told, on: today).first?.rows
        #expect(rows?.map(\.key) == ["B", "A", "C"])
        #expect(rows?.map(\.verdict) == [.clear, .triggered, .undetermined])
    }

    @Test("Rows are gathered by numbers as they are compared, and a row that belongs nowhere keeps the list unknown")
    func byNumber() throws {
        var bundle = Bench.bundle(rule: "count(sizes) = 2")
        bundle.lists += [
            ListDeclaration(
                name: "parts", title: "件", key: [],
                columns: [
                    Bench.column("n", .decimal), Bench.column("third", .decimal, is: "n / 3 * 3"),
                    Bench.column("label", .text),
                ], location: Bench.here),
            ListDeclaration(
                name: "sizes", title: "档", key: ["third"], from: "parts", per: ["third"],
                columns: [Bench.column("third", .decimal), Bench.column("kinds", .integer, is: "count()")],
                location: Bench.here),
            ListDeclaration(
                name: "labels", title: "签", key: ["label", "third"], from: "parts", per: ["label", "third"],
                columns: [Bench.column("label", .text), Bench.column("third", .decimal)], location: Bench.here),
        ]
        bundle.vetoRules += [("labels", "known(labels.third)"), ("sizes", "kinds = 2")].map { list, text in
            VetoRule(
                id: list, title: list, list: list, rule: Bench.source(text), basis: [], effect: .advise,
                hazard: .none, remedy: "", span: Span(), cases: [], location: Bench.here)
        }
        let bench = try Workbench(Bench.compile(bundle))
        let labels = ["a/b", "", "\\"]
        let rows = zip([0.1, 0.1, 2], labels).map { ["n": Value.number($0), "label": .text($1)] }
        let verdicts = try bench.verdicts(Telling(lists: ["parts": rows]), on: CivilDate(2026, 1, 1))
        #expect(verdicts.first { $0.rule == "rule" }?.verdict == .triggered)
        #expect(verdicts.first { $0.rule == "sizes" }?.rows.map(\.verdict) == [.triggered, .clear])
        let declared = try #require(bundle.lists.first { $0.name == "labels" })
        let keys = zip([0.1, 0.1, 2], labels).map { third, label in
            declared.key(of: ["label": .text(label), "third": .number(third)], at: 1)
        }
        #expect(verdicts.first { $0.rule == "labels" }?.rows.map(\.key) == keys)
        let partial = Telling(lists: ["parts": rows + [["label": .text("x")]]])
        let evaluation = try bench.evaluate(partial, on: CivilDate(2026, 1, 1))
        #expect(evaluation.verdicts.first { $0.rule == "rule" }?.verdict == .undetermined)
    }

    @Test("The form without a list belongs inside per alone")
    func outside() {
        for rule in ["sum(x) > 1", "count() > 1", "count(WHERE a) > 1", "any(a)"] {
            #expect(CompiledBundle.compile(Bench.bundle(rule: rule)).0 == nil, "\(rule)")
        }
    }
}
