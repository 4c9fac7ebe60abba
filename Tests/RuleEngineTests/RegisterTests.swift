import Dabiao
import GRDB
import RuleEngine
import Testing

@Suite("Registers, core facts and facts of other bundles")
struct RegisterTests {
    private static func verdict(_ rule: String, for list: String? = nil, of subject: Int64 = 2, _ rows: String...)
        throws
        -> RuleVerdict?
    {
        let compiled = try Bench.compile(Bench.bundle(rule: rule, for: list))
        return try Town.database().write { database in
            for row in rows { try database.execute(sql: "INSERT INTO \(row)") }
            try compiled.tables.create(in: database)
            for subject in Int64(1)...3 { try compiled.tables.ensureRow(of: subject, in: database) }
            try compiled.derive(in: database)
            let all = try compiled.verdicts(on: CivilDate(2026, 11, 24), in: database)
            let one = try compiled.verdicts(of: subject, on: CivilDate(2026, 11, 24), in: database)
            #expect(one[subject] == all[subject])
            return one[subject]?.first
        }
    }

    private static let certificates = [
        "certificates VALUES (2, 7, 'A-1', '二级', 'valid', '2024-01-01', '2027-01-01')",
        "certificates VALUES (2, 8, 'A-0', '三级', 'expired', '2020-01-01', NULL)",
        "certificates VALUES (3, 9, 'B-1', '一级', 'valid', '2024-01-01', '2027-01-01')",
    ]

    @Test(
        "A register is complete: what is not there is not; an unknown cell is unknown",
        arguments: [
            ("any(certificates WHERE state = 'valid' AND grade = '二级')", Verdict.triggered),
            ("any(certificates WHERE grade = '一级')", .clear), ("count(certificates) = 2", .triggered),
            ("lookup(certificates WHERE number = 'A-1', expires_on) > today", .triggered),
            ("max(certificates, certified_on) + P3Y < today", .clear),
            ("any(certificates WHERE expires_on < today)", .undetermined), ("count(assessments) = 0", .triggered),
        ])
    func reads(_ rule: String, _ verdict: Verdict) throws {
        let rows = Self.certificates
        #expect(try Self.verdict(rule, rows[0], rows[1], rows[2])?.verdict == verdict)
    }

    @Test("A rule about the rows of a register: each by its id, none is clear")
    func rows() throws {
        let rows = Self.certificates
        let found = try Self.verdict("expires_on < today", for: "certificates", rows[0], rows[1])
        #expect(found?.verdict == .undetermined)
        #expect(found?.rows.map(\.key) == ["7", "8"])
        #expect(found?.rows.map(\.verdict) == [.clear, .undetermined])
        #expect(try Self.verdict("expires_on < today", for: "certificates")?.verdict == .clear)
        let sites = try Self.verdict(
            "district = '东城区'", for: "sites", of: 1, "sites VALUES (1, 2, NULL, '东城区', NULL, NULL)",
            "sites VALUES (1, 3, '西站', '西城区', NULL, NULL)")
        #expect(sites?.rows.map(\.verdict) == [.triggered, .clear])
        #expect(sites?.rows.map(\.key) == ["2", "3"])
    }

    @Test(
        "What may not be read where is told with the reason",
        arguments: [
            ("any(verdicts WHERE hit)", nil, "循环"), ("count(occurrences) > 0", nil, "循环"),
            ("count(certificats) > 0", nil, "“certificates”"),
            ("any(certificates WHERE stat = 'valid')", nil, "“state”"),
            ("hit", "verdicts", "循环"),
        ] as [(String, String?, String)])
    func closed(_ rule: String, _ list: String?, _ words: String) throws {
        let (_, diagnostics) = CompiledBundle.compile(Bench.bundle(rule: rule, for: list))
        #expect(try #require(diagnostics.first).message.zh.contains(words))
    }

