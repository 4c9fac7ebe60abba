import Dabiao
import DabiaoDaemon
import DabiaoStore
import GRDB
import RuleEngine
import Testing

@Suite("The pass over everyone records what a look at each one records")
struct PassTests {
    private static let days = [CivilDate(2026, 1, 31), turn, CivilDate(2026, 3, 1)]
    private static let turn = CivilDate(2026, 2, 1)

    private static func rule(
        _ id: String, _ text: String, for list: String? = nil, when: String? = nil, effect: Effect = .advise,
        span: Span = Span()
    ) -> VetoRule {
        VetoRule(
            id: id, title: id, list: list, when: when.map(Bench.source), rule: Bench.source(text), basis: [],
            effect: effect, hazard: .none, remedy: "", span: span, cases: [], location: Bench.here)
    }

    /// Random conditions, rules about rows, conditions that turn with the day, rules that may not apply, and a rule
    /// that becomes another version of itself.
    private static func bundle(_ claims: [Stage.Claim]) -> Bundle {
        var bundle = Stage.bundle(claims, rules: true)
        bundle.vetoRules += [
            rule("past", "d < today"), rule("between", "today BETWEEN d AND e OR a"),
            rule("month", "b AND d + P1M <= today", effect: .review), rule("scoped", "x > 1 OR d = today", when: "b"),
            rule("oil", "oil > 1 OR x > 4000"), rule("oily", "oil > y", when: "oil > 0 OR b"),
            rule("row", "next < today AND sound", for: "vessels"),
            rule("row-scoped", "n > 1 OR oil > m", for: "vessels", when: "sound OR b"),
            rule("pump", "q > x", for: "pumps", effect: .block),
            rule("turning", "x > 2", span: Span(until: turn)), rule("turning", "x > 0", span: Span(effective: turn)),
            rule("ending", "y > 0", span: Span(until: turn)),
        ]
        bundle.contentHash = "stage-1"
        return bundle
    }

    private static func compile(_ bundle: Bundle) throws -> CompiledBundle {
        let (compiled, diagnostics) = CompiledBundle.compile(bundle)
        return try #require(compiled, "\(diagnostics.map { $0.text(.english) })")
    }

    /// A store with as many subjects, of whom the same was told.
    private static func town(_ compiled: CompiledBundle, _ tellings: [Telling]) async throws -> Store {
        let store = try Store.inMemory()
        try await store.write { transaction in
            try WorkdayTable.fill(Stage.days, in: transaction.database)
            try compiled.tables.create(in: transaction.database)
            try install(compiled.bundle, in: transaction)
            for (index, telling) in tellings.enumerated() {
                try transaction.database.execute(
                    sql: "INSERT INTO subject VALUES (?, 'enterprise', ?, '2026-01-01')",
                    arguments: [index + 1, index + 1])
                try tell(telling, of: Int64(index + 1), compiled, in: transaction)
            }
        }
        return store
    }

    private static func install(_ bundle: Bundle, in transaction: Transaction) throws {
        try transaction.save(
            InstalledBundle(
                contentHash: bundle.contentHash, bundle: bundle.id, version: "1", title: "stage", installedAt: 0),
            files: [])
    }

    private static func tell(
        _ telling: Telling, of subject: Int64, _ compiled: CompiledBundle, in transaction: Transaction
    ) throws {
        try compiled.tables.write(telling, of: subject, in: transaction.database)
        try compiled.derive(subject, in: transaction.database)
    }

    private static func pass(_ store: Store, _ compiled: CompiledBundle, on today: CivilDate) async throws {
        try await store.write { transaction in
            try StandingVerdicts(compiled: compiled, transaction: transaction, today: today).refreshAll { _ in true }
        }
    }

    private static func each(_ store: Store, _ compiled: CompiledBundle, _ count: Int, on today: CivilDate) async throws
    {
        try await store.write { transaction in
            let standing = StandingVerdicts(compiled: compiled, transaction: transaction, today: today)
            for subject in 1...count { try standing.refresh(Int64(subject)) }
        }
    }

    /// Every row that the two ways write.
    private static func written(_ store: Store) async throws -> [[String]] {
        try await store.read { snapshot in
            try ["SELECT * FROM verdict", "SELECT * FROM verdictChange ORDER BY id"].flatMap { sql in
                try Row.fetchAll(snapshot.database, sql: sql).map { row in
                    row.databaseValues.map { "\($0)" }
                }
            }
        }
    }

    private static func count(_ sql: String, _ store: Store) async throws -> Int {
        try await store.read { try Int.fetchOne($0.database, sql: sql) ?? 0 }
    }

