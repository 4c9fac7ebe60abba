import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import Testing

@testable import DabiaoDaemon

@Suite("What one entry discharges in several plugins", .timeLimit(.minutes(2)))
struct SharedDischargeTests {
    private static let basis = "    basis: [{standard: 试验标准, certainty: recalled, force: law}]\n"

    /// Common's yearly review by 31 December, and a trade's own by 30 November.
    private static func review(
        _ id: String, _ title: String, due: String, discharge: String, remind: String, overdue: String,
        more: String = ""
    ) -> String {
        """
        obligations:
          - id: \(id)
            title: \(title)
            every: P1Y
            anchor: calendar
            first: running
            due: \(due)
            discharge: \(discharge)
            remind: \(remind)
            overdue: \(overdue)
        \(more)\(basis)
        """
    }

    private static func plugins(
        common: String = #"{register: assessments, where: "kind = 'self-review'"}"#,
        trade: String = #"[{register: assessments, where: "kind='self-review'"}]"#, more: String = "",
        tradeFacts: String = "facts: [{name: met_on, title: 会议日期, type: date}]"
    ) throws -> PluginFolder {
        let folder = try PluginFolder()
        try folder.writeCommon(
            extra: "  - {name: met_on, title: 会议日期, type: date}\n  - {name: hours, title: 学时, type: decimal}",
            obligations: review(
                "review", "年度自评", due: "period_end", discharge: common,
                remind: "[{after: P30D, to: district}]", overdue: "P28D"))
        try folder.write(
            "trade", requires: "common", sector: "shops",
            [
                "facts.yaml": tradeFacts,
                "obligations.yaml": review(
                    "trade-review", "行业自评", due: "period_end - P31D", discharge: trade,
                    remind: "[{after: P10D, to: [review-body, district]}]", overdue: "P7D", more: more),
            ])
        return folder
    }

    private static func town(_ folder: PluginFolder, at time: String = "2026-03-02T12:00:00") async throws -> Town {
        let town = try await Town(at: time, plugins: [folder.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        return town
    }

    /// `day obligation period due +others of each line told.
    private static func told(_ town: Town) throws -> [String] {
        try town.notices().flatMap { notice in
            notice.lines.map { line in
                let others = (line.also ?? []).map { " + \($0.obligation) \($0.period) \($0.due?.description ?? "")" }
                return "\(notice.day) \(line.obligation) \(line.period) \(line.due?.description ?? "")"
                    + others.joined()
            }
        }
    }

    @Test("They are told as one line at the strictest date, on the days of either's ladder, until it is done")
    func oneLine() async throws {
        let folder = try Self.plugins()
        let town = try await Self.town(folder)
        for day in ["11-20", "12-01", "12-07"] {
            try await town.pass(to: "2026-\(day)T08:59:59")
            try await town.pass(to: "2026-\(day)T09:00:00")
        }
        let both = "trade-review 2026-01-01 2026-11-30 + review 2026-01-01 2026-12-31"
        #expect(try Self.told(town) == ["2026-11-20 \(both)", "2026-12-01 \(both)", "2026-12-07 \(both)"])
        let lines = try town.notices().flatMap(\.lines)
        #expect(lines.map(\.days) == [10, -1, -7])
        // Those are told whom the rungs of the day name.
        #expect(lines.map(\.to) == [["review-body", "district"], ["district"], nil])
        #expect(lines.map(\.toTitles) == [["评审单位", "区"], ["区"], nil])
        #expect(
            ReminderNotice.sentence(lines[0])
                == "行业自评：2026-11-30 到期，还有 10 天；一并履行：年度自评（2026-12-31 到期）；同时告知：评审单位、区")
        // One entry ends both.
        try town.hands.set("2026-12-08T10:00:00")
        try await town.submit("trade", "{}", on: "2026-12-08")
        let ended = try await town.occurrences("common", "review") + town.occurrences("trade", "trade-review")
        #expect(ended.filter { $0.endedOn == CivilDate(2026, 12, 8) }.map(\.state) == [.done, .late])
        try await town.pass(to: "2027-03-01T09:00:00")
        #expect(try town.notices().count == 3)
    }

    @Test("A preview foretells it, day by day")
    func preview() async throws {
        let town = try await Self.town(try Self.plugins())
        for day in ["2026-11-20", "2026-11-23", "2026-12-01", "2026-12-07"] {
            let date = try #require(CivilDate(day))
            let foreseen = try await NotificationPreview(simulations: town.simulations).preview(.init(on: date))
            try await town.pass(to: "\(day)T09:00:00")
            let lines = try town.notices().filter { $0.day == date }.flatMap(\.lines)
            #expect(foreseen.previews.flatMap(\.lines) == lines.map(ReminderNotice.sentence), "\(day)")
        }
        #expect(try town.notices().count == 3)
    }

    @Test("A clock set back and a crash tell none of them again", arguments: [false, true])
    func exactlyOnce(crash: Bool) async throws {
        let town = try await Self.town(try Self.plugins())
        try await town.pass(to: "2026-11-20T09:00:00")
        try await town.pass(to: "2026-12-01T09:00:00")
        let before = try Self.told(town)
        #expect(before.count == 2)
        for time in ["2026-11-30T10:00:00", "2026-11-19T10:00:00", "2026-11-20T09:00:00", "2026-12-01T09:30:00"] {
            if crash { try await town.restart() }
            try await town.pass(to: time)
        }
        #expect(try Self.told(town) == before)
    }

    @Test("What is acknowledged is left out, and the other is told alone")
    func acknowledged() async throws {
        let town = try await Self.town(try Self.plugins())
        try await town.pass(to: "2026-11-20T09:00:00")
        let strict = try #require(try await town.occurrences("trade").first { $0.terms.due == CivilDate(2026, 11, 30) })
        _ = try await OccurrenceActs(office: town.office).acknowledge(
            .init(occurrence: Int(strict.id), until: "2026-12-04", reason: "已安排"), Town.call)
        try await town.pass(to: "2026-12-01T09:00:00")
        try await town.pass(to: "2026-12-07T09:00:00")
        #expect(
            try Self.told(town).dropFirst() == [
                "2026-12-01 review 2026-01-01 2026-12-31",
                "2026-12-07 trade-review 2026-01-01 2026-11-30 + review 2026-01-01 2026-12-31",
            ])
    }

