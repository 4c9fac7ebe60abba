import Dabiao
import RuleEngine
import Testing

@Suite("Boundary sampling of rules")
struct SurveyTests {
    static let today = CivilDate(2026, 10, 8)

    static func survey(
        _ rule: String, for list: String? = nil, when: String? = nil, derived: [DerivedDeclaration] = [],
        against cases: [SurveyCase]? = nil
    ) throws -> RuleSurvey {
        var bundle = Bench.bundle(rule: rule, for: list, when: when)
        bundle.derived = derived
        let surveyor = try Surveyor(Bench.compile(bundle), days: Bench.days)
        let declared = try #require(bundle.vetoRules.first)
        return try #require(try surveyor.survey(declared, on: today, against: cases))
    }

    @Test(
        "finds every verdict that can be reached, through arithmetic, dates, lists and lookups",
        arguments: [
            "a AND NOT b", "x > 4999.5", "x * 2 - 7 >= y", "x / y < 0.8", "i BETWEEN 3 AND 7", "abs(x) > 12",
            "d + P1Y < today", "d + 2 workdays < today", "days_between(d, e) > 30", "code = 'GB 50156' AND oil > 20",
            "word = '特级'", "any(vessels WHERE next < today AND capacity > 500)", "count(vessels) > 5",
            "sum(vessels, capacity) >= 1200", "max(vessels, double) > 77",
            "lookup(grades WHERE standard = code AND x >= low AND x < high, rank, otherwise: 0) = 2",
            "known(x) AND known(d) AND x > 3 OR word = '甲'", "if(a, x, y) > 3", "d + i * P1M < today",
        ])
    func reaches(_ rule: String) throws {
        let survey = try Self.survey(rule)
        #expect(survey.isConclusive)
        #expect(survey.possible.isSuperset(of: [.triggered, .clear]), "\(survey.possible)")
        #expect(survey.reached[.undetermined] != nil)
    }

    @Test(
        "finds the one combination of many, which chance never would",
        arguments: [
            "a AND b AND x = 17 AND y = 23 AND i = 5 AND word = '特级' AND kg = 7 AND m3 = 8 AND code = 'GB 50516'",
            "NOT (a OR b OR x <> 17 OR y <> 23 OR i <> 5 OR word <> '特级' OR kg <> 7 OR m3 <> 8 OR d <> '2026-01-31')",
        ])
    func needle(_ rule: String) throws {
        let survey = try Self.survey(rule)
        #expect(survey.possible.isSuperset(of: [.triggered, .clear]))
        #expect(survey.samples <= 1_500)
    }

    @Test(
        "says what no sample brings about",
        arguments: [
            ("x > 5 AND x < 4", Verdict.triggered), ("kg >= 5 AND kg < 5", .triggered),
            ("code = 'GB 50516' AND code = 'GB 50156'", .triggered),
            ("any(vessels WHERE capacity > 5 AND capacity < 4)", .triggered), ("x >= 5 OR x < 5", .clear),
            ("d < '2026-01-01' OR d >= '2026-01-01'", .clear), ("known(x) OR NOT known(x)", .clear),
        ])
    func never(_ rule: String, _ verdict: Verdict) throws {
        let survey = try Self.survey(rule)
        #expect(!survey.possible.contains(verdict))
    }

    @Test("tells the values that 'when' comes to")
    func when() throws {
        #expect(try Self.survey("a", when: "x > 3").applies == [true, false])
        #expect(try Self.survey("a", when: "x > 3 AND x < 2").applies == [false])
        #expect(try Self.survey("a", when: "known(x) OR NOT known(x)").applies == [true])
        #expect(try Self.survey("a", when: "x > 3").reached[.notApplicable] != nil)
    }

    @Test("judges the rows of a list one by one")
    func rows() throws {
        let survey = try Self.survey("next < today AND capacity > 500", for: "vessels")
        #expect(Set(survey.reached.keys) == [.triggered, .clear, .undetermined])
        #expect(survey.reached[.clear]?.telling.lists["vessels"] == [])
        #expect(survey.reached[.undetermined]?.telling == Telling())
        #expect(survey.reached[.triggered]?.dependsOnDate == true)
    }

