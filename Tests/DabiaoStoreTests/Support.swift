import Dabiao
import DabiaoStore
import Foundation
import GRDB
import Testing

/// A folder that is gone when the test is.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "dabiao-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var database: String { path + "/dabiao.db" }

    func bytes(_ name: String = "dabiao.db") throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
    }
}

/// The bundle that the tests' submissions, verdicts and occurrences refer to.
let sampleBundle = InstalledBundle(
    contentHash: "b1", bundle: "hydrogen-station", version: "1.0.0", title: "加氢站", installedAt: 1_700_000_000)
let today = CivilDate(2026, 3, 1)
let now: Int64 = 1_772_300_000

/// A credit code of the right length; its check digit is not the store's business.
func creditCode(_ number: Int) -> String {
    "91110000" + String(1_000_000_000 + number)
}

extension Store {
    /// A store in memory with the bundle and one enterprise with its implicit site.
    static func sample() async throws -> (store: Store, enterprise: Int64, site: Int64) {
        let store = try Store.inMemory()
        return try await store.write { transaction in
            try transaction.save(sampleBundle, files: [])
            let enterprise = try transaction.upsert(
                EnterpriseRecord(creditCode: creditCode(1), name: "京氢能源", district: "海淀区", scale: "small"),
                recordedOn: today)
            let site = try transaction.upsert(
                SiteRecord(district: "海淀区", sectors: ["hydrogen-station"]), of: enterprise.id, recordedOn: today)
            return (store, enterprise.id, site.id)
        }
    }

    /// Runs SQL that the store itself never would, and returns what it threw.
    func failure(of sql: String) async throws -> DabiaoError? {
        do {
            try await write { try $0.database.execute(sql: sql) }
            return nil
        } catch let error as DabiaoError {
            return error
        }
    }
}

extension Submission {
    static func sample(_ subject: Int64, kind: SubmissionKind = .assessment(.selfReview), date: CivilDate = today)
        -> Submission
    {
        Submission(
            subject: subject, bundle: sampleBundle.bundle, bundleHash: sampleBundle.contentHash, kind: kind,
            source: "enterprise",
            date: date, recordedAt: now, body: #"{"facts":{"in_city_centre":true}}"#)
    }
}

/// The error of an opening that must fail.
func openingError(_ directory: String) -> DabiaoError? {
    do {
        _ = try Store(directory: directory)
        return nil
    } catch {
        return error as? DabiaoError
    }
}
