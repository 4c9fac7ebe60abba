import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import Testing

@testable import DabiaoDaemon

@Suite("Input that nobody in their right mind sends", .timeLimit(.minutes(5)))
struct HostileInputTests {
    private func town() async throws -> Town {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        return town
    }

    /// How a facts file is refused; nil where it is not.
    private func refusal(_ town: Town, _ facts: String) async throws -> DabiaoError? {
        do {
            try await town.submit("hydrogen-station", facts, on: "2026-11-24")
            return nil
        } catch let error as DabiaoError {
            return error
        }
    }

    @Test(
        "Deep JSON is refused, whatever it is made of",
        arguments: [
            (String(repeating: "[", count: 100_000), String(repeating: "]", count: 100_000)),
            (String(repeating: #"{"facts":"#, count: 100_000), String(repeating: "}", count: 100_000)),
            (String(repeating: "[", count: 500), String(repeating: "]", count: 500)),
            (String(repeating: #"{"facts":"#, count: 400), "1" + String(repeating: "}", count: 400)),
            (String(repeating: "[", count: 4_000_000), ""),
        ])
    func deep(open: String, close: String) async throws {
        let town = try await town()
        for head in ["", #"{"facts": {"in_city_centre": "#, #"{"lists": {"vessels": "#] {
            let tail = String(repeating: "}", count: head.count { $0 == "{" })
            #expect(try await refusal(town, head + open + close + tail)?.code == .invalid)
        }
    }

    @Test(
        "Numbers beyond all bounds are refused or unknown, never a trap",
        arguments: ["1e308", "1e999", "-0", "123456789012345678901234567890", "5e-324", "-1e308", "9007199254740993"])
    func numbers(text: String) async throws {
        let town = try await town()
        for fact in ["total_storage_kg", "detectors_bypassed"] {
            let error = try await refusal(town, #"{"facts": {"\#(fact)": \#(text)}}"#)
            #expect(error == nil || error?.code == .invalid)
        }
        let vessel = #"{"serial": "R-1", "capacity_kg": \#(text)}"#
        let error = try await refusal(town, #"{"lists": {"vessels": [\#(vessel)]}}"#)
        #expect(error == nil || error?.code == .invalid)
        // Everybody else's verdicts go on.
        try await town.submit("hydrogen-station", #"{"facts": {"detection_complete": false}}"#, on: "2026-11-24")
    }

    @Test("Rows whose keys could run into each other stay apart")
    func keys() async throws {
        let town = try await town()
        let serials = ["a/b", "a", "", " ", "a\\", "\\", "#1", "?1", "2026-01-01", "'\"", "%s"]
        for serial in serials {
            let escaped = serial.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            let facts = #"{"lists": {"vessels": [{"serial": "\#(escaped)", "next_inspection_on": "2026-11-20"}]}}"#
            let error = try await refusal(town, facts)
            #expect(error == nil || error?.code == .invalid, "\(serial)")
            guard error == nil else { continue }
            let overall = try await town.office.store.read { snapshot in
                try snapshot.verdicts(
                    VerdictFilter(bundle: "hydrogen-station", rule: "vessel-past-inspection", limit: 9)
                )
                .first { $0.record.rowKey.isEmpty }?.record.verdict
            }
            #expect(overall == .triggered, "\(serial)")
            let open = try await town.occurrences("hydrogen-station", "vessel-inspection").filter { $0.state == .open }
            #expect(open.count == 1, "\(serial)")
            #expect(open.first?.identity.rowKey.isEmpty == false)
        }
    }

    @Test("Text with control characters is kept or refused, and the same row stays the same row")
    func controlCharacters() async throws {
        let town = try await town()
        let facts = #"""
            {"lists": {"vessels": [{"serial": "a\u0000b", "next_inspection_on": "2027-01-01"},
            {"serial": "a\u0000c", "next_inspection_on": "2027-02-01"}]}}
            """#
        for _ in 0..<2 {
            let error = try await refusal(town, facts)
            #expect(error == nil || error?.code == .invalid)
        }
        try await town.pass(to: "2026-11-25T09:00:00")
        #expect(town.log.lines.filter { $0.contains("scheduler") } == [])
        let open = try await town.occurrences("hydrogen-station", "vessel-inspection").filter { $0.state == .open }
        #expect(open.count == 2)
    }

    @Test("A facts file that is too large is refused before it is read")
    func large() async throws {
        let town = try await town()
        let facts = #"{"facts": {"x": ""# + String(repeating: "a", count: Assessments.limit) + #""}}"#
        #expect(try await refusal(town, facts)?.code == .invalid)
    }

    @Test("A list in one line of eight megabytes is refused with a reply that fits into a message")
    func longLine() async throws {
        let town = try await town()
        let long = String(repeating: "x", count: 8 << 20)
        let reply = try await town.importList("credit_code,name,district,sectors", "\(long),某公司,朝阳区,dust-explosion")
        #expect(reply.errors.count == 1)
        #expect(try JSONEncoder().encode(reply).count < 1 << 20)
    }

    @Test("A list in which every row is wrong is refused with a reply that fits into a message")
    func manyErrors() async throws {
        let town = try await town()
        let row = String(repeating: "y", count: 200)
        let lines = (0..<3000).map { "\(row)\($0),某公司,\(row),\(row)" }
        let reply = try await Enterprises(office: town.office).importList(
            Data((["credit_code,name,district,sectors"] + lines).joined(separator: "\n").utf8), named: nil,
            dryRun: false, Town.call)
        #expect(!reply.errors.isEmpty)
        #expect(try JSONEncoder().encode(reply).count < 1 << 20)
    }

    @Test("A facts file in which everything is wrong is refused with an error that fits into a message")
    func manyProblems() async throws {
        let town = try await town()
        let facts = (0..<20_000).map { #""wrong_\#($0)": 1"# }.joined(separator: ",")
        let error = try #require(try await refusal(town, #"{"facts": {\#(facts)}}"#))
        #expect(error.code == .invalid)
        let reply = ControlService.varlinkError(error, town.office.logger)
        #expect("\(reply)".utf8.count < 1 << 20)
        let audited = try await town.office.store.read { snapshot in
            try snapshot.auditEntries().map(\.entry.detail.utf8.count).max() ?? 0
        }
        #expect((1...10_000).contains(audited))
    }
}