    @Test(
        "finds what needs a longer time, many rows together, or rows alike",
        arguments: [
            ("span > P3M", nil), ("span > grace", nil), ("d + grace < today", nil), ("at >= begins", nil),
            ("sum(vessels, small) > 100", nil), ("sum(vessels, if(next < today, 1, 0)) >= 5", nil),
            ("count(vessels WHERE serial <> '甲') > 4", nil), ("n > 2", "kinds"), ("count(kinds) > 2", nil),
        ])
    func together(_ rule: String, _ list: String?) throws {
        var bundle = Bench.bundle(rule: rule, for: list)
        bundle.facts += [Bench.fact("span", .duration), Bench.fact("at", .datetime)]
        let begins = try #require(CivilMinute("2026-11-24T08:00"))
        let figures: [(String, ValueType, Value)] = [
            ("grace", .duration, .period(Period(months: 3))), ("begins", .datetime, .datetime(begins)),
        ]
        bundle.parameters = figures.map { name, type, value in
            ParameterDeclaration(
                name: name, title: name, type: type, unit: nil, minimum: nil, maximum: nil, value: value, basis: [],
                span: Span(), location: Bench.here)
        }
        let kind = ColumnDeclaration(name: "kind", title: "类", type: .text, isRequired: true, location: Bench.here)
        let small = ColumnDeclaration(
            name: "small", title: "小", type: .decimal, minimum: 0, maximum: 10, location: Bench.here)
        let vessels = bundle.lists[0]
        bundle.lists = [
            ListDeclaration(
                name: vessels.name, title: vessels.title, key: vessels.key, columns: vessels.columns + [kind, small],
                location: Bench.here),
            ListDeclaration(
                name: "kinds", title: "类", key: ["kind"], from: "vessels", per: ["kind"],
                columns: [Bench.column("kind", .text), Bench.column("n", .integer, is: "count()")],
                location: Bench.here),
        ]
        let surveyor = try Surveyor(Bench.compile(bundle), days: Bench.days)
        let declared = try #require(bundle.vetoRules.first)
        let survey = try #require(try surveyor.survey(declared, on: Self.today, against: nil))
        #expect(survey.possible.isSuperset(of: [.triggered, .clear]), "\(survey.possible)")
    }

    @Test("knows that cases cannot tell what the daemon knows, and that it is possible all the same")
    func foreign() throws {
        let survey = try Self.survey("enterprise.employees > 100 AND a")
        #expect(survey.possible.isSuperset(of: [.triggered, .clear]))
        #expect(Set(survey.reached.keys) == [.clear, .undetermined])
    }

    @Test("claims nothing about registers, of which it tells nothing")
    func registers() throws {
        #expect(try !Self.survey("any(assessments WHERE score < 60)").isConclusive)
        #expect(try !Self.survey("score < 60", for: "assessments").isConclusive)
    }

    @Test("says the same twice")
    func deterministic() throws {
        let rule = "x > 3 AND y < 7 AND i = 5 AND kg > 2 AND m3 > 4 AND word = '特级' AND d < today"
        let (first, second) = (try Self.survey(rule, against: []), try Self.survey(rule, against: []))
        #expect(first.reached == second.reached)
        #expect(first.survivors.map(\.example) == second.survivors.map(\.example))
    }

    // MARK: - Lookups

    private static func lookups(_ definition: String, rows: [(String, Int, Double, Double)]? = nil) throws
        -> [LookupFinding]
    {
        var bundle = Bench.bundle()
        bundle.derived = [
            DerivedDeclaration(
                name: "grade", title: "等级", type: .integer, unit: nil,
                derivation: .expression(Bench.source(definition)), location: Bench.here)
        ]
        if let rows, let table = bundle.tables.first {
            bundle.tables = [
                TableDeclaration(
                    name: table.name, title: table.title, key: table.key, columns: table.columns,
                    rows: rows.enumerated().map { index, row in
                        TableRow(
                            cells: [
                                "standard": .text(row.0), "rank": .number(Double(row.1)), "low": .number(row.2),
                                "high": .number(row.3),
                            ], basis: [],
                            location: Dabiao.SourceLocation(file: "tables/grades.csv", line: index + 2, column: 1))
                    }, location: table.location)
            ]
        }
        return try Surveyor(Bench.compile(bundle)).lookups(on: today)
    }

    @Test("finds rows that overlap, and where they stand")
    func overlapping() throws {
        let text = "lookup(grades WHERE standard = code AND x >= low AND x <= high, rank)"
        let finding = try #require(
            try Self.lookups(
                text, rows: [("GB 50516", 1, 5000, 8000), ("GB 50516", 2, 3000, 5000), ("GB 50156", 2, 3000, 5000)]
            ).first)
        guard case .overlapping(let rows, let telling) = finding.kind else {
            Issue.record("\(finding)")
            return
        }
        #expect(rows.map(\.line) == [2, 3])
        #expect(telling.facts == ["x": .number(5000), "code": .text("GB 50516")])
    }

    @Test("finds lookups that no row answers, but not where otherwise stands")
    func unanswered() throws {
        let finding = try #require(try Self.lookups("lookup(grades WHERE standard = word AND rank > 3, rank)").first)
        guard case .unanswered(let asked) = finding.kind else {
            Issue.record("\(finding)")
            return
        }
        #expect(asked.map(\.name) == ["word"])
        #expect(try Self.lookups("lookup(grades WHERE rank > 3, rank, otherwise: 0)").isEmpty)
        #expect(try Self.lookups("lookup(grades WHERE standard = code AND x >= low AND x < high, rank)").isEmpty)
    }

    @Test("looks into lookups over the rows of a list")
    func inner() throws {
        let plain = "count(vessels WHERE lookup(grades WHERE standard = serial AND rank > 0, rank) = 2)"
        let finding = try #require(try Self.lookups(plain).first)
        guard case .overlapping(let rows, _) = finding.kind else {
            Issue.record("\(finding)")
            return
        }
        #expect(rows.count == 3)
    }
}
