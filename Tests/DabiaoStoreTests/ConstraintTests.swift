import Dabiao
import DabiaoStore
import GRDB
import Testing

@Suite("The schema is the last guard")
struct ConstraintTests {
    /// One row of everything, so that there is something to change.
    private static func filled() async throws -> Store {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            try transaction.activate(sampleBundle.bundle, contentHash: sampleBundle.contentHash, at: now)
            try transaction.database.execute(
                sql: "INSERT INTO bundleFile (bundleVersion, path, content) VALUES (1, 'plugin.yaml', x'00')")
            let submission = try transaction.append(.sample(site))
            try transaction.record(
                Assessment(
                    submission: submission, subject: site, bundle: sampleBundle.bundle, kind: .selfReview, date: today,
                    score: 80, isProvisional: false))
            let evaluation = Evaluation(
                subject: site, bundle: sampleBundle.bundle, bundleHash: sampleBundle.contentHash, date: today)
            try transaction.replaceVerdicts(
                [VerdictRecord(rule: "r", verdict: .clear, effect: .block)], by: evaluation)
            try transaction.replaceVerdicts(
                [VerdictRecord(rule: "r", verdict: .triggered, effect: .block)], by: evaluation)
            let identity = OccurrenceIdentity(
                subject: enterprise, bundle: sampleBundle.bundle, obligation: "annual-self-review",
                period: .starting(today))
            let occurrence = try transaction.open(
                NewOccurrence(
                    identity: identity, bundleHash: sampleBundle.contentHash,
                    terms: OccurrenceTerms(opens: today, due: CivilDate(2027, 3, 1))), at: now)
            try transaction.end(occurrence.id, .done, on: today, at: now, reason: "自评")
            try transaction.append(AuditEntry(at: now, uid: 0, pid: 1, groups: [0], method: "m", outcome: .done))
        }
        return store
    }

    @Test(
        "History is append-only",
        arguments: [
            "subject", "submission", "bundleVersion", "bundleFile", "activation", "verdictChange", "occurrenceChange",
            "audit",
        ])
    func appendOnly(table: String) async throws {
        let store = try await Self.filled()
        let count = try await store.read { try Int.fetchOne($0.database, sql: "SELECT count(*) FROM \(table)") }
        #expect(try #require(count) > 0)
        let column = try #require(
            await store.read { try $0.database.columns(in: table).last?.name })
        for sql in [
            "UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)",
            "INSERT OR REPLACE INTO \(table) SELECT * FROM \(table)",
        ] {
            let error = try #require(try await store.failure(of: sql), "\(sql) was let through")
            #expect(error.code == .invalid)
            #expect(error.cause?.contains("append-only") == true, "\(sql): \(error)")
        }
    }

    @Test(
        "Only days that exist",
        arguments: [
            "INSERT INTO certificate (enterprise, grade, certifiedOn, state) VALUES (1, 'x', DAY, 'valid')",
            "INSERT INTO certificate (enterprise, grade, certifiedOn, expiresOn, state) VALUES (1, 'x', '2020-01-01', DAY, 'valid')",
            "INSERT INTO subject (id, kind, enterprise, recordedOn) VALUES (9, 'enterprise', 9, DAY)",
            """
            INSERT INTO submission (subject, bundle, bundleVersion, kind, source, date, recordedAt, body)
            VALUES (2, 'hydrogen-station', 1, 'review', 's', DAY, 1, '{}')
            """,
            """
            INSERT INTO outbox (key, recipient, channel, day, body, createdAt) VALUES ('k', 1, 'spool', DAY, '{}', 1)
            """,
            """
            INSERT INTO occurrence (bundle, obligation, subject, period, bundleVersion, recordedAt, due,
              provisional, state)
            VALUES ('hydrogen-station', 'o', 1, '2026-01-01', 1, 1, DAY, 0, 'open')
            """,
        ])
    func realDates(sql: String) async throws {
        let store = try await Self.filled()
        for day in ["2026-02-30", "2026-13-01", "2026-3-1", "20260301", "now", "2026-03-01 00:00", "", "x"] {
            #expect(
                try await store.failure(of: sql.replacing("DAY", with: "'\(day)'")) != nil, "\(day) was let in")
        }
        #expect(try await store.failure(of: sql.replacing("DAY", with: "'2028-02-29'")) == nil)
    }

    @Test(
        "What contradicts itself or points nowhere is refused",
        arguments: [
            // Subjects
            "INSERT INTO subject (id, kind, enterprise, recordedOn) VALUES (9, 'enterprise', 1, '2026-01-01')",
            "INSERT INTO subject (id, kind, enterprise, recordedOn) VALUES (9, 'site', 9, '2026-01-01')",
            "INSERT INTO subject (id, kind, enterprise, recordedOn) VALUES (9, 'site', 77, '2026-01-01')",
            "INSERT INTO enterprise (id, creditCode, name, district) VALUES (2, '911100001000000009', 'n', 'd')",
            "UPDATE enterprise SET creditCode = '9111'", "UPDATE enterprise SET employees = -1",
            "UPDATE enterprise SET name = NULL", "UPDATE enterprise SET employees = 'many'",
            "INSERT INTO site (id, enterprise, district) VALUES (1, 1, 'd')",
            "INSERT INTO contact (subject, role) VALUES (1, 'person-in-charge')",
            """
            INSERT INTO certificate (enterprise, grade, certifiedOn, expiresOn, state)
            VALUES (1, 'x', '2026-01-02', '2026-01-02', 'valid')
            """,
            "INSERT INTO certificate (enterprise, site, grade, certifiedOn, state) VALUES (1, 77, 'x', '2026-01-02', 'v')",
            // Submissions and assessments
            """
            INSERT INTO submission (subject, bundle, bundleVersion, kind, source, date, recordedAt, body)
            VALUES (2, 'other-bundle', 1, 'review', 's', '2026-01-01', 1, '{}')
            """,
            """
            INSERT INTO submission (subject, bundle, bundleVersion, kind, source, date, recordedAt, body)
            VALUES (2, 'hydrogen-station', 1, 'review', 's', '2026-01-01', 1, '{')
            """,
            """
            INSERT INTO submission (subject, bundle, bundleVersion, kind, source, date, recordedAt, body)
            VALUES (2, 'hydrogen-station', 1, 'gossip', 's', '2026-01-01', 1, '{}')
            """,
            "UPDATE assessment SET score = 100.5", "UPDATE assessment SET provisional = 2",
            "UPDATE assessment SET subject = 1", "UPDATE assessment SET kind = 'import'",
            // Verdicts
            "UPDATE verdict SET verdict = 'maybe'", "UPDATE verdict SET effect = 'none'",
            "UPDATE verdict SET since = '2030-01-01'", "UPDATE verdict SET bundleVersion = 77",
            // Occurrences
            "DELETE FROM occurrence", "UPDATE occurrence SET due = '2026-12-31'",
            "UPDATE occurrence SET period = '2026-12-31'",
            // The rest
            "UPDATE activeBundle SET bundleVersion = 77",
            "INSERT INTO outbox (key, recipient, channel, day, body, createdAt) VALUES ('k', 77, 'c', '2026-01-01', '{}', 1)",
        ])
    func contradictions(sql: String) async throws {
        let store = try await Self.filled()
        #expect(try await store.failure(of: sql)?.code == .invalid)
    }

    @Test(
        "An occurrence's columns agree with its state",
        arguments: [
            ("'open', NULL, NULL, NULL, NULL, NULL", false), ("'open', '2026-05-01', NULL, NULL, NULL, 5", true),
            ("'open', '2026-05-01', NULL, '2026-05-01', NULL, NULL", false),
            ("'undetermined', NULL, NULL, NULL, NULL, 5", false),
            ("'undetermined', NULL, '{}', NULL, NULL, 5", false),
            ("'undetermined', NULL, '[\"x\"]', NULL, NULL, 5", true),
            ("'done', '2026-05-01', NULL, NULL, NULL, NULL", false),
            ("'done', '2026-05-01', NULL, '2026-04-30', NULL, NULL", true),
            ("'done', '2026-05-01', NULL, '2026-04-30', NULL, 5", false),
            ("'late', '2026-05-01', NULL, '2026-05-03', NULL, NULL", false),
            ("'late', '2026-05-01', NULL, '2026-05-03', 2, NULL", true),
            ("'late', '2026-05-01', NULL, '2026-05-03', 0, NULL", false),
            ("'forgotten', '2026-05-01', NULL, '2026-05-03', NULL, NULL", false),
        ])
    func occurrenceState(values: String, allowed: Bool) async throws {
        let (store, enterprise, _) = try await Store.sample()
        let error = try await store.failure(
            of: """
                INSERT INTO occurrence (bundle, obligation, subject, period, bundleVersion, recordedAt,
                  provisional, state, due, missing, endedOn, lateDays, nextAt)
                VALUES ('hydrogen-station', 'o', \(enterprise), '2026-01-01', 1, 1, 0, \(values))
                """)
        #expect((error == nil) == allowed, "\(String(describing: error))")
    }

    @Test(
        "A nominal period is a day, or a number with its sign",
        arguments: [
            ("2026-02-28", true), ("2026-02-30", false), ("#1", true), ("#20", true), ("?3", true), ("#0", false),
            ("#", false), ("#1x", false), ("1", false), ("", false),
        ])
    func periods(period: String, allowed: Bool) async throws {
        let (store, enterprise, _) = try await Store.sample()
        let error = try await store.failure(
            of: """
                INSERT INTO occurrence (bundle, obligation, subject, period, bundleVersion, recordedAt, due,
                  provisional, state)
                VALUES ('hydrogen-station', 'o', \(enterprise), '\(period)', 1, 1, '2026-01-01', 0, 'open')
                """)
        #expect((error == nil) == allowed)
        #expect((NominalKey(period) != nil) == allowed)
    }

    @Test("An occurrence cannot be there twice")
    func duplicateOccurrence() async throws {
        let store = try await Self.filled()
        let error = try await store.failure(
            of: """
                INSERT INTO occurrence (bundle, obligation, subject, rowKey, period, bundleVersion, recordedAt,
                  due, provisional, state)
                SELECT bundle, obligation, subject, rowKey, period, bundleVersion, recordedAt,
                  '2028-01-01', provisional, 'open' FROM occurrence
                """)
        #expect(error?.cause?.contains("UNIQUE") == true)
    }

    @Test("Every table is strict, and says in its text what it is for")
    func documented() async throws {
        let store = try Store.inMemory()
        let tables = try await store.read {
            try String.fetchAll(
                $0.database, sql: "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'grdb_*'")
        }
        #expect(tables.count == 26)
        for sql in tables {
            #expect(sql.contains("STRICT"), "\(sql)")
            #expect(sql.contains("(\n  -- "), "\(sql)")
        }
    }
}
