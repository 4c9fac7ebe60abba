import Dabiao
import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("Reminding", .timeLimit(.minutes(2)))
struct RemindingTests {
    @Test("What is imported at noon is told next morning at nine, and then no more")
    func nextMorning() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        try await town.pass(to: "2026-11-24T23:59:59")
        #expect(try town.notices().isEmpty)
        try await town.pass(to: "2026-11-25T08:59:59")
        #expect(try town.notices().isEmpty)
        try await town.pass(to: "2026-11-25T09:00:00")
        #expect(try town.notices().map(\.key) == ["2026-11-25-\(Town.code)-spool"])
        let line = try #require(try town.notices().first?.lines.first)
        #expect(line.obligation == "annual-self-review")
        #expect(line.due == CivilDate(2026, 12, 24))
        #expect(line.days == 29)
        #expect(!line.late)
        try await town.pass(to: "2026-11-25T09:00:01")
        try await town.pass(to: "2026-12-16T23:00:00")
        #expect(try town.notices().count == 1)
        try await town.pass(to: "2026-12-17T09:00:00")
        #expect(try town.notices().count == 2)
        #expect(town.log.lines.filter { $0.contains("scheduler") } == [])
    }

    @Test("A reminder for a weekend is told on the workday before")
    func weekend() async throws {
        let town = try await Town(at: "2026-11-02T12:00:00")
        // Due on Sunday 2026-12-27: a week before is a Sunday too.
        try await town.importList(Town.header, Town.row(certified: "2025-12-27"))
        try await town.pass(to: "2026-12-01T10:00:00")
        let before = try town.notices().count
        try await town.pass(to: "2026-12-18T08:59:00")
        #expect(try town.notices().count == before)
        try await town.pass(to: "2026-12-18T09:00:00")
        #expect(try town.notices().map(\.day).last == CivilDate(2026, 12, 18))
    }

    @Test("All that an enterprise is to be told on a day is one message; enterprises do not share one")
    func digest() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(
            Town.header, Town.row(sectors: "hydrogen-station", certified: "2025-12-24"),
            Town.row(Town.otherCode, sectors: "hydrogen-station"))
        try await town.pass(to: "2026-11-25T09:00:00")
        let notices = try town.notices()
        #expect(notices.map(\.recipient.creditCode).sorted() == [Town.code, Town.otherCode].sorted())
        let mine = try #require(notices.first { $0.recipient.creditCode == Town.code })
        #expect(
            Set(mine.lines.map(\.obligation)).isSuperset(of: [
                "annual-self-review", "vessel-inspection", "safety-valve-calibration", "lightning-protection-test",
            ]))
        #expect(mine.lines.filter { $0.kind == .undetermined }.allSatisfy { !$0.missingTitles.isEmpty })
    }

    @Test("A second message on the same day has a number, and tells only what the first does not")
    func numbered() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station", certified: "2025-12-24"))
        func makeDue(_ obligation: String) async throws {
            try await town.office.store.write { [office = town.office] transaction in
                for item in try transaction.agenda(AgendaFilter(obligation: obligation)) {
                    try transaction.schedule(
                        item.occurrence.id, nextAt: office.clock.now().seconds, handledThrough: nil)
                }
            }
        }
        // One duty is told in the morning, another comes later on the same day.
        try await town.office.store.write { transaction in
            for item in try transaction.agenda(AgendaFilter(bundle: "hydrogen-station")) {
                try transaction.schedule(item.occurrence.id, nextAt: nil, handledThrough: nil)
            }
        }
        try await town.pass(to: "2026-11-25T09:00:00")
        #expect(try town.notices().map(\.key) == ["2026-11-25-\(Town.code)-spool"])
        try town.hands.set("2026-11-25T10:00:00")
        try await makeDue("annual-self-review")
        try await makeDue("vessel-inspection")
        try await town.pass(to: "2026-11-25T10:00:00")
        let second = try #require(try town.notices().first { $0.key.hasSuffix("-2") })
        #expect(second.lines.map(\.obligation) == ["vessel-inspection"])
        #expect(try town.notices().count == 2)
    }

    @Test("A site's duty is told to its enterprise, with the site's name")
    func site() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station", site: "东站"))
        try await town.pass(to: "2026-11-25T09:00:00")
        let notice = try #require(try town.notices().first)
        #expect(notice.recipient.creditCode == Town.code)
        #expect(notice.lines.allSatisfy { $0.site == "东站" })
    }

    @Test("A crash between any two steps sends nothing twice and loses nothing", arguments: 0..<3)
    func crash(step: Int) async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(
            Town.header, Town.row(certified: "2025-12-24"), Town.row(Town.otherCode, certified: "2025-12-24"))
        try town.hands.set("2026-11-25T09:00:00")
        // One enterprise's reminders are recorded, perhaps delivered but not marked; then the process is gone.
        try await town.office.store.write { [office = town.office] transaction in
            let reminding = try Reminding(
                office: office, transaction: transaction, now: office.clock.now(), channels: ["spool"])
            let handled = try reminding.step(limit: 1)
            #expect(handled.enterprises == 1)
        }
        if step > 0 {
            let waiting = try await town.office.store.read { try $0.undelivered("spool", limit: 10) }
            #expect(waiting.count == 1)
            let messages = waiting.map { SpoolMessage(key: $0.message.key, json: $0.message.body) }
            _ = SpoolChannel(folder: town.spool).write(messages)
        }
        try await town.restart()
        if step > 1 {
            // The clock comes back an hour earlier.
            try await town.pass(to: "2026-11-25T08:00:00")
        }
        try await town.pass(to: "2026-11-25T09:00:01")
        #expect(
            try town.notices().map(\.key)
                == ["2026-11-25-\(Town.code)-spool", "2026-11-25-\(Town.otherCode)-spool"].sorted())
        let left = try await town.office.store.read { try $0.undelivered("spool", limit: 10) }
        #expect(left.isEmpty)
    }

    @Test("A year of downtime is told once, as late, a line a duty")
    func downtime() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        try await town.pass(to: "2026-11-25T09:00:00")
        try town.hands.set("2027-12-01T11:00:00")
        try await town.restart()
        try await town.pass(to: "2027-12-01T11:00:00")
        let late = try town.notices().filter { $0.day == CivilDate(2027, 12, 1) }
        #expect(late.count == 1)
        let lines = late.flatMap(\.lines)
        #expect(lines.count { !$0.late } == 0)
        #expect(
            Set(lines.map { "\($0.obligation) \($0.period) \($0.days ?? 0)" }) == [
                "annual-self-review 2025-12-24 -342", "annual-self-review 2026-12-24 23",
                "lead-group-meeting 2027-01-01 -154",
            ])
        #expect(lines.count == 3)
        // The periods that began meanwhile are there and are told on their days.
        let reviews = try await town.occurrences("common", "annual-self-review")
        #expect(reviews.map(\.identity.period.description) == ["2025-12-24", "2026-12-24", "2027-12-24"])
        try await town.pass(to: "2027-12-02T09:00:00")
        let again = try town.notices().filter { $0.day == CivilDate(2027, 12, 2) }.flatMap(\.lines)
        #expect(
            Set(again.map { "\($0.obligation) \($0.period)" }) == [
                "annual-self-review 2025-12-24", "lead-group-meeting 2027-07-01",
            ])
    }

    @Test("A clock set back resends nothing, and what is due afterwards is told")
    func clockSetBack() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        try await town.pass(to: "2026-11-25T09:00:00")
        for time in ["2026-11-25T08:00:00", "2026-11-24T08:00:00", "2026-11-25T09:00:00", "2026-11-25T10:00:00"] {
            try await town.pass(to: time)
        }
        #expect(try town.notices().count == 1)
        try await town.pass(to: "2026-12-17T09:00:00")
        #expect(try town.notices().count == 2)
    }

    @Test("A duty whose plugin is away for a while is told when it is back")
    func pluginAway() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        let catalogue = town.office.catalogue
        town.office.replaceCatalogue(by: .empty)
        try await town.pass(to: "2026-11-25T09:00:00")
        #expect(try town.notices().isEmpty)
        town.office.replaceCatalogue(by: catalogue)
        try await town.pass(to: "2026-11-26T09:00:00")
        #expect(try town.notices().map(\.lines.count) == [1])
    }

    @Test("What the scheduler cannot do now it does not try again at once")
    func noHurry() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(Town.header, Town.row(sectors: "hydrogen-station"))
        try await town.submit(
            "hydrogen-station", #"{"lists": {"vessels": [{"serial": "R-1", "next_inspection_on": "2026-11-30"}]}}"#,
            on: "2026-11-24")
        // A verdict is to change on 1 December, and the plugin that could say to what is away.
        town.office.replaceCatalogue(by: .empty)
        try town.hands.set("2026-12-02T10:00:00")
        let next = try await town.scheduler().look()
        #expect(next.map { $0 > town.office.clock.now() } == true)
    }
}
