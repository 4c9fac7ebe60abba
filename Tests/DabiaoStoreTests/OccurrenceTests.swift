import Dabiao
import DabiaoStore
import GRDB
import Testing

@Suite("Occurrences")
struct OccurrenceTests {
    private static func new(
        _ subject: Int64, _ obligation: String = "annual-self-review", period: NominalKey = .starting(today),
        due: CivilDate? = CivilDate(2027, 3, 1), missing: [String]? = nil, nextAt: Int64? = nil
    ) -> NewOccurrence {
        NewOccurrence(
            identity: OccurrenceIdentity(
                subject: subject, bundle: sampleBundle.bundle, obligation: obligation, period: period),
            bundleHash: sampleBundle.contentHash,
            terms: OccurrenceTerms(opens: today, due: due, missing: missing), nextAt: nextAt)
    }

    @Test("Opening twice keeps the first, open or ended")
    func insertOrKeep() async throws {
        let (store, enterprise, _) = try await Store.sample()
        try await store.write { transaction in
            let first = try transaction.open(Self.new(enterprise, nextAt: 50), at: now)
            let second = try transaction.open(Self.new(enterprise, due: CivilDate(2028, 1, 1)), at: now + 1)
            #expect(first.isNew && !second.isNew && first.id == second.id)
            let occurrence = try #require(try transaction.occurrence(id: first.id))
            #expect(occurrence.terms == OccurrenceTerms(opens: today, due: CivilDate(2027, 3, 1)))
            #expect(occurrence.state == .open && occurrence.nextAt == 50 && occurrence.recordedAt == now)
            #expect(try transaction.occurrence(occurrence.identity) == occurrence)
            try transaction.end(first.id, .done, on: today, by: "assessments:1", at: now, reason: "自评")
            #expect(try !transaction.open(Self.new(enterprise), at: now).isNew)
            let done = try transaction.occurrence(id: first.id)
            #expect(done?.state == .done && done?.discharge == "assessments:1")
            #expect(try transaction.occurrences(of: enterprise, bundle: sampleBundle.bundle).count == 1)
            #expect(try transaction.openOccurrences(of: enterprise, bundle: sampleBundle.bundle) == [])
        }
    }

    @Test("An undetermined occurrence says what is missing, and becomes open when it is told")
    func undetermined() async throws {
        let (store, enterprise, _) = try await Store.sample()
        try await store.write { transaction in
            let missing = ["enterprise.certified_on", "名称\"引号\""]
            let id = try transaction.open(Self.new(enterprise, period: .asking(1), due: nil, missing: missing), at: now)
                .id
            let asked = try #require(try transaction.occurrence(id: id))
            #expect(asked.state == .undetermined && asked.terms.missing == missing && asked.terms.due == nil)
            let terms = OccurrenceTerms(opens: today, due: CivilDate(2026, 12, 31), isProvisional: true)
            try transaction.revise(
                id, to: terms, bundleHash: sampleBundle.contentHash, nextAt: 9, at: now, reason: "补报了定级日期")
            let told = try #require(try transaction.occurrence(id: id))
            #expect(told.state == .open && told.terms == terms && told.nextAt == 9)
            let change = try #require(try transaction.changes(ofOccurrence: id).first)
            #expect(change.what == "revised" && change.oldDue == nil && change.newDue == terms.due)
            #expect(change.reason == "补报了定级日期" && change.at == now)
        }
    }

