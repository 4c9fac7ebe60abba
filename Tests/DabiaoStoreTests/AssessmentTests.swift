import Dabiao
import DabiaoStore
import Foundation
import GRDB
import Testing

@Suite("Submissions, assessments, bundles")
struct AssessmentTests {
    @Test("What was told comes back as it was told, up to the moment asked about")
    func submissions() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            var told: [Submission] = []
            for (offset, kind) in [SubmissionKind.importation, .assessment(.review), .delivery].enumerated() {
                var submission = Submission.sample(site, kind: kind)
                submission.recordedAt = now + Int64(offset)
                submission.id = try transaction.append(submission)
                told.append(submission)
            }
            try transaction.append(.sample(enterprise))
            #expect(try transaction.submissions(of: site, bundle: sampleBundle.bundle) == told)
            #expect(
                try transaction.submissions(of: site, bundle: sampleBundle.bundle, knownAt: now + 1)
                    == Array(told[..<2]))
            #expect(try transaction.submissions(of: site, bundle: "other") == [])
            #expect(try transaction.submission(id: told[1].id) == told[1])
            var unknown = Submission.sample(site)
            unknown.bundleHash = "never installed"
            #expect(throws: DabiaoError.self) { try transaction.append(unknown) }
        }
    }

    @Test("Every kind has its word", arguments: AssessmentKind.allCases)
    func kinds(kind: AssessmentKind) {
        #expect(SubmissionKind(rawValue: kind.rawValue) == .assessment(kind))
        #expect(SubmissionKind.assessment(kind).rawValue == kind.rawValue)
        #expect(SubmissionKind(rawValue: "gossip") == nil)
    }

    @Test("A site's assessment stands in the register of the site and of its enterprise, once each")
    func register() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            func assess(_ subject: Int64, _ kind: AssessmentKind, _ date: CivilDate, _ score: Double?) throws
                -> Assessment
            {
                let submission = try transaction.append(.sample(subject, kind: .assessment(kind), date: date))
                var assessment = Assessment(
                    submission: submission, subject: subject, bundle: sampleBundle.bundle, kind: kind, date: date,
                    score: score, isProvisional: score == nil)
                assessment.id = try transaction.record(assessment)
                return assessment
            }
            let own = try assess(enterprise, .review, CivilDate(2026, 1, 5), 91.5)
            let sites = try assess(site, .selfReview, CivilDate(2026, 2, 5), nil)
            #expect(try transaction.assessments(of: enterprise) == [sites, own])
            #expect(try transaction.assessments(of: site) == [sites])
            #expect(try transaction.assessments(of: site, bundle: "other") == [])
            #expect(try transaction.assessment(id: own.id) == own)
            let rows = try Row.fetchAll(transaction.database, sql: "SELECT * FROM assessments ORDER BY subject, id")
            #expect(rows.map { $0["subject"] as Int64 } == [enterprise, enterprise, site])
            #expect(rows.map { $0["id"] as Int64 } == [own.id, sites.id, sites.id])
            #expect(rows.map { $0["kind"] as String } == ["review", "self-review", "self-review"])
            #expect(rows.map { $0["date"] as String } == ["2026-01-05", "2026-02-05", "2026-02-05"])
            #expect(rows.map { $0["score"] as Double? } == [91.5, nil, nil])
            #expect(Array(rows[0].columnNames) == ["subject", "id", "kind", "date", "bundle", "score"])
        }
    }

    @Test("A bundle's versions stay with their files; one is in force, and the history says which was when")
    func bundles() async throws {
        let store = try Store.inMemory()
        var newer = sampleBundle
        (newer.contentHash, newer.version) = ("b2", "1.1.0")
        let files = [
            BundleFile(path: "facts.yaml", content: Data([0, 1, 255])),
            BundleFile(path: "plugin.yaml", content: Data()),
        ]
        try await store.write { [newer] transaction in
            #expect(throws: DabiaoError.self) {
                try transaction.activate(sampleBundle.bundle, contentHash: sampleBundle.contentHash, at: 1)
            }
            #expect(try transaction.save(sampleBundle, files: files))
            #expect(try !transaction.save(sampleBundle, files: []))
            #expect(try transaction.files(ofBundle: sampleBundle.contentHash) == files)
            #expect(try transaction.save(newer, files: []))
            #expect(try transaction.installedBundles(sampleBundle.bundle) == [sampleBundle, newer])

            #expect(try transaction.activate(sampleBundle.bundle, contentHash: "b1", at: 1))
            #expect(try transaction.activate(sampleBundle.bundle, contentHash: "b2", at: 2))
            #expect(try !transaction.activate(sampleBundle.bundle, contentHash: "b2", at: 3))
            let active = try transaction.activeBundles()
            #expect(active.map(\.installed) == [newer] && active.map(\.since) == [2])
            #expect(try transaction.deactivate(sampleBundle.bundle, at: 4))
            #expect(try !transaction.deactivate(sampleBundle.bundle, at: 5))
            #expect(try transaction.activeBundles() == [])
            let history = try transaction.activations(of: sampleBundle.bundle)
            #expect(history.map(\.action) == [.activated, .activated, .removed])
            #expect(history.map(\.at) == [1, 2, 4])
            #expect(history.map(\.installed) == [sampleBundle, newer, newer])
        }
    }

    @Test("A neighbour's tables that nobody names are dropped; ours cannot be")
    func neighbours() async throws {
        let store = try Store.inMemory()
        let (dropped, left) = try await store.write { transaction in
            try transaction.database.execute(
                sql:
                    "CREATE TABLE facts_a (x); CREATE TABLE facts_b (x); CREATE TABLE list_a_x (x); CREATE TABLE calendar (x)"
            )
            let dropped = try transaction.dropTables(notNamedBy: ["facts_b"], prefixes: ["facts_", "list_"])
            return (dropped, try String.fetchAll(transaction.database, sql: "SELECT name FROM sqlite_schema"))
        }
        #expect(dropped == ["facts_a", "list_a_x"])
        #expect(left.contains("facts_b") && left.contains("calendar") && left.contains("submission"))
    }
}
