import Dabiao
import DabiaoStore
import Testing

@Suite("Verdicts and their history")
struct VerdictTests {
    private static func evaluation(_ subject: Int64, _ date: CivilDate, _ hash: String = "b1") -> Evaluation {
        Evaluation(subject: subject, bundle: sampleBundle.bundle, bundleHash: hash, date: date)
    }

    @Test("A pass replaces all; only what became another or ended is history")
    func history() async throws {
        let (store, _, site) = try await Store.sample()
        let (first, second) = (Self.evaluation(site, today), Self.evaluation(site, CivilDate(2026, 4, 1)))
        try await store.write { transaction in
            let before = [
                VerdictRecord(rule: "a", verdict: .clear, effect: .block),
                VerdictRecord(rule: "b", rowKey: "瓶1", verdict: .undetermined, effect: .review),
                VerdictRecord(rule: "b", rowKey: "瓶2", verdict: .clear, effect: .review),
                VerdictRecord(rule: "c", verdict: .triggered, effect: .advise),
            ]
            #expect(try transaction.replaceVerdicts(before, by: first) == [])
            #expect(try transaction.verdicts(of: site, bundle: sampleBundle.bundle).map(\.record) == before)

            let after = [
                VerdictRecord(rule: "a", verdict: .triggered, effect: .block, changesOn: CivilDate(2026, 5, 1)),
                VerdictRecord(rule: "b", rowKey: "瓶2", verdict: .clear, effect: .advise),
                VerdictRecord(rule: "d", verdict: .notApplicable, effect: .block),
            ]
            let changes = try transaction.replaceVerdicts(after, by: second)
            #expect(changes.map(\.rule) == ["a", "b", "c"])
            #expect(changes.map(\.rowKey) == ["", "瓶1", ""])
            #expect(changes.map(\.was) == [.clear, .undetermined, .triggered])
            #expect(changes.map(\.became) == [.triggered, nil, nil])
            #expect(changes.allSatisfy { $0.since == today && $0.evaluation == second })
            #expect(try transaction.verdictChanges(of: site, bundle: sampleBundle.bundle) == changes)

            let standing = try transaction.verdicts(of: site, bundle: sampleBundle.bundle)
            #expect(standing.map(\.record) == after)
            #expect(standing.map(\.since) == [second.date, first.date, second.date])
            #expect(standing.allSatisfy { $0.evaluation == second })
            #expect(try transaction.replaceVerdicts(after, by: second) == [])
        }
    }

    @Test("A pass for an earlier day than the last one is no contradiction, and leaves alone what stays the same")
    func earlierDay() async throws {
        let (store, _, site) = try await Store.sample()
        let earlier = CivilDate(2026, 1, 1)
        try await store.write { transaction in
            func verdicts(_ effect: Effect, _ verdict: Verdict) -> [VerdictRecord] {
                [
                    VerdictRecord(rule: "a", verdict: .clear, effect: .block),
                    VerdictRecord(rule: "b", verdict: .clear, effect: effect),
                    VerdictRecord(rule: "c", verdict: verdict, effect: .block),
                ]
            }
            try transaction.replaceVerdicts(verdicts(.block, .clear), by: Self.evaluation(site, today))
            try transaction.replaceVerdicts(verdicts(.review, .triggered), by: Self.evaluation(site, earlier))
            let standing = try transaction.verdicts(of: site, bundle: sampleBundle.bundle)
            #expect(standing.map(\.since) == [today, earlier, earlier])
            #expect(standing.map(\.evaluation.date) == [today, earlier, earlier])
        }
    }

    @Test("Verdicts are listed by what is asked, and those that may change by their day")
    func lists() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            for (subject, verdict) in [(enterprise, Verdict.clear), (site, .triggered)] {
                try transaction.replaceVerdicts(
                    [
                        VerdictRecord(rule: "a", verdict: verdict, effect: .block, changesOn: CivilDate(2026, 5, 1)),
                        VerdictRecord(rule: "b", verdict: .undetermined, effect: .review),
                    ], by: Self.evaluation(subject, today))
            }
        }
        try await store.read { (snapshot) throws in
            func found(_ filter: VerdictFilter) throws -> [String] {
                try snapshot.verdicts(filter).map { "\($0.evaluation.subject)\($0.record.rule)" }
            }
            #expect(try found(VerdictFilter()) == ["1a", "1b", "2a", "2b"])
            #expect(try found(VerdictFilter(verdict: .triggered)) == ["2a"])
            #expect(try found(VerdictFilter(subject: enterprise, effect: .review)) == ["1b"])
            #expect(try found(VerdictFilter(enterprise: enterprise, rule: "b")) == ["1b", "2b"])
            #expect(try found(VerdictFilter(bundle: "other")) == [])
            #expect(try found(VerdictFilter(limit: 2, offset: 1)) == ["1b", "2a"])
            func changing(_ day: CivilDate, after: Int64 = 0) throws -> [Int64] {
                try snapshot.subjectsWithVerdictsChanging(by: day, bundle: sampleBundle.bundle, after: after, limit: 10)
                    .map(\.id)
            }
            #expect(try changing(CivilDate(2026, 4, 30)) == [])
            #expect(try changing(CivilDate(2026, 5, 1)) == [enterprise, site])
            #expect(try changing(CivilDate(2026, 5, 1), after: enterprise) == [site])
        }
    }
}
