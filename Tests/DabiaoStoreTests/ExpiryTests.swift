import Dabiao
import DabiaoStore
import Testing

@Suite("Days of expiry, and what was in force once")
struct ExpiryTests {
    @Test("A subject's days replace those before; the earliest wakes, the enterprise's are seen by its sites")
    func expiries() async throws {
        let (store, enterprise, site) = try await Store.sample()
        try await store.write { transaction in
            try transaction.replaceExpiries(
                of: enterprise, bundle: "common", by: ["a": CivilDate(2026, 5, 1), "b": CivilDate(2026, 4, 1)])
            try transaction.replaceExpiries(of: site, bundle: "common", by: ["c": CivilDate(2026, 6, 1)])
            #expect(try transaction.expiries(seenBy: site, bundle: "common").map(\.name) == ["a", "b", "c"])
            #expect(try transaction.expiries(seenBy: enterprise, bundle: "common").map(\.name) == ["a", "b"])
            #expect(try transaction.earliestExpiry(of: ["common", "other"]) == CivilDate(2026, 4, 1))
            #expect(try transaction.earliestExpiry(of: ["other"]) == nil)
            func expired(_ day: CivilDate) throws -> [Int64] {
                try transaction.subjectsWithExpiries(by: day, bundle: "common", limit: 9).map(\.id)
            }
            #expect(try expired(CivilDate(2026, 3, 31)) == [])
            #expect(try expired(CivilDate(2026, 4, 1)) == [enterprise])
            #expect(try expired(CivilDate(2026, 6, 1)) == [enterprise, site])
            try transaction.replaceExpiries(of: enterprise, bundle: "common", by: [:])
            #expect(try expired(CivilDate(2026, 6, 1)) == [site])
        }
    }

    @Test("What was in force at a moment is the last version activated by then, unless it was removed")
    func inForce() async throws {
        let (store, _, _) = try await Store.sample()
        try await store.write { transaction in
            var newer = sampleBundle
            (newer.contentHash, newer.version) = ("b2", "1.1.0")
            try transaction.save(newer, files: [])
            try transaction.activate(sampleBundle.bundle, contentHash: "b1", at: 100)
            try transaction.activate(sampleBundle.bundle, contentHash: "b2", at: 200)
            try transaction.deactivate(sampleBundle.bundle, at: 300)
            func versions(_ instant: Int64) throws -> [String] {
                try transaction.activations(inForceAt: instant).map(\.installed.version)
            }
            #expect(try versions(99) == [])
            #expect(try versions(100) == ["1.0.0"])
            #expect(try versions(299) == ["1.1.0"])
            #expect(try versions(300) == [])
        }
    }
}
