import Dabiao
import GRDB
import RuleEngine
import Testing

@Suite("What does not apply is not asked, and is never missing")
struct ApplicabilityTests {
    /// Pumps only where `a`; of a pump its seal only where it is wet; a figure only where `b`.
    static func bundle(rule: String, for list: String? = nil) -> Bundle {
        var bundle = Bench.bundle(rule: rule, for: list)
        bundle.lists.append(
            ListDeclaration(
                name: "pumps", title: "泵", key: ["tag"],
                columns: [
                    Bench.column("tag", .text), Bench.column("wet", .boolean),
                    ColumnDeclaration(
                        name: "seal", title: "密封", type: .decimal, when: Bench.source("wet"), location: Bench.here),
                    ColumnDeclaration(
                        name: "margin", title: "余量", type: .decimal,
                        derivation: .expression(Bench.source("seal - 1")), location: Bench.here),
                ], when: Bench.source("a"), location: Bench.here))
        bundle.derived = [
            DerivedDeclaration(
                name: "figure", title: "数", type: .decimal, unit: nil, derivation: .expression(Bench.source("x * 2")),
                when: Bench.source("b"), location: Bench.here)
        ]
        return bundle
    }

    static func pump(_ tag: String, wet: Bool, seal: Double?) -> [String: Value] {
        ["tag": .text(tag), "wet": .boolean(wet), "seal": seal.map { .number($0) }].compactMapValues { $0 }
    }

    @Test(
        "Lists, columns and derived values",
        arguments: [
            // Told and applying, told and not applying, not told.
            ("figure > 1", nil, ["b": true], Verdict.triggered, []),
            ("figure > 1", nil, ["b": false], .notApplicable, []), ("figure > 1", nil, [:], .triggered, []),
            ("figure > 1 AND word = 'x'", nil, ["b": false], .undetermined, ["word"]),
            ("count(pumps) = 2", nil, ["a": true], .triggered, []),
            ("count(pumps) = 2", nil, ["a": false], .notApplicable, []),
            ("sum(pumps, margin) > 0", nil, ["a": true], .notApplicable, []),
            ("sum(pumps WHERE wet, seal) = 3", nil, ["a": true], .triggered, []),
            ("seal > 2", "pumps", ["a": true], .triggered, []),
            ("margin > 9", "pumps", ["a": true], .notApplicable, []),
            ("seal > 2", "pumps", ["a": false], .notApplicable, []),
            // What the rows of such a list would say of no row at all does not count.
            ("NOT known(seal)", "pumps", ["a": false], .notApplicable, []),
            ("x > 0 OR seal > 2", "pumps", ["a": false], .notApplicable, []),
        ] as [(String, String?, [String: Bool], Verdict, [String])])
    func applies(
        _ rule: String, _ list: String?, _ truths: [String: Bool], _ verdict: Verdict, _ missing: [String]
    ) throws {
        var facts = truths.mapValues { Value.boolean($0) }
        facts["x"] = .number(1)
        let pumps = [Self.pump("P1", wet: true, seal: 3), Self.pump("P2", wet: false, seal: 9)]
        let bench = try Workbench(Bench.compile(Self.bundle(rule: rule, for: list)))
        let evaluation = try bench.evaluate(Telling(facts: facts, lists: ["pumps": pumps]), on: CivilDate(2026, 1, 1))
        #expect(evaluation.verdicts.first?.verdict == verdict)
        #expect(evaluation.explanations["rule"]?.missing == missing)
    }

    @Test("A cell that applies and was not told is what is missing, through derived columns too")
    func missingCells() throws {
        for rule in ["sum(pumps, margin) > 0", "sum(pumps, seal) > 0"] {
            let bench = try Workbench(Bench.compile(Self.bundle(rule: rule)))
            let pumps = [Self.pump("P1", wet: true, seal: nil), Self.pump("P2", wet: false, seal: nil)]
            let telling = Telling(facts: ["a": .boolean(true)], lists: ["pumps": pumps])
            let evaluation = try bench.evaluate(telling, on: CivilDate(2026, 1, 1))
            #expect(evaluation.verdicts.first?.verdict == .undetermined)
            #expect(evaluation.explanations["rule"]?.missing == ["pumps.seal"])
        }
    }

