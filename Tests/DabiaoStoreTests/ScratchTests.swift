import Dabiao
import DabiaoStore
import Foundation
import GRDB
import Testing

@Suite("Scratch")
struct ScratchTests {
    static func anon() -> String {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { $0.hasPrefix("RssAnon") }.joined()
    }

    @Test func scratch() async throws {
        let folder = try TemporaryFolder()
        print("before", Self.anon())
        let store = try Store(directory: folder.path)
        print("opened", Self.anon())
        _ = try await store.read { try $0.setting("x") }
        let clock = ContinuousClock()
        let import_ = try await clock.measure {
            try await store.write { transaction in
                try transaction.save(sampleBundle, files: [])
                for number in 1...20_000 {
                    let e = try transaction.upsert(
                        EnterpriseRecord(creditCode: creditCode(number), name: "企业\(number)", district: "海淀区"),
                        recordedOn: today)
                    let s = try transaction.upsert(
                        SiteRecord(district: "海淀区", sectors: ["hydrogen-station"]), of: e.id, recordedOn: today)
                    try transaction.upsert(Certificate(enterprise: e.id, grade: "二级", certifiedOn: today))
                    try transaction.open(NewOccurrence(identity: OccurrenceIdentity(subject: s.id, bundle: sampleBundle.bundle, obligation: "o", period: .starting(today)), bundleHash: "b1", terms: OccurrenceTerms(opens: today, due: today), nextAt: 5), at: now)
                }
            }
        }
        print("imported", import_, Self.anon())
        let facts = try await clock.measure {
            _ = try await store.read { snapshot in
                for id in 1...10_000 {
                    _ = try Row.fetchOne(snapshot.database.cachedStatement(sql: "SELECT * FROM coreFact WHERE subject = ?"), arguments: [id])
                }
            }
        }
        print("10000 coreFact", facts)
        let due = try await clock.measure {
            _ = try await store.read { try $0.occurrencesToHandle(at: 10, limit: 10_000) }
        }
        print("10000 due", due, Self.anon())
        _ = FileManager.default.createFile(atPath: "/tmp/hb/store/MARK1", contents: nil)
        let submit = try await clock.measure {
            for number in 1...100 {
                try await store.write { transaction in
                    let subject = try transaction.subject(.site, creditCode: creditCode(number), site: nil)
                    let id = try transaction.append(.sample(subject.id))
                    try transaction.record(Assessment(submission: id, subject: subject.id, bundle: sampleBundle.bundle, kind: .selfReview, date: today, score: 90, isProvisional: false))
                    try transaction.replaceVerdicts((1...30).map { VerdictRecord(rule: "r\($0)", verdict: .clear, effect: .block) }, by: Evaluation(subject: subject.id, bundle: sampleBundle.bundle, bundleHash: "b1", date: today, submission: id))
                    try transaction.append(AuditEntry(at: now, uid: 0, pid: 1, groups: [0], method: "submit", outcome: .done))
                }
            }
        }
        _ = FileManager.default.createFile(atPath: "/tmp/hb/store/MARK2", contents: nil)
        print("100 submits", submit, Self.anon())
        try store.close()
        print("closed", Self.anon())
    }
}