    @Test("Thousands of random subjects over days on which facts, versions and rules change: the same rows in both")
    func same() async throws {
        var sower = Sower(Seed.printed(for: "pass"))
        let claims = (0..<12).map { _ in Stage.Claim(sower.truth(2)) }
        let bundle = Self.bundle(claims)
        let compiled = try Self.compile(bundle)
        let tellings = (0..<(Seed.isLong ? 5000 : 1000)).map { _ in sower.telling() }
        let together = try await Self.town(compiled, tellings)
        let apart = try await Self.town(compiled, tellings)
        for day in Self.days {
            try await Self.pass(together, compiled, on: day)
            try await Self.each(apart, compiled, tellings.count, on: day)
            let (rows, expected) = (try await Self.written(together), try await Self.written(apart))
            #expect(rows == expected, "\(day): \(zip(rows, expected).first { $0 != $1 }.map { "\($0)" } ?? "")")
            let news = (0..<tellings.count / 10).map { _ in
                (Int64.random(in: 1...Int64(tellings.count), using: &sower.seed), sower.telling())
            }
            for store in [together, apart] {
                try await store.write { transaction in
                    for (subject, telling) in news { try Self.tell(telling, of: subject, compiled, in: transaction) }
                }
            }
        }
        #expect(try await Self.count("SELECT count(DISTINCT verdict) FROM verdict", together) == 4)
        #expect(try await Self.count("SELECT count(*) FROM verdictChange", together) > 1000)
        #expect(try await Self.count("SELECT count(*) FROM verdictChange WHERE became IS NULL", together) > 1000)

        var next = bundle
        next.vetoRules.removeAll { $0.id == "past" || $0.id == "pump" }
        next.vetoRules += [Self.rule("new", "a OR b"), Self.rule("pump", "q > x", for: "pumps", effect: .review)]
        next.contentHash = "stage-2"
        let renewed = try Self.compile(next)
        for store in [together, apart] { try await store.write { try Self.install(renewed.bundle, in: $0) } }
        try await Self.pass(together, renewed, on: Self.turn)
        try await Self.each(apart, renewed, tellings.count, on: Self.turn)
        #expect(try await Self.written(together) == Self.written(apart))
    }

    @Test("A pass that finds nothing new writes nothing, and one that does writes no more than that")
    func quiet() async throws {
        var sower = Sower(Seed.printed(for: "quiet pass"))
        let compiled = try Self.compile(Self.bundle([]))
        let tellings = (0..<300).map { _ in sower.telling() }
        let store = try await Self.town(compiled, tellings)
        let day = Self.days[0]
        try await Self.pass(store, compiled, on: day)
        let before = try await Self.written(store)
        let writes = try await store.write { transaction in
            let count = transaction.database.totalChangesCount
            try StandingVerdicts(compiled: compiled, transaction: transaction, today: day).refreshAll { _ in true }
            return transaction.database.totalChangesCount - count
        }
        #expect(writes == 0)
        #expect(try await Self.written(store) == before)

        // Somebody else's hand on one verdict is noticed, whatever the answers were.
        let said = try await Self.said(of: 7...8, store)
        try await store.write {
            try $0.database.execute(
                sql: """
                    UPDATE verdict SET verdict = iif(verdict = 'clear', 'triggered', 'clear') WHERE subject = 7;
                    DELETE FROM verdict WHERE subject = 8
                    """)
        }
        #expect(try await Self.said(of: 7...8, store) != said)
        try await Self.pass(store, compiled, on: day)
        #expect(try await Self.said(of: 7...8, store) == said)
    }

    private static func said(of subjects: ClosedRange<Int64>, _ store: Store) async throws -> [String] {
        try await store.read { snapshot in
            try subjects.flatMap { subject in
                try snapshot.verdicts(of: subject, bundle: "stage").map { "\(subject): \($0.record)" }
            }
        }
    }

    @Test("What the store says of a subject is what the workbench says of the same telling")
    func workbench() async throws {
        var sower = Sower(Seed.printed(for: "store and workbench"))
        let compiled = try Self.compile(Self.bundle((0..<10).map { _ in Stage.Claim(sower.truth(2)) }))
        let tellings = (0..<500).map { _ in sower.telling() }
        let store = try await Self.town(compiled, tellings)
        try await Self.pass(store, compiled, on: Self.turn)
        let bench = try Workbench(compiled, days: Stage.days)
        for (index, telling) in tellings.enumerated() {
            let standing = try await store.read { try $0.verdicts(of: Int64(index + 1), bundle: "stage") }
            let found = standing.map { "\($0.record.rule)/\($0.record.rowKey): \($0.record.verdict)" }
            let expected = try bench.verdicts(telling, on: Self.turn).flatMap { verdict in
                ["\(verdict.rule)/: \(verdict.verdict)"]
                    + verdict.rows.map { "\(verdict.rule)/\($0.key): \($0.verdict)" }
            }
            #expect(Set(found) == Set(expected))
        }
    }
}
