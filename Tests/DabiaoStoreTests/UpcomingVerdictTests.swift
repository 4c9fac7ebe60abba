import Dabiao
import DabiaoStore
import GRDB
import Testing

@Suite("Verdicts of rules that have not begun")
struct UpcomingVerdictTests {
    private func verdict(
        _ site: Int64, _ rule: String, on effective: CivilDate = CivilDate(2027, 1, 1), _ verdict: Verdict,
        phase: RulePhase = .shadow, changesOn: CivilDate? = nil
    ) -> UpcomingVerdict {
        UpcomingVerdict(
            subject: site, bundle: sampleBundle.bundle, rule: rule, effective: effective, phase: phase,
            verdict: verdict, effect: .block, changesOn: changesOn)
    }

    private func evaluation(_ site: Int64) -> Evaluation {
        Evaluation(subject: site, bundle: sampleBundle.bundle, bundleHash: sampleBundle.contentHash, date: today)
    }

    @Test("A pass replaces all of them, and none counts among the verdicts")
    func replaced() async throws {
        let (store, _, site) = try await Store.sample()
        try await store.write { transaction in
            let records = [
                verdict(site, "a", .triggered), verdict(site, "a", on: CivilDate(2028, 1, 1), .clear),
                verdict(site, "b", .undetermined, phase: .warning, changesOn: CivilDate(2026, 9, 1)),
            ]
            try transaction.replaceUpcomingVerdicts(records, by: evaluation(site))
            #expect(try transaction.upcomingVerdicts(of: site, bundle: sampleBundle.bundle) == records)
            #expect(try transaction.verdicts(VerdictFilter(bundle: sampleBundle.bundle)).isEmpty)
            let hits = try transaction.upcomingHits(of: sampleBundle.bundle)
            #expect(hits.map(\.rule) == ["a"])
            #expect(hits.map(\.subjects) == [1])
            #expect(try transaction.earliestVerdictChange(of: [sampleBundle.bundle]) == CivilDate(2026, 9, 1))
            let changing = try transaction.subjectsWithVerdictsChanging(
                by: CivilDate(2026, 9, 1), bundle: sampleBundle.bundle, limit: 10)
            #expect(changing.map(\.id) == [site])
            #expect(
                try transaction.subjectsWithVerdictsChanging(
                    by: CivilDate(2026, 8, 31), bundle: sampleBundle.bundle, limit: 10
                ).isEmpty)
            try transaction.replaceUpcomingVerdicts([], by: evaluation(site))
            #expect(try transaction.upcomingVerdicts(of: site, bundle: sampleBundle.bundle).isEmpty)
        }
    }

    @Test("A database of before gets the table")
    func migrated() async throws {
        let folder = try TemporaryFolder()
        try Store(directory: folder.path).close()
        let queue = try DatabaseQueue(path: folder.database)
        try await queue.write { database in
            try database.execute(
                sql: """
                    DROP TABLE upcomingVerdict; DELETE FROM grdb_migrations WHERE identifier = '4-phases';
                    PRAGMA user_version = 1
                    """)
        }
        try queue.close()
        let store = try Store(directory: folder.path)
        #expect(try await store.read { try $0.upcomingHits(of: sampleBundle.bundle) }.isEmpty)
        try store.close()
    }

    @Test("What has begun is none", arguments: [(CivilDate(2026, 3, 1), RulePhase.shadow), (today, .inForce)])
    func begun(effective: CivilDate, phase: RulePhase) async throws {
        let (store, _, site) = try await Store.sample()
        await #expect(throws: (any Error).self) {
            try await store.write { transaction in
                try transaction.replaceUpcomingVerdicts(
                    [verdict(site, "a", on: effective, .clear, phase: phase)], by: evaluation(site))
            }
        }
    }
}