    @Test("Not told, where it would apply, asks for the list; where nobody knows whether, for that")
    func untold() throws {
        let bench = try Workbench(Bench.compile(Self.bundle(rule: "count(pumps) > 1")))
        let applying = try bench.evaluate(Telling(facts: ["a": .boolean(true)]), on: CivilDate(2026, 1, 1))
        #expect(applying.explanations["rule"]?.missing == ["pumps"])
        #expect(applying.verdicts.first?.verdict == .undetermined)
    }

    @Test("A list whose applicability reads its own rows is refused")
    func circle() {
        var bundle = Bench.bundle(rule: "a")
        bundle.lists.append(
            ListDeclaration(
                name: "pumps", title: "泵", key: [], columns: [Bench.column("wet", .boolean)],
                when: Bench.source("any(pumps WHERE wet)"), location: Bench.here))
        #expect(CompiledBundle.compile(bundle).1.first?.message.zh.contains("互相依赖") == true)
    }

    @Test("A duty whose date does not apply is not owed, and one whose date is missing asks for it")
    func duties() throws {
        var bundle = Self.bundle(rule: "a")
        bundle.facts.append(Bench.fact("filed_on", .date, when: "b"))
        let ladder = Ladder(remind: [Period(days: 30)], overdue: [])
        let plain = Schedule.expiry(due: Bench.source("filed_on + P1Y"), opens: nil, roll: nil)
        let byPeriod = Schedule.recurring(
            Schedule.Recurrence(
                every: .value(Period(months: 12)), anchor: .value(.calendar), start: nil,
                due: Bench.source("period_end + interval_months * P1M"),
                opens: nil, first: .next, roll: nil))
        bundle.facts.append(Bench.fact("interval_months", .integer))
        bundle.obligations = [("filing", plain), ("report", byPeriod)].map { id, schedule in
            Obligation(
                id: id, title: id, schedule: schedule, discharge: [], ladder: ladder, basis: [], span: Span(),
                location: Bench.here)
        }
        let compiled = try Bench.compile(bundle)
        try Town.database().write { database in
            try compiled.tables.create(in: database)
            for (subject, b) in [(Int64(1), false), (2, true)] {
                try compiled.tables.write(Telling(facts: ["b": .boolean(b)]), of: subject, in: database)
            }
            try compiled.derive(in: database)
            let filing = bundle.obligations[0]
            let inputs = try compiled.inputs(of: filing, subjects: [1, 2], in: database)
            #expect(inputs.map(\.applies) == [false, true])
            #expect(try compiled.missing(of: filing, subject: 2, row: "", in: database) == ["filed_on"])
            let deadline = try compiled.deadline(
                of: bundle.obligations[1], subject: 2, row: "",
                period: (CivilDate(2026, 1, 1), CivilDate(2026, 12, 31)), in: database)
            #expect(deadline.missing == ["interval_months"])
        }
    }
}

/// A database with the daemon's own tables, as far as expressions read them.
enum Town {
    /// Enterprise 1 with the sites 2 and 3.
    static func database() throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        let facts = CoreFacts.titles.keys.sorted()
        try queue.write { database in
            let columns = (["subject", "enterprise.subject"] + facts).map { "\"\($0)\"" }.joined(separator: ", ")
            try database.execute(sql: "CREATE TABLE \(CoreFacts.view) (\(columns))")
            for subject in 1...3 {
                try database.execute(
                    sql: "INSERT INTO \(CoreFacts.view) (\"subject\", \"enterprise.subject\", \"enterprise.grade\", "
                        + "\"enterprise.employees\", \"site.district\") VALUES (?, 1, '二级', 30, ?)",
                    arguments: [subject, subject == 1 ? nil : "东城区"])
            }
            for register in Registers.all {
                let columns = (["subject", "id"] + register.columns.map(\.name)).map { "\"\($0)\"" }
                try database.execute(sql: "CREATE TABLE \(register.name) (\(columns.joined(separator: ", ")))")
            }
            try WorkdayTable.fill([], in: database)
        }
        return queue
    }
}
