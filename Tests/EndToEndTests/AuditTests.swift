import Foundation
import GRDB
import Glibc
import Testing

extension EndToEnd {
    @Suite("Audit")
    struct AuditTests {
        private struct Entry: Decodable, FetchableRecord {
            let uid: Int
            let pid: Int
            let groups: String
            let method: String
            let target: String?
            let outcome: String
        }

        @Test("Who changed what is kept with uid and groups as the kernel tells them; what was refused too")
        func entries() async throws {
            let scene = try Scene()
            let daemon = try await scene.start()
            try await scene.importOne()
            #expect(try await scene.submit(#"{"facts": {"detection_complete": true}}"#).status == 0)
            #expect(try await scene.submit(#"{"facts": {"nonsense": true}}"#).status == 1)
            _ = try await scene.ask("enterprise", "list")
            try await daemon.stop()

            let database = try DatabaseQueue(path: scene.state + "/dabiao.db")
            let entries = try await database.read { try Entry.fetchAll($0, sql: "SELECT * FROM audit ORDER BY id") }
            #expect(
                entries.map(\.method) == [
                    "org.dabiao.Enterprise.Import", "org.dabiao.Assessment.Submit", "org.dabiao.Assessment.Submit",
                ])
            #expect(entries.map(\.outcome) == ["done", "done", "refused"])
            #expect(entries.map(\.target) == ["one.csv", Sample.december, Sample.december])
            for entry in entries {
                #expect(entry.uid == Int(getuid()))
                #expect(entry.pid != Int(getpid()))
                let groups = try JSONDecoder().decode(Set<gid_t>.self, from: Data(entry.groups.utf8))
                #expect(groups.subtracting([getgid()]) == Self.ownGroups.subtracting([getgid()]))
            }
        }

        private static var ownGroups: Set<gid_t> {
            var groups = [gid_t](repeating: 0, count: 65536)
            return Set(groups.prefix(Int(max(0, getgroups(Int32(groups.count), &groups)))))
        }
    }
}
