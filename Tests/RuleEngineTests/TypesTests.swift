import Dabiao
import RuleEngine
import Testing

@Suite("Datetimes, durations and references")
struct TypesTests {
    static func bundle(rule: String) -> Bundle {
        var bundle = Bench.bundle(rule: rule)
        bundle.facts += [
            Bench.fact("happened_at", .datetime), Bench.fact("reported_at", .datetime),
            Bench.fact("interval", .duration), Bench.fact("other", .duration),
            Bench.fact("responsible", .reference("persons")), Bench.fact("body", .reference("review-body")),
        ]
        bundle.lists.append(
            ListDeclaration(
                name: "persons", title: "人员", key: ["name"],
                columns: [
                    Bench.column("name", .text), Bench.column("certified_on", .date), Bench.column("role", .text),
                    Bench.column("deputy", .reference("persons")),
                ], location: Bench.here))
        return bundle
    }

    static let told = Telling(
        facts: [
            "happened_at": CivilMinute("2026-01-31T23:30").map { .datetime($0) },
            "reported_at": CivilMinute("2026-02-01T00:15").map { .datetime($0) }, "d": .date(CivilDate(2026, 1, 31)),
            "i": .number(3), "interval": .period(Period(months: 1)), "responsible": .text("王"), "body": .text("甲"),
        ].compactMapValues { $0 },
        lists: [
            "persons": [
                ["name": .text("李"), "certified_on": .date(CivilDate(2020, 1, 1)), "deputy": .text("王")],
                ["name": .text("王"), "certified_on": .date(CivilDate(2024, 5, 6)), "deputy": .text("李")],
            ]
        ])

    static func verdict(_ rule: String, _ telling: Telling = told) throws -> Verdict? {
        let bench = try Workbench(Bench.compile(bundle(rule: rule)))
        return try bench.verdicts(telling, on: CivilDate(2026, 11, 24)).first?.verdict
    }

    @Test(
        "What they mean",
        arguments: [
            ("happened_at < reported_at", Verdict.triggered), ("happened_at = '2026-01-31T23:30'", .triggered),
            ("reported_at BETWEEN '2026-02-01T00:00' AND '2026-02-01T00:15'", .triggered),
            ("date(happened_at) = d", .triggered), ("date(reported_at) < today", .triggered),
            ("hours_between(happened_at, reported_at) = 0.75", .triggered),
            ("hours_between(reported_at, happened_at) <= 1", .triggered),
            ("happened_at + P1M = '2026-02-28T23:30'", .triggered),
            ("happened_at + P300Y > reported_at", .undetermined),
            ("'2026-01-31' + P1M = '2026-02-28'", .triggered), ("'2026-01-31T08:30' + P1D > happened_at", .triggered),
            ("'2026-01-31' + P1M < today", .triggered),
            ("d + interval = '2026-02-28'", .triggered), ("d - interval = '2025-12-31'", .triggered),
            ("d + i * interval = '2026-04-30'", .triggered), ("d + interval < today", .triggered),
            ("interval = P1M", .triggered), ("interval = P30D", .clear), ("i * interval = P3M", .triggered),
            ("12 * interval = P1Y", .triggered), ("interval < P1Y", .triggered), ("interval > P1Y", .clear),
            ("interval <= P1M", .triggered), ("interval < P30D", .undetermined),
            ("interval BETWEEN P1M AND P1M1D", .triggered), ("interval IN (P6M, P1M)", .triggered),
            ("other = P1M", .undetermined), ("d + other < today", .undetermined),
            ("if(known(other), other, P1Y) > interval", .triggered), ("1000000000 * interval = P1M", .undetermined),
            ("responsible = '王'", .triggered), ("responsible <> '王'", .clear),
            ("responsible IN ('李', '张')", .clear), ("body = '甲'", .triggered),
            ("lookup(persons WHERE name = responsible, certified_on) = '2024-05-06'", .triggered),
            ("lookup(persons WHERE deputy = responsible, name) = '李'", .triggered),
            ("any(persons WHERE deputy = name)", .clear),
            ("lookup(persons WHERE name = responsible, deputy) = responsible", .clear),
        ])
    func meaning(_ rule: String, _ verdict: Verdict) throws {
        #expect(try Self.verdict(rule) == verdict)
    }