    @Test("What lapsed or gave way opens again, with its story; what was done does not")
    func reopens() async throws {
        let (store, enterprise, _) = try await Store.sample()
        for end in [OccurrenceEnd.lapsed, .superseded, .done, .late(days: 2), .missed] {
            let isReopenable = end.state.isReopenable
            try await store.write { transaction in
                let new = Self.new(enterprise, nextAt: 50)
                let id = try transaction.open(new, at: now).id
                defer { try? transaction.database.execute(sql: "ROLLBACK TO one") }
                try transaction.database.execute(sql: "SAVEPOINT one")
                try transaction.end(id, end, on: CivilDate(2027, 3, 4), at: now, reason: "原因")
                func reopen() throws {
                    try transaction.reopen(
                        id, with: new.terms, bundleHash: new.bundleHash, nextAt: 60, at: now, reason: "又要做")
                }
                guard isReopenable else {
                    #expect(throws: (any Error).self) { try reopen() }
                    return
                }
                try reopen()
                let again = try #require(try transaction.occurrence(id: id))
                #expect(again.state == .open && again.endedOn == nil && again.nextAt == 60)
                #expect(try transaction.changes(ofOccurrence: id).map(\.what) == [end.state.rawValue, "reopened"])
            }
        }
    }

    @Test(
        "An end is final and recorded",
        arguments: [
            (OccurrenceEnd.done, OccurrenceState.done, nil as Int?), (.late(days: 3), .late, 3),
            (.missed, .missed, nil),
            (.lapsed, .lapsed, nil), (.suspended, .suspended, nil), (.superseded, .superseded, nil),
        ])
    func ends(end: OccurrenceEnd, state: OccurrenceState, lateDays: Int?) async throws {
        let (store, enterprise, _) = try await Store.sample()
        try await store.write { transaction in
            let id = try transaction.open(Self.new(enterprise, nextAt: 50), at: now).id
            try transaction.end(id, end, on: CivilDate(2027, 3, 4), at: now, reason: "原因")
            let ended = try #require(try transaction.occurrence(id: id))
            #expect(ended.state == state && ended.lateDays == lateDays && ended.nextAt == nil)
            #expect(ended.endedOn == CivilDate(2027, 3, 4))
            #expect(try transaction.changes(ofOccurrence: id).map(\.what) == [state.rawValue])
            for again in [
                { try transaction.end(id, .done, on: today, at: now, reason: "再次") },
                {
                    try transaction.revise(
                        id, to: ended.terms, bundleHash: sampleBundle.contentHash, nextAt: nil, at: now, reason: "再次")
                },
            ] {
                #expect(#expect(throws: DabiaoError.self) { try again() }?.code == .refused)
            }
            #expect(
                #expect(throws: DabiaoError.self) {
                    try transaction.end(99, .done, on: today, at: now, reason: "没有")
                }?.code == .notFound)
        }
    }

    @Test("An entry discharges one occurrence of a duty, and only such as are done")
    func discharge() async throws {
        let (store, enterprise, _) = try await Store.sample()
        try await store.write { transaction in
            let periods: [NominalKey] = [.starting(today), .numbered(2), .numbered(12), .asking(1)]
            let ids = try periods.map { try transaction.open(Self.new(enterprise, period: $0), at: now).id }
            #expect(try ids.map { try transaction.occurrence(id: $0)?.identity.period } == periods)
            try transaction.end(ids[0], .late(days: 1), on: today, by: "a:1", at: now, reason: "自评")
            #expect(throws: DatabaseError.self) {
                try transaction.end(ids[1], .done, on: today, by: "a:1", at: now, reason: "自评")
            }
            #expect(throws: DatabaseError.self) {
                try transaction.end(ids[1], .lapsed, on: today, by: "a:2", at: now, reason: "停产")
            }
            try transaction.end(ids[1], .done, on: today, by: "a:2", at: now, reason: "自评")
        }
    }

    @Test("What is to be handled comes in batches, the oldest first, and the next instant is known")
    func toHandle() async throws {
        let (store, enterprise, _) = try await Store.sample()
        try await store.write { transaction in
            #expect(try transaction.earliestNextAt() == nil)
            var ids: [Int64] = []
            for (offset, instant) in ([30, 10, 20, 10, nil] as [Int64?]).enumerated() {
                let period = NominalKey.starting(CivilDate(2026, 1, 1 + offset))
                ids.append(
                    try transaction.open(
                        Self.new(enterprise, period: period, nextAt: instant), at: now
                    ).id)
            }
            #expect(try transaction.earliestNextAt() == 10)
            #expect(try transaction.occurrencesToHandle(at: 9, limit: 10) == [])
            #expect(try transaction.occurrencesToHandle(at: 20, limit: 10).map(\.id) == [ids[1], ids[3], ids[2]])
            let batch = try transaction.occurrencesToHandle(at: 20, limit: 2)
            #expect(batch.map(\.id) == [ids[1], ids[3]])
            try transaction.schedule(batch[0].id, nextAt: nil, handledThrough: today)
            try transaction.schedule(batch[1].id, nextAt: 40, handledThrough: today)
            #expect(try transaction.occurrence(id: ids[1])?.handledThrough == today)
            #expect(try transaction.occurrencesToHandle(at: 20, limit: 2).map(\.id) == [ids[2]])
            #expect(try transaction.earliestNextAt() == 20)
            for sql in [
                "SELECT min(nextAt) FROM occurrence WHERE nextAt IS NOT NULL",
                "SELECT * FROM occurrence WHERE nextAt <= 20 ORDER BY nextAt, id LIMIT 2",
            ] {
                let plan = try Row.fetchAll(transaction.database, sql: "EXPLAIN QUERY PLAN " + sql)
                #expect(plan.allSatisfy { ($0["detail"] as String).contains("occurrenceToHandle") }, "\(sql)")
            }
        }
    }

    @Test("The agenda: between days, by who, where and what")
    func agenda() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            try transaction.upsert(
                SiteRecord(name: "东站", district: "朝阳区"), of: enterprise, recordedOn: today)
            try transaction.open(Self.new(enterprise, "a", due: CivilDate(2026, 6, 30)), at: now)
            try transaction.open(Self.new(site, "b", due: CivilDate(2026, 5, 1)), at: now)
            try transaction.open(Self.new(site, "c", due: nil, missing: ["x"]), at: now)
            let done = try transaction.open(Self.new(site, "d", due: CivilDate(2026, 5, 2)), at: now)
            try transaction.end(done.id, .done, on: today, at: now, reason: "完成")
        }
        try await store.read { (snapshot) throws in
            func found(_ filter: AgendaFilter) throws -> String {
                let items = try snapshot.agenda(filter).map(\.occurrence.identity.obligation).joined()
                #expect(try snapshot.countAgenda(filter) == items.count)
                return items
            }
            #expect(try found(AgendaFilter()) == "bac")
            #expect(try found(AgendaFilter(includesUndated: false)) == "ba")
            #expect(try found(AgendaFilter(states: [])) == "bdac")
            #expect(try found(AgendaFilter(states: [.done, .late])) == "d")
            let may = (CivilDate(2026, 5, 1), CivilDate(2026, 5, 31))
            #expect(try found(AgendaFilter(from: may.0, to: may.1)) == "bc")
            #expect(try found(AgendaFilter(from: may.0, to: may.1, includesUndated: false)) == "b")
            #expect(try found(AgendaFilter(from: CivilDate(2026, 5, 2), includesUndated: false)) == "a")
            #expect(try found(AgendaFilter(to: CivilDate(2026, 6, 29), includesUndated: false)) == "b")
            #expect(try found(AgendaFilter(district: "朝阳区")) == "bc")
            #expect(try found(AgendaFilter(district: "海淀区", enterprise: enterprise)) == "a")
            #expect(try found(AgendaFilter(obligation: "c")) == "c")
            #expect(try found(AgendaFilter(bundle: "other")) == "")
            #expect(try found(AgendaFilter(enterprise: 77)) == "")
            #expect(
                try snapshot.agenda(AgendaFilter(limit: 1, offset: 1)).map(\.occurrence.identity.obligation) == ["a"])
            let item = try #require(try snapshot.agenda(AgendaFilter(obligation: "b")).first)
            #expect(item.enterprise == enterprise && item.enterpriseName == "京氢能源" && item.district == "朝阳区")
            #expect(item.creditCode == creditCode(1) && item.siteName == "东站")
        }
    }
}
