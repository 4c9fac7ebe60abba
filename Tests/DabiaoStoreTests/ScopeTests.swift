import Dabiao
import DabiaoStore
import Testing

@Suite("Reading for a scope")
struct ScopeTests {
    /// The seat of the first enterprise is in 海淀区, with a site there (shops) and one in 朝阳区 (gas); the second is
    /// in 朝阳区 (shops).
    private static func filled() async throws -> (store: Store, first: Int64, sites: [Int64], second: Int64) {
        let store = try Store.inMemory()
        return try await store.write { transaction in
            try transaction.save(sampleBundle, files: [])
            func enterprise(_ number: Int, _ district: String) throws -> Int64 {
                try transaction.upsert(
                    EnterpriseRecord(creditCode: creditCode(number), name: "企业\(number)", district: district),
                    recordedOn: today
                ).id
            }
            func site(_ name: String, _ district: String, _ sector: String, of enterprise: Int64) throws -> Int64 {
                try transaction.upsert(
                    SiteRecord(name: name, district: district, sectors: [sector]), of: enterprise, recordedOn: today
                ).id
            }
            let (first, second) = (try enterprise(1, "海淀区"), try enterprise(2, "朝阳区"))
            let sites = [
                try site("总部", "海淀区", "shops", of: first), try site("分部", "朝阳区", "gas", of: first),
                try site("门店", "朝阳区", "shops", of: second),
            ]
            for subject in [first, second] + sites {
                let identity = OccurrenceIdentity(
                    subject: subject, bundle: sampleBundle.bundle, obligation: "o", period: .starting(today))
                try transaction.open(
                    NewOccurrence(
                        identity: identity, bundleHash: sampleBundle.contentHash,
                        terms: OccurrenceTerms(opens: today, due: today), nextAt: 5), at: now)
            }
            return (store, first, sites, second)
        }
    }

    /// A scope, which enterprises it reaches, and which subjects it covers: 0 and 1 the enterprises, 2… the sites.
    static let scopes: [(Scope, [Int], [Int])] = [
        (.everything, [0, 1], [0, 1, 2, 3, 4]),
        (Scope([]), [], []),
        (Scope([.init(districts: [])]), [], []),
        (Scope([.init(districts: ["海淀区"])]), [0], [0, 2]),
        (Scope([.init(districts: ["朝阳区"])]), [0, 1], [1, 3, 4]),
        (Scope([.init(sectors: ["gas"])]), [0], [0, 3]),
        (Scope([.init(sectors: ["shops"])]), [0, 1], [0, 1, 2, 4]),
        (Scope([.init(districts: ["朝阳区"], sectors: ["shops"])]), [1], [1, 4]),
        (Scope([.init(districts: ["海淀区"]), .init(sectors: ["gas"])]), [0], [0, 2, 3]),
        (Scope([.init(bundles: ["other"])]), [0, 1], []),
        (Scope([.init(districts: ["海淀区"], bundles: [sampleBundle.bundle])]), [0], [0, 2]),
    ]

    @Test("Lists, counts and single subjects agree on what lies in a scope", arguments: scopes)
    func covers(scope: Scope, reached: [Int], covered: [Int]) async throws {
        let (store, first, sites, second) = try await Self.filled()
        let subjects = [first, second] + sites
        try await store.limited(to: scope).read { (snapshot) throws in
            #expect(try snapshot.enterprises().map(\.id) == reached.map { subjects[$0] })
            #expect(try snapshot.countEnterprises() == reached.count)
            #expect(
                try [first, second].filter { try snapshot.reaches(enterprise: $0) } == reached.map { subjects[$0] })
            let expected = Set(covered.map { subjects[$0] })
            #expect(Set(try snapshot.agenda().map(\.occurrence.identity.subject)) == expected)
            #expect(try snapshot.countAgenda() == covered.count)
            #expect(Set(try subjects.filter { try snapshot.covers($0, bundle: sampleBundle.bundle) }) == expected)
            let handled = try snapshot.enterprisesToHandle(at: 10, limit: 10)
            #expect(try handled.allSatisfy { try snapshot.covers($0) })
        }
        #expect(try await store.read { try $0.countEnterprises() } == 2)
    }
}