    @Test("What is paused is left out")
    func paused() async throws {
        let facts = "facts: [{name: met_on, title: 会议日期, type: date}, {name: stopped, title: 停产, type: boolean}]"
        let town = try await Self.town(try Self.plugins(more: "    pause: stopped\n", tradeFacts: facts))
        try await town.submit("trade", #"{"facts": {"stopped": true}}"#, kind: "spot-check", on: "2026-03-02")
        try await town.pass(to: "2026-12-01T09:00:00")
        #expect(try Self.told(town) == ["2026-12-01 review 2026-01-01 2026-12-31"])
    }

    @Test("Of each the oldest are told together, then the second of each: one entry ends one of each")
    func pairs() async throws {
        let town = try await Self.town(try Self.plugins())
        try await town.pass(to: "2027-11-19T09:00:00")
        try await town.pass(to: "2027-11-20T09:00:00")
        try await town.pass(to: "2027-12-01T09:00:00")
        let told = try Self.told(town).filter { $0.hasPrefix("2027-12-01") }
        #expect(told.contains("2027-12-01 trade-review 2027-01-01 2027-11-30 + review 2027-01-01 2027-12-31"))
        #expect(!told.contains { $0.contains("2027-01-01 2027-11-30 + review 2026") })
        try town.hands.set("2027-12-02T10:00:00")
        try await town.submit("trade", "{}", on: "2027-12-02")
        let open = try await town.occurrences("common", "review") + town.occurrences("trade", "trade-review")
        #expect(
            Set(open.filter { $0.state == .open }.map { "\($0.identity.obligation) \($0.identity.period)" })
                .isSuperset(of: ["review 2027-01-01", "trade-review 2027-01-01"]))
        #expect(!open.contains { $0.state == .open && $0.identity.period.description == "2026-01-01" })
    }

    @Test("Without the other plugin it is told alone; explain says what is told together, and who is told")
    func explain() async throws {
        let town = try await Self.town(try Self.plugins())
        let reply = try await OccurrenceActs(office: town.office).explain(
            .init(enterprise: Town.code, obligation: "review"))
        let now = try #require(reply.explanations.first { $0.occurrence.due == CivilDate(2026, 12, 31) })
        #expect(now.together.map(\.obligation) == ["trade-review", "review"])
        #expect(now.together.map(\.due) == [CivilDate(2026, 11, 30), CivilDate(2026, 12, 31)])
        #expect(now.parties.map(\.key) == [.remind])
        #expect(now.parties.first?.after == "P30D")
        #expect(now.parties.first?.titles == ["区"])
    }

    /// Forms of discharge of Common and of the trade, and whether they are the same.
    private static let sources: [(common: String, trade: String, isSame: Bool)] = [
        ("{fact: met_on}", "{fact: common.met_on}", true),
        ("{fact: met_on}", "{fact: met_on}", false),
        ("{event: contracted}", "{event: contracted}", true),
        ("{event: contracted}", "{event: noticed}", false),
        ("{register: assessments}", "{register: assessments}", true),
        ("{register: assessments}", "{register: assessments, where: \"kind = 'review'\"}", false),
        ("[{fact: met_on}, {event: contracted}]", "[{event: contracted}, {fact: common.met_on}]", true),
        ("[{fact: met_on}, {event: contracted}]", "{fact: common.met_on}", false),
        (
            "{register: assessments, where: score >= hours}", "{register: assessments, where: score >= common.hours}",
            true
        ),
        (
            "{register: assessments, sum: score, reaches: 90}", "{register: assessments, sum: score, reaches: 90}", true
        ),
        (
            "{register: assessments, sum: score, reaches: 90}", "{register: assessments, sum: score, reaches: 80}",
            false
        ),
    ]

    @Test("The same source is the same fact, register with the same conditions, or event", arguments: sources)
    func same(common: String, trade: String, isSame: Bool) async throws {
        let town = try await Self.town(try Self.plugins(common: common, trade: trade))
        let due = try #require(try await town.occurrences("common", "review").first { $0.state == .open })
        let shared = try await town.office.store.read { [office = town.office] snapshot in
            try SharedDischarge(office: office, transaction: snapshot, today: office.clock.today()).together(with: due)
                .map(\.duty.obligation.id)
        }
        #expect(shared == (isSame ? ["trade-review", "review"] : []))
    }

    @Test("A fact of a required plugin discharges, on the day that it tells")
    func foreignFact() async throws {
        let town = try await Self.town(try Self.plugins(common: "{fact: met_on}", trade: "{fact: common.met_on}"))
        try await town.submit("common", #"{"facts": {"met_on": "2026-03-01"}}"#, on: "2026-03-02")
        for (bundle, duty) in [("common", "review"), ("trade", "trade-review")] {
            let done = try await town.occurrences(bundle, duty).filter { $0.state == .done }
            #expect(done.map(\.endedOn) == [CivilDate(2026, 3, 1)], "\(bundle)")
        }
    }
}
