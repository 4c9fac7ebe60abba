import Dabiao
import DabiaoStore
import GRDB
import RuleEngine
import Testing

@testable import DabiaoDaemon

@Suite("Registers as the store keeps them", .timeLimit(.minutes(2)))
struct RegisterViewTests {
    @Test("Each register is a view with the columns that expressions read", arguments: Registers.all.map(\.name))
    func columns(name: String) async throws {
        let register = try #require(Registers.named(name))
        let town = try await Town(at: "2026-11-24T12:00:00")
        defer { withExtendedLifetime(town) {} }
        let columns = try await town.office.store.read { (snapshot) throws in
            try String.fetchAll(
                snapshot.database, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [name])
        }
        #expect(Array(columns.prefix(2)) == ["subject", "id"])
        #expect(Set(columns.dropFirst(2)) == Set(register.columns.map(\.name)))
    }

    @Test("An enterprise sees its sites' rows; an undetermined verdict is unknown; a certificate is its holder's")
    func rows() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station", certified: "2025-12-24"))
        defer { withExtendedLifetime(town) {} }
        try await town.submit("hydrogen-station", "{}", on: "2026-11-24")
        try await town.office.store.read { (snapshot) throws in
            let database = snapshot.database
            let site = try #require(try Int64.fetchOne(database, sql: "SELECT id FROM site"))
            let enterprise = try #require(try Int64.fetchOne(database, sql: "SELECT id FROM enterprise"))
            func count(_ view: String, of subject: Int64, _ condition: String = "true") throws -> Int? {
                try Int.fetchOne(
                    database, sql: "SELECT count(DISTINCT id) FROM \(view) WHERE subject = ? AND \(condition)",
                    arguments: [subject])
            }
            #expect(try count("sites", of: enterprise) == 1)
            #expect(try count("sites", of: site) == 0)
            #expect(try count("certificates", of: enterprise) == 1)
            #expect(try count("certificates", of: site) == 0)
            let all = try Int.fetchOne(database, sql: "SELECT count(*) FROM verdict WHERE subject = \(site)")
            #expect(try count("verdicts", of: site) == all)
            #expect(try count("verdicts", of: enterprise, "bundle = 'hydrogen-station'") == all)
            let open = try #require(
                try Int.fetchOne(
                    database,
                    sql: "SELECT count(*) FROM verdict WHERE subject = \(site) AND verdict = 'undetermined'"))
            #expect(open > 0)
            #expect(try count("verdicts", of: site, "hit IS NULL") == open)
        }
    }
}