    @Test("Derived values read no register, and a duty reads the verdicts")
    func derivedAndDuties() throws {
        var bundle = Bench.bundle(rule: "a")
        bundle.obligations = [
            Obligation(
                id: "rectify", title: "整改", when: Bench.source("any(verdicts WHERE effect = 'block' AND hit)"),
                schedule: .expiry(due: Bench.source("d"), opens: nil, roll: nil), discharge: [],
                ladder: Ladder(remind: [Period](), overdue: []), basis: [], span: Span(), location: Bench.here)
        ]
        let compiled = try Bench.compile(bundle)
        try Town.database().write { database in
            try database.execute(
                sql: """
                    INSERT INTO verdicts VALUES (1, '1', 'r', 'b', 'block', '', 1), (2, '2', 'r', 'b', 'block', '', NULL),
                      (3, '3', 'r', 'b', 'block', '', 0)
                    """)
            try compiled.tables.create(in: database)
            for subject in Int64(1)...3 { try compiled.tables.ensureRow(of: subject, in: database) }
            let inputs = try compiled.inputs(of: bundle.obligations[0], subjects: [1, 2, 3], in: database)
            #expect(inputs.map(\.applies) == [true, nil, false])
        }
        bundle.derived = [
            DerivedDeclaration(
                name: "n", title: "n", type: .integer, unit: nil,
                derivation: .expression(Bench.source("count(assessments)")), location: Bench.here)
        ]
        #expect(CompiledBundle.compile(bundle).1.first?.message.zh.contains("只在填报时计算") == true)
        bundle.derived = []
        bundle.obligations = [
            Obligation(
                id: "rectify", title: "整改", when: Bench.source("any(occurrences WHERE late)"),
                schedule: .expiry(due: Bench.source("d"), opens: nil, roll: nil), discharge: [],
                ladder: Ladder(remind: [Period](), overdue: []), basis: [], span: Span(), location: Bench.here)
        ]
        #expect(CompiledBundle.compile(bundle).1.first?.message.zh.contains("循环") == true)
    }

    @Test("Core facts are those of the subject and of its enterprise; common.x is the enterprise's")
    func qualified() throws {
        var common = Bundle(
            id: "common", version: Bench.fallback, title: "common", subject: .enterprise, sector: nil,
            department: "test", requires: [:])
        common.facts = [Bench.fact("staff", .integer), Bench.fact("untold", .boolean)]
        common.derived = [
            DerivedDeclaration(
                name: "big", title: "大", type: .boolean, unit: nil,
                derivation: .expression(Bench.source("staff > 100")),
                location: Bench.here)
        ]
        let (first, _) = CompiledBundle.compile(common)
        let shared = try #require(first)
        let rules = [
            ("enterprise.grade = '二级' AND enterprise.employees < 100", Verdict.triggered),
            ("site.district = '东城区'", .triggered), ("common.big", .triggered), ("common.staff > 200", .clear),
            ("common.untold", .undetermined), ("enterprise.scale = 'small'", .undetermined),
        ]
        for (rule, verdict) in rules {
            let (second, diagnostics) = CompiledBundle.compile(Bench.bundle(rule: rule), requires: [shared])
            let compiled = try #require(second, "\(diagnostics)")
            try Town.database().write { database in
                for bundle in [shared, compiled] { try bundle.tables.create(in: database) }
                try shared.tables.write(Telling(facts: ["staff": .number(150)]), of: 1, in: database)
                try shared.derive(in: database)
                try compiled.tables.ensureRow(of: 2, in: database)
                let found = try compiled.verdicts(of: 2, on: CivilDate(2026, 11, 24), in: database)[2]
                #expect(found?.first?.verdict == verdict, "\(rule)")
            }
        }
        let wrong = CompiledBundle.compile(Bench.bundle(rule: "common.bigg"), requires: [shared]).1
        #expect(wrong.first?.message.zh.contains("“common.big”") == true)
    }
}
