import Dabiao
import Foundation
import SectorKit
import Testing
import Varlink

@testable import DabiaoDaemon

@Suite("Names of the file of grants")
struct AccessResolverTests {
    /// anna (1) of group staff (10), ben (2) of group staff and of group watch (20) as its primary one.
    private static let accounts = Accounts(
        user: { ["anna": 1, "ben": 2][$0] }, group: { ["staff": 10, "watch": 20][$0] },
        groups: { [1: [10], 2: [10, 20]][$0] ?? [] }, members: { $0 == 10 ? [1, 2] : [] },
        userNames: { ["anna", "ben"] }, groupNames: { ["staff", "watch"] })

    private func resolve(_ grants: String..., town: Town) throws -> (Access, [Diagnostic]) {
        let file = town.folder.path + "/access.yaml"
        let text = "grants:\n" + grants.map { "  - {\($0)}\n" }.joined()
        try Data(text.utf8).write(to: URL(filePath: file))
        var resolver = AccessResolver(Self.accounts, town.office.catalogue)
        let access = try resolver.resolve(try AccessFile(file: file))
        return (access, resolver.unknown)
    }

    @Test(
        "Nobody is administrator and auditor, however it comes about; the auditor's line is named",
        arguments: [
            ("role: administrator, users: [anna]", "role: auditor, users: [anna]"),
            ("role: administrator, users: [anna]", "role: auditor, users: [\"1\"]"),
            ("role: administrator, groups: [staff]", "role: auditor, groups: [\"10\"]"),
            ("role: administrator, groups: [staff]", "role: auditor, users: [ben]"),
            ("role: administrator, users: [ben]", "role: auditor, groups: [watch]"),
            ("role: administrator, groups: [staff]", "role: auditor, groups: [watch]"),
        ])
    func both(administrator: String, auditor: String) async throws {
        let town = try await Town(at: "2026-11-24T12:00:00", plugins: [])
        let error = #expect(throws: DabiaoError.self) { try resolve(administrator, auditor, town: town) }
        #expect(error?.message.zh.contains("access.yaml:3:") == true, "\(String(describing: error))")
        #expect(error?.message.zh.contains("既是管理员又是审计员") == true)
    }

    @Test("Whom the file could not foresee as both has neither role")
    func guardAtCall() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00", plugins: [])
        let (access, unknown) = try resolve(
            "role: administrator, users: [anna]", "role: auditor, groups: [watch]", town: town)
        #expect(unknown.isEmpty)
        let both = Peer(uid: 1, gid: 10, pid: 1, groups: [20])
        #expect(access.roles(of: both).isEmpty && access.scope(of: both, for: .read) == nil)
        #expect(access.scope(of: Peer(uid: 1, gid: 10, pid: 1, groups: []), for: .manage) == .everything)
    }

    @Test("Grants add up; names that mean nothing give nothing and are told with the nearest")
    func adds() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        let (access, unknown) = try resolve(
            "role: district, groups: [staff], districts: [\"110105\"]",
            "role: department, users: [ben, bne], bundles: [hydrogen-station, hydrogen-staton]",
            "role: district, users: [anna], districts: [朝阳九]", town: town)
        #expect(
            access.scope(of: Peer(uid: 2, gid: 10, pid: 1, groups: []), for: .submit)
                == Scope([
                    Scope.Part(districts: ["朝阳区"]),
                    Scope.Part(sectors: ["hydrogen-station"], bundles: ["hydrogen-station"]),
                ]))
        #expect(
            access.scope(of: Peer(uid: 1, gid: 99, pid: 1, groups: []), for: .read)
                == Scope([Scope.Part(districts: [])]))
        #expect(access.scope(of: Peer(uid: 2, gid: 10, pid: 1, groups: []), for: .manage) == nil)
        #expect(unknown.map(\.location.line) == [3, 3, 4])
        let told = unknown.map(\.message.zh).joined()
        for nearest in ["“ben”", "“hydrogen-station”", "“朝阳”"] { #expect(told.contains(nearest)) }
    }

    @Test("The file that is shipped reads, and so does each example in it")
    func shipped() throws {
        let file = Town.repository.appending(path: "config/access.yaml")
        let folder = try TemporaryFolder()
        let copy = folder.path + "/access.yaml"
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        try Data(text.replacing("  # - {", with: "  - {").utf8).write(to: URL(filePath: copy))
        #expect(try AccessFile(file: file.path).grants.map(\.role) == [.administrator])
        let roles = try AccessFile(file: copy).grants.map(\.role)
        #expect(roles.count > 4 && Set(roles) == Set(Role.granted))
    }
}
