import Dabiao
import DabiaoStore
import Testing

@testable import DabiaoDaemon

/// What has gone wrong in other timers, each under its name.
@Suite("Faults of other timers", .timeLimit(.minutes(2)))
struct TimerFaultTests {
    /// An enterprise that is told on 25 November, and a week before its due day, 24 December.
    private func town(at time: String = "2026-11-24T12:00:00") async throws -> Town {
        let town = try await Town(at: time)
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        return town
    }

    private func days(_ town: Town) throws -> [String] {
        try town.notices().map(\.day.description)
    }

    @Test(
        "A wake-up time that does not exist that day is skipped: here every day has its nine o'clock",
        arguments: CivilDate.years)
    func missingHour(year: Int) throws {
        for number in CivilDate(year, 1, 1).dayNumber...CivilDate(year, 12, 31).dayNumber {
            let day = try #require(CivilDate(dayNumber: number))
            let morning = Instant(day, hour: Reminder.hour, minute: 0)
            let isThere = morning.date == day && morning.secondOfDay == Reminder.hour * 3600
            let isNext = Instant(seconds: morning.seconds - 1).nextMorning == morning && morning.nextMorning == morning
            if !isThere || !isNext || morning.lastMorning != day { Issue.record("\(day)") }
        }
    }

    @Test("A repeated hour skips all of it: an hour that comes twice tells what it is to tell, once")
    func repeatedHour() async throws {
        let town = try await town()
        try await town.pass(to: "2026-11-25T08:59:59")
        try await town.pass(to: "2026-11-25T08:00:00")
        #expect(try days(town) == [])
        try await town.pass(to: "2026-11-25T09:00:00")
        try await town.pass(to: "2026-11-25T08:30:00")
        try await town.pass(to: "2026-11-25T09:00:00")
        try await town.pass(to: "2026-11-25T10:00:00")
        #expect(try days(town) == ["2026-11-25"])
    }

    @Test("One bad date stops the rest: here it stops its own enterprise, and status says so until it is mended")
    func badDate() async throws {
        let town = try await Town(at: "2026-11-24T12:00:00")
        try await town.importList(
            Town.header, Town.row(certified: "2025-12-24"), Town.row(Town.otherCode, certified: "2025-12-24"))
        func setDue(_ due: String, where condition: String) async throws {
            try await town.office.store.write { transaction in
                try transaction.execute(
                    """
                    PRAGMA ignore_check_constraints = ON;
                    UPDATE occurrence SET due = '\(due)' WHERE \(condition) AND subject IN (
                      SELECT subject.id FROM subject JOIN enterprise ON enterprise.id = subject.enterprise
                      WHERE creditCode = '\(Town.code)');
                    PRAGMA ignore_check_constraints = OFF;
                    """)
            }
        }
        try await setDue("2026-02-30", where: "due = '2026-12-24'")
        let next = try await lookAgain(town, at: "2026-11-25T09:00:00")
        #expect(try town.notices().map(\.recipient.creditCode) == [Town.otherCode])
        let trouble = try #require(town.office.troubles.current.first)
        #expect(trouble.message.zh.contains("1 家企业"))
        #expect(trouble.message.zh.contains(Town.code))
        #expect(trouble.cause?.contains("2026-02-30") == true)
        // It is tried again every minute, and not at once.
        #expect(next == Instant(CivilDate(2026, 11, 25), hour: 9, minute: 1))

        try await setDue("2026-12-24", where: "due = '2026-02-30'")
        _ = try await lookAgain(town, at: "2026-11-25T09:01:00")
        #expect(try Set(town.notices().map(\.recipient.creditCode)) == [Town.code, Town.otherCode])
        #expect(town.office.troubles.current.isEmpty)
    }

    private func lookAgain(_ town: Town, at time: String) async throws -> Instant? {
        try town.hands.set(time)
        return try await town.scheduler().look()
    }

    @Test(
        "After the clock was set back, the old far date stays armed: here it is reckoned anew, and nothing is told twice",
        arguments: ["2027-06-01T10:00:00", "2036-01-01T10:00:00"])
    func farDate(ahead: String) async throws {
        let town = try await town()
        try await town.pass(to: "2026-11-25T09:00:00")
        try await town.pass(to: ahead)
        let far = ahead.prefix(10)
        #expect(try days(town) == ["2026-11-25", String(far)])
        try await town.pass(to: "2026-11-25T11:00:00")
        // Once every open occurrence is looked at, of which some were opened while the clock was ahead.
        try town.hands.set("2026-11-26T09:00:00")
        let next = try await town.scheduler().look()
        #expect(next == Instant(CivilDate(2026, 12, 17), hour: 9, minute: 0))
        try await town.pass(to: "2026-12-17T09:00:00")
        #expect(try days(town) == ["2026-11-25", "2026-12-17", String(far)])
        // What was told of the far day stays told when it comes.
        try await town.pass(to: ahead)
        let lines = try town.notices().filter { $0.key.hasPrefix(far) }.flatMap(\.lines)
        #expect(Set(lines.map { "\($0.bundle) \($0.obligation) \($0.period)" }).count == lines.count)
    }

