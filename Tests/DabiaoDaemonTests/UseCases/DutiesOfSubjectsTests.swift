import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import Testing

@testable import DabiaoDaemon

@Suite("The duties of enterprises and sites", .timeLimit(.minutes(2)))
struct DutiesOfSubjectsTests {
    @Test("A self-review of one site discharges the enterprise's year, under whichever plugin it was filed")
    func siteDischargesEnterprise() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(
            Town.header, Town.row(sectors: "hydrogen-station", site: "东站", certified: "2025-12-24"),
            Town.row(sectors: "hydrogen-station", site: "西站"))
        let reply = try await town.submit("hydrogen-station", "{}", site: "西站", on: "2026-11-24")
        #expect(reply.discharged.map(\.obligation) == ["annual-self-review"])
        #expect(reply.discharged.map(\.state) == ["done"])
        let again = try await town.submit("common", "{}", on: "2026-11-24")
        #expect(again.discharged.isEmpty)
        let review = try await town.occurrences("common", "annual-self-review")
        #expect(review.map(\.state) == [.done, .open])
    }

    @Test("A review that is no self-review discharges nothing")
    func otherKind() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        let reply = try await town.submit("common", "{}", kind: "review", on: "2026-11-24")
        #expect(reply.discharged.isEmpty)
    }

    @Test("A date told later ends the inspection of its vessel and opens the next; a row that is gone owes nothing")
    func vessels() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        func tell(_ rows: [(String, String)]) async throws -> [String] {
            let vessels = rows.map { #"{"serial": "\#($0.0)", "next_inspection_on": "\#($0.1)"}"# }
            let facts = #"{"lists": {"vessels": [\#(vessels.joined(separator: ","))]}}"#
            try await town.submit("hydrogen-station", facts, on: "2026-11-24")
            return try await town.occurrences("hydrogen-station", "vessel-inspection")
                .filter { $0.state.isOpen }
                .map { "\($0.identity.rowKey) \($0.identity.period) \($0.terms.due?.description ?? "?")" }.sorted()
        }
        #expect(
            try await tell([("R-1", "2027-01-01"), ("R-2", "2027-02-01")]) == [
                "R-1 #1 2027-01-01", "R-2 #1 2027-02-01",
            ])
        #expect(
            try await tell([("R-1", "2030-01-01"), ("R-2", "2027-02-01")]) == [
                "R-1 #2 2030-01-01", "R-2 #1 2027-02-01",
            ])
        #expect(try await tell([("R-2", "2027-02-01")]) == ["R-2 #1 2027-02-01"])
        // It was left out by mistake.
        #expect(
            try await tell([("R-1", "2030-01-01"), ("R-2", "2027-02-01")]) == [
                "R-1 #2 2030-01-01", "R-2 #1 2027-02-01",
            ])
        // A wrong date, corrected, and told again.
        #expect(
            try await tell([("R-1", "2030-01-01"), ("R-2", "2028-02-01")]) == [
                "R-1 #2 2030-01-01", "R-2 #2 2028-02-01",
            ])
        #expect(
            try await tell([("R-1", "2030-01-01"), ("R-2", "2027-02-01")]) == [
                "R-1 #2 2030-01-01", "R-2 #2 2027-02-01",
            ])
        #expect(
            try await tell([("R-1", "2030-01-01"), ("R-2", "2028-02-01")]) == [
                "R-1 #2 2030-01-01", "R-2 #2 2028-02-01",
            ])
    }

    @Test("A site that is in a sector no more owes nothing to its plugin, and is judged by it no more")
    func leavesSector() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        try await town.importList(Town.header, Town.row(sectors: "dust-explosion"))
        #expect(try await town.occurrences("hydrogen-station").allSatisfy { $0.state == .lapsed })
        try await town.pass(to: "2026-11-25T09:00:00")
        #expect(try town.notices().isEmpty)
        let verdicts = try await town.office.store.read { snapshot in
            try snapshot.verdicts(VerdictFilter(bundle: "hydrogen-station", limit: 10))
        }
        #expect(verdicts.isEmpty)
    }

    @Test("Back in its sector it owes what it owed, under the same keys; a second sector adds and takes nothing")
    func comesBack() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        func open() async throws -> [String] {
            try await town.occurrences("hydrogen-station").filter { $0.state == .open }.map {
                "\($0.identity.obligation) \($0.identity.rowKey) \($0.identity.period) \($0.terms.due?.description ?? "?")"
            }.sorted()
        }
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        // The valves are overdue, the lightning protection is not.
        let facts = #"""
            {"facts": {"lightning_tested_on": "2026-09-01"},
             "lists": {"safety_valves": [{"serial": "A-1", "calibrated_on": "2025-03-01"}]}}
            """#
        try await town.submit("hydrogen-station", facts, on: "2026-11-24")
        let before = try await open()
        #expect(before.contains("safety-valve-calibration A-1 2025-03-01 2026-03-01"))
        try await town.importList(Town.header, Town.row(sectors: "dust-explosion"))
        #expect(try await open().isEmpty)
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        #expect(try await open() == before)
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station;dust-explosion"))
        #expect(try await open() == before)
    }

    @Test("An enterprise that moves to another district takes its duties with it")
    func moves() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        let before = try await town.occurrences("common").map(\.id)
        try await town.importList(
            Town.header, Town.row(certified: "2025-12-24").replacing("朝阳区", with: "海淀区"))
        #expect(try await town.occurrences("common").map(\.id) == before)
        let there = try await town.office.store.read { try $0.countAgenda(AgendaFilter(district: "海淀区")) }
        let here = try await town.office.store.read { try $0.countAgenda(AgendaFilter(district: "朝阳区")) }
        #expect(there > 0 && here == 0)
    }

    @Test("A refused command is audited and changes nothing", arguments: ["no-kind", "self-review"])
    func refused(kind: String) async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row())
        await #expect(throws: DabiaoError.self) { try await town.submit("common", "{", kind: kind, on: "2026-11-25") }
        let entries = try await town.office.store.read { try $0.auditEntries() }
        #expect(entries.map(\.entry.outcome) == [.refused, .done])
    }
}
