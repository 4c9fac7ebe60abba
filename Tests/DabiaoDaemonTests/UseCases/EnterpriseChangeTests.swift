import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import GRDB
import Testing

@testable import DabiaoDaemon

@Suite("Changes of enterprises, with their day and reason", .timeLimit(.minutes(2)))
struct EnterpriseChangeTests {
    private func town() async throws -> Town {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(
            Town.header, Town.row(sectors: "hydrogen-station", certified: "2025-12-24"),
            Town.row(Town.otherCode, sectors: "hydrogen-station", certified: "2025-06-01"))
        return town
    }

    @discardableResult
    private func change(
        _ town: Town, name: String? = nil, district: String? = nil, into: String? = nil, on day: String,
        reason: String = "登记机关通知"
    ) async throws -> EnterpriseInterface.ChangeReply {
        try await EnterpriseChanges(office: town.office).change(
            EnterpriseInterface.ChangeRequest(
                code: Town.code, name: name, district: district, mergeInto: into, on: day, reason: reason), Town.call)
    }

    private func show(_ town: Town, _ code: String = Town.code) async throws -> EnterpriseInterface.ShowReply {
        try await Enterprises(office: town.office).show(code)
    }

    @Test("A name of the past holds since then, but not against a later one")
    func past() async throws {
        let town = try await town()
        try await change(town, name: "三月名", on: "2026-03-01")
        #expect(try await show(town).enterprise.name == "三月名")
        #expect(try await change(town, name: "一月名", on: "2026-01-01").overtaken == true)
        let shown = try await show(town)
        #expect(shown.enterprise.name == "三月名")
        #expect(shown.changes?.map(\.new) == ["一月名", "三月名"])
        #expect(shown.changes?.map(\.old) == ["某公司82Q", "某公司82Q"])
        #expect(shown.changes?.allSatisfy { $0.done && $0.reason == "登记机关通知" } == true)
    }

    @Test("A name to come is taken on its day, though nobody is there")
    func future() async throws {
        let town = try await town()
        #expect(try await change(town, name: "来年名", on: "2027-01-01").changes.first?.done == false)
        let moment = try await town.scheduler().nextMoment()
        #expect(try #require(moment) <= Instant(CivilDate(2027, 1, 1), hour: 0, minute: 0))
        try await town.pass(to: "2026-12-31T23:59:00")
        #expect(try await show(town).enterprise.name == "某公司82Q")
        try await town.restart()
        try await town.pass(to: "2027-01-01T00:00:01")
        let shown = try await show(town)
        #expect(shown.enterprise.name == "来年名" && shown.changes?.first?.done == true)
    }

    @Test("Another district: the site without a name goes along; the subdistrict of the old one is not known any more")
    func district() async throws {
        let town = try await town()
        try await town.importList(
            "credit_code,name,district,sectors,subdistrict,area_code",
            "\(Town.code),某公司82Q,朝阳区,hydrogen-station,某街道,110105")
        try await change(town, district: "110114", on: "2026-11-01")
        let shown = try await show(town)
        #expect(shown.enterprise.district == "昌平区" && shown.enterprise.subdistrict == nil)
        #expect(shown.enterprise.areaCode == "110114")
        #expect(shown.sites.map(\.district) == ["昌平区"])
    }

    @Test("A merger: the site goes over with its duties, those of the enterprise lapse, its certificates end")
    func merger() async throws {
        let town = try await town()
        try await town.submit(
            "hydrogen-station", #"{"lists": {"vessels": [{"serial": "R-1", "next_inspection_on": "2027-01-01"}]}}"#,
            on: "2026-11-24")
        func inspections() async throws -> [Occurrence] {
            try await town.occurrences("hydrogen-station", "vessel-inspection").filter { $0.terms.due != nil }
        }
        let inspection = try await inspections()
        let reply = try await change(town, into: Town.otherCode, on: "2026-11-20")
        #expect(reply.sites == 1 && reply.lapsed > 0 && reply.certificates == 1)
        let after = try await inspections()
        #expect(!inspection.isEmpty && after == inspection)
        let (gone, there) = (try await show(town), try await show(town, Town.otherCode))
        #expect(gone.sites.isEmpty && gone.certificates.map(\.state) == ["removed"])
        #expect(there.sites.compactMap(\.name).sorted() == ["某公司10X", "某公司82Q"])
        #expect(there.changes?.map(\.what) == ["site"])
        func open() async throws -> [Occurrence] {
            try await town.office.store.read { snapshot in
                let merged = try #require(try snapshot.enterprise(creditCode: Town.code))
                return try snapshot.openOccurrences(of: merged.id, bundle: "common")
            }
        }
        #expect(try await open().isEmpty)
        let damage = try await town.office.store.read {
            try String.fetchAll($0.database, sql: "SELECT \"table\" FROM pragma_foreign_key_check")
        }
        #expect(damage.isEmpty)
        // Nothing brings its duties back, and no list brings it back.
        try await town.pass(to: "2027-02-01T09:00:00")
        #expect(try await open().isEmpty)
        let again = try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        #expect(again.errors.map(\.rule) == ["merged"])
    }

    @Test("A merger to come is done on its day, into whoever took the other over meanwhile")
    func mergerToCome() async throws {
        let town = try await town()
        try await change(town, into: Town.otherCode, on: "2027-01-01")
        #expect(try await show(town).sites.count == 1)
        try await town.pass(to: "2027-01-01T00:00:01")
        #expect(try await show(town).sites.isEmpty)
        #expect(try await show(town, Town.otherCode).sites.count == 2)
    }

    @Test("What makes no sense is refused, audited, and changes nothing")
    func refusals() async throws {
        let town = try await town()
        let before = try await show(town)
        for attempt in [
            { try await self.change(town, on: "2026-11-01") },
            { try await self.change(town, name: "某公司82Q", on: "2026-11-01") },
            { try await self.change(town, name: "新名", on: "2026-11-01", reason: " ") },
            { try await self.change(town, name: "新名", on: "2026-02-30") },
            { try await self.change(town, district: "朝羊区", on: "2026-11-01") },
            { try await self.change(town, into: Town.code, on: "2026-11-01") },
            { try await self.change(town, name: "新名", into: Town.otherCode, on: "2026-11-01") },
        ] as [() async throws -> EnterpriseInterface.ChangeReply] {
            await #expect(throws: DabiaoError.self) { _ = try await attempt() }
        }
        #expect(try await show(town) == before)
    }
}