    @Test(
        "What they do not take",
        arguments: [
            ("happened_at < d", 13, "date(x)"), ("happened_at > '2026-01-31'", 15, "不是时刻"),
            ("happened_at = '2026-01-31T24:00'", 15, "不是时刻"), ("happened_at - reported_at > 1", 13, "hours_between"),
            ("happened_at + 3 workdays > reported_at", 13, "不能用"), ("date(d) = d", 6, "应为时刻"),
            ("days_between(happened_at, d) > 1", 14, "应为日期"), ("today < happened_at", 7, "date(x)"),
            ("interval + interval = P2M", 10, "不能用"), ("x * interval = P1M", 3, "整数"),
            ("interval > 30", 10, "不能比较"), ("interval = 'P1M'", 10, "不能比较"),
            ("responsible < '王'", 13, "没有大小"), ("responsible = word", 13, "persons.name"),
            ("responsible = body", 13, "不能比较"), ("any(persons WHERE role = responsible)", 24, "persons.name"),
            ("max(persons, deputy) = responsible", 14, "数、日期或时刻"),
        ])
    func refused(_ rule: String, _ column: Int, _ words: String) throws {
        let (_, diagnostics) = CompiledBundle.compile(Self.bundle(rule: rule))
        let first = try #require(diagnostics.first)
        #expect(first.location.column == column, "\(first.text(.chinese))")
        #expect(first.message.zh.contains(words), "\(first.text(.chinese))")
    }

    @Test("Derived durations and datetimes come back as what they are, negative ones too")
    func derived() throws {
        var bundle = Self.bundle(rule: "a")
        let derivations: [(String, ValueType, String)] = [
            ("long", .duration, "i * interval"), ("back", .duration, "-2 * interval"),
            ("later", .datetime, "happened_at + interval"), ("who", .reference("persons"), "responsible"),
        ]
        bundle.derived = derivations.map { name, type, text in
            DerivedDeclaration(
                name: name, title: name, type: type, unit: nil, derivation: .expression(Bench.source(text)),
                location: Bench.here)
        }
        let bench = try Workbench(Bench.compile(bundle))
        let values = try bench.evaluate(Self.told, on: CivilDate(2026, 11, 24)).derived
        #expect(values["long"] == .some(.period(Period(months: 3))))
        #expect(values["back"] == .some(.period(Period(months: -2))))
        #expect(values["later"] == .some(CivilMinute("2026-02-28T23:30").map { .datetime($0) }))
        #expect(values["who"] == .some(.text("王")))
    }

    @Test("A verdict over a told interval knows the day on which it changes")
    func changeDay() throws {
        let bench = try Workbench(Bench.compile(Self.bundle(rule: "d + i * interval < today")))
        let verdict = try bench.verdicts(Self.told, on: CivilDate(2026, 3, 1)).first
        #expect(verdict?.verdict == .clear)
        #expect(verdict?.changesOn == CivilDate(2026, 4, 30))
    }

    @Test("A derived integer is whole, or made so")
    func integers() {
        for (text, isWhole) in [("i / 2", false), ("x", false), ("round(x)", true), ("i * 2 - 1", true), ("2.0", true)]
        {
            var bundle = Bench.bundle(rule: "a")
            bundle.derived = [
                DerivedDeclaration(
                    name: "whole", title: "数", type: .integer, unit: nil, derivation: .expression(Bench.source(text)),
                    location: Bench.here)
            ]
            let (compiled, diagnostics) = CompiledBundle.compile(bundle)
            #expect((compiled != nil) == isWhole, "\(text)")
            #expect(diagnostics.allSatisfy { $0.message.zh.contains("floor(…)") })
        }
    }
}
