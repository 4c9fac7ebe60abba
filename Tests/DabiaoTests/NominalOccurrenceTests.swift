import Dabiao
import Testing

@Suite("Nominal occurrences")
struct NominalOccurrenceTests {
    private let calendar: WorkCalendar
    private let somewhere = SourceLocation(file: "obligations.yaml", line: 1, column: 1)

    init() throws {
        calendar = try Shipped.calendar()
    }

    @Test("A calendar period: its ends, or what the schedule's expressions say")
    func calendarPeriod() throws {
        let quarter = try #require(NominalPeriods.calendar(months: 3).first(from: day("2026-01-01"), .next))
        let plain = NominalOccurrence(in: quarter, roll: .none, calendar: calendar)
        #expect(plain.key == .starting(day("2026-01-01")))
        #expect(plain.opens == day("2026-01-01") && plain.due == day("2026-03-31") && !plain.isProvisional)
        let told = NominalOccurrence(
            in: quarter, opens: day("2026-03-01"), due: day("2026-04-05"), roll: .nextWorkday, calendar: calendar)
        #expect(told.key == plain.key)
        #expect(told.opens == day("2026-03-01") && told.nominalDue == day("2026-04-05"))
        #expect(told.due == day("2026-04-07"))
    }

    @Test(
        "One-shot duties: the start day is not counted (201), the day is clamped (202), the last day rolls (203)",
        arguments: [
            ("2026-01-31", TimeSpan.period(period("P1M")), "2026-02-28"),  // a worked Saturday
            ("2025-08-31", .period(period("P1M")), "2025-09-30"), ("2025-09-01", .period(period("P30D")), "2025-10-09"),
            ("2024-02-29", .period(period("P1Y")), "2025-02-28"), ("2025-03-19", .period(period("P3Y")), "2028-03-20"),
            ("2026-02-13", .workdays(20), "2026-03-19"), ("2025-09-26", .workdays(20), "2025-10-30"),
            ("2026-02-10", .period(period("P4D")), "2026-02-14"),
        ])
    func once(start: String, within: TimeSpan, due: String) throws {
        let schedule = Schedule.once(start: .date(ExpressionSource("x", at: somewhere)), within: within, roll: nil)
        let found = try #require(
            NominalOccurrence(after: day(start), within: within, roll: schedule.effectiveRoll, calendar: calendar))
        #expect(found.due == day(due))
        #expect(found.key == .starting(day(start)) && found.opens == day(start))
    }

    @Test("A count of workdays beyond the rows is estimated, a period stands; both provisional, and nil beyond 2200")
    func beyond() throws {
        let start = day("2050-06-03")
        let counted = try #require(
            NominalOccurrence(after: start, within: .workdays(5), roll: .none, calendar: calendar))
        #expect(counted.due == day("2050-06-10") && counted.isProvisional)
        let lasting = try #require(
            NominalOccurrence(after: start, within: .period(period("P1D")), roll: .nextWorkday, calendar: calendar))
        #expect(lasting.due == day("2050-06-04") && lasting.isProvisional)
        for span in [TimeSpan.workdays(30_000_000), .period(period("P200Y"))] {
            #expect(NominalOccurrence(after: start, within: span, roll: .nextWorkday, calendar: calendar) == nil)
        }
    }

    @Test("An expiry is known by its number; a moved date keeps it")
    func expiry() {
        let first = NominalOccurrence(
            expiry: day("2026-10-04"), number: 2, opens: day("2026-07-04"), roll: .previousWorkday, calendar: calendar)
        let moved = NominalOccurrence(
            expiry: day("2026-11-04"), number: 2, opens: day("2026-08-04"), roll: .previousWorkday, calendar: calendar)
        #expect(first.key == moved.key && first.key == .numbered(2))
        #expect(first.due == day("2026-09-30") && first.nominalDue == day("2026-10-04"))
    }

    @Test("When a year's arrangement arrives, the due day moves and the key stays")
    func published() throws {
        let period = try #require(NominalPeriods.calendar(months: 12).first(from: day("2027-01-01"), .next))
        let due = day("2027-10-06")
        let before = NominalOccurrence(in: period, due: due, roll: .nextWorkday, calendar: calendar)
        #expect(before.due == due && before.isProvisional)
        let text = "# year: 2027\n# status: published\n# source: s\ndate,kind,name\n2027-10-06,holiday,国庆节\n"
        let arrived = try WorkCalendar(files: (2024...2026).map(Shipped.file) + [("cn-2027.csv", text)])
        let after = NominalOccurrence(in: period, due: due, roll: .nextWorkday, calendar: arrived)
        #expect(after.key == before.key && after.due == day("2027-10-07") && !after.isProvisional)
    }

    @Test("Of what was due before the subject was recorded, only the last is opened")
    func newcomer() throws {
        let yearly = try #require(NominalPeriods(every: period("P1Y"), anchor: .fixed, origin: day("2021-03-01")))
        let all = yearly.starting(from: day("2021-03-01"), .next, through: day("2026-06-01")).map {
            NominalOccurrence(in: $0, roll: .none, calendar: calendar)
        }
        #expect(all.map(\.due.year) == [2022, 2023, 2024, 2025, 2026, 2027])
        #expect(NominalOccurrence.opened(all, recorded: day("2026-06-01")).map(\.due.year) == [2026, 2027])
        #expect(NominalOccurrence.opened(all, recorded: day("2026-03-01")).map(\.due.year) == [2025, 2026, 2027])
        #expect(NominalOccurrence.opened(all, recorded: day("2021-03-01")) == all)
        #expect(NominalOccurrence.opened([], recorded: day("2026-03-01")).isEmpty)
    }

    @Test("The roll that holds: next-workday for a span in days, months or years, else none unless written")
    func rolls() {
        let x = ExpressionSource("x", at: somewhere)
        func recurring(_ roll: Roll?) -> Schedule {
            .recurring(
                .init(
                    every: .value(period("P1Y")), anchor: .value(.calendar), start: nil, due: nil, opens: nil,
                    first: .next, roll: roll))
        }
        let table: [(Schedule, Roll)] = [
            (.once(start: .date(x), within: .period(period("P5D")), roll: nil), .nextWorkday),
            (.once(start: .date(x), within: .period(period("P5D")), roll: Roll.none), .none),
            (.once(start: .date(x), within: .workdays(5), roll: .nextWorkday), .none),
            (.expiry(due: x, opens: nil, roll: nil), .none),
            (.expiry(due: x, opens: nil, roll: .previousWorkday), .previousWorkday), (recurring(nil), .none),
            (recurring(.nextWorkday), .nextWorkday),
        ]
        for (schedule, roll) in table { #expect(schedule.effectiveRoll == roll) }
    }

    @Test("Keys are text", arguments: [NominalKey.starting(CivilDate(2026, 7, 1)), .numbered(1), .numbered(12)])
    func keys(key: NominalKey) {
        #expect(NominalKey(key.description) == key)
    }

    @Test("Other texts are no keys", arguments: ["", "#", "#0", "#-1", "2026-02-30", "3", "#x"])
    func noKeys(text: String) {
        #expect(NominalKey(text) == nil)
    }
}