    @Test("What was recorded while the clock was ahead is told in time after it was set back")
    func recordedAhead() async throws {
        let town = try await Town(at: "2026-12-05T12:00:00")
        try await town.pass(to: "2026-12-05T12:00:00")
        try await town.importList(Town.header, Town.row(certified: "2025-12-24"))
        try await town.pass(to: "2026-11-24T12:00:00")
        #expect(try days(town) == [])
        try await town.pass(to: "2026-11-25T09:00:00")
        #expect(try days(town) == ["2026-11-25"])
    }

    @Test("Set back by a day and then away for two, what was told before is not told again")
    func backAndAway() async throws {
        let town = try await town()
        try await town.pass(to: "2026-11-25T09:00:00")
        try await town.pass(to: "2026-11-24T13:00:00")
        try await town.pass(to: "2026-11-26T10:00:00")
        #expect(try days(town) == ["2026-11-25"])
    }

    @Test("Missed runs are not caught up after downtime: here they are, as one that says it is late")
    func downtime() async throws {
        let town = try await town()
        try await town.pass(to: "2026-11-25T09:00:00")
        try town.hands.set("2027-03-03T11:00:00")
        try await town.restart()
        try await town.pass(to: "2027-03-03T11:00:00")
        #expect(try days(town) == ["2026-11-25", "2027-03-03"])
        let line = try #require(try town.notices().last?.lines.first { $0.period == "2025-12-24" })
        #expect(line.late)
        #expect(ReminderNotice.sentence(line).hasPrefix("（补发）"))
    }

    private static func drill(remind: String) -> String {
        """
        obligations:
          - id: drill
            title: 演练
            every: P1Y
            anchor: calendar
            first: running
            discharge: [{register: assessments}]
            remind: [\(remind)]
            overdue: [P7D]
            basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        """
    }

    @Test("An edited schedule fires at once: here new rungs hold from now on, earlier and later ones alike")
    func editedLadder() async throws {
        let plugins = try PluginFolder()
        try plugins.writeCommon(obligations: Self.drill(remind: "P7D"))
        let town = try await Town(at: "2026-11-02T08:00:00", plugins: [plugins.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.pass(to: "2026-11-03T09:00:00")
        #expect(try days(town) == [])

        // Two of the new rungs have passed, one comes before the old one.
        try town.hands.set("2026-11-24T10:00:00")
        try plugins.writeCommon(version: "1.1.0", obligations: Self.drill(remind: "P60D, P45D, P30D, P7D"))
        try await town.host.load()
        try await town.pass(to: "2026-11-24T10:00:00")
        #expect(try days(town) == [])
        let next = try await town.scheduler().nextMoment()
        #expect(next == Instant(CivilDate(2026, 12, 1), hour: 9, minute: 0))
        try await town.pass(to: "2026-12-01T09:00:00")
        try await town.pass(to: "2026-12-24T09:00:00")
        #expect(try days(town) == ["2026-12-01", "2026-12-24"])
        #expect(try town.notices().flatMap(\.lines).allSatisfy { !$0.late })
    }

    @Test("A ladder edited during downtime loses nothing that was missed under the old one")
    func editedWhileDown() async throws {
        let plugins = try PluginFolder()
        try plugins.writeCommon(obligations: Self.drill(remind: "P30D, P7D"))
        let town = try await Town(at: "2026-11-02T08:00:00", plugins: [plugins.path])
        try await town.importList(Town.header, Town.row(sectors: "shops"))
        try await town.pass(to: "2026-11-03T09:00:00")
        try plugins.writeCommon(version: "1.1.0", obligations: Self.drill(remind: "P7D"))
        try town.hands.set("2026-12-26T10:00:00")
        try await town.restart()
        try await town.pass(to: "2026-12-26T10:00:00")
        #expect(try town.notices().map(\.lines.count) == [1])
        #expect(try town.notices().first?.lines.first?.late == true)
    }
}
