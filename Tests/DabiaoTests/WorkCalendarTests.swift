import Dabiao
import Foundation
import Testing

@Suite("Work calendar")
struct WorkCalendarTests {
    private let calendar: WorkCalendar

    init() throws {
        calendar = try Shipped.calendar()
    }

    @Test(
        "Workdays counted from the day after the start (regime.md 8.4)",
        arguments: [
            ("2024-09-13", 5, "2024-09-23"), ("2024-09-30", 10, "2024-10-18"), ("2025-01-24", 10, "2025-02-13"),
            ("2025-04-25", 5, "2025-05-06"), ("2025-09-26", 20, "2025-10-30"), ("2026-02-13", 5, "2026-02-27"),
            ("2026-02-13", 20, "2026-03-19"), ("2026-04-30", 7, "2026-05-13"), ("2026-09-18", 5, "2026-09-24"),
            ("2026-09-30", 7, "2026-10-15"), ("2026-09-30", 0, "2026-09-30"), ("2026-10-15", -7, "2026-09-30"),
            ("2024-01-01", -1, nil), ("2024-01-01", Int.min, nil), ("2036-12-30", 1, "2036-12-31"),
            ("2036-12-31", 1, nil), ("2024-01-01", Int.max, nil), ("2023-12-31", 1, "2024-01-02"),
        ] as [(String, Int, String?)])
    func counted(start: String, count: Int, end: String?) {
        let found = calendar.adding(workdays: count, to: day(start))
        #expect(found?.date == end.map(day))
        if let found { #expect(calendar.workdays(from: day(start), to: found.date) == count) }
    }

    @Test(
        "A last day on a rest day rolls; a worked weekend day does not (Civil Code 203, regime.md 8.4)",
        arguments: [
            ("2024-09-15", Roll.nextWorkday, "2024-09-18"), ("2025-10-01", .nextWorkday, "2025-10-09"),
            ("2026-02-15", .nextWorkday, "2026-02-24"), ("2026-01-31", .nextWorkday, "2026-02-02"),
            ("2026-02-14", .nextWorkday, "2026-02-14"), ("2024-06-30", .previousWorkday, "2024-06-28"),
            ("2026-06-30", .previousWorkday, "2026-06-30"), ("2026-12-31", .previousWorkday, "2026-12-31"),
            ("2026-02-15", .previousWorkday, "2026-02-14"), ("2026-02-15", .none, "2026-02-15"),
        ])
    func rolled(date: String, roll: Roll, expected: String) {
        #expect(calendar.roll(day(date), roll) == ReckonedDay(day(expected)))
    }

    @Test("Years of 251, 248 and 248 workdays", arguments: [(2024, 251), (2025, 248), (2026, 248)])
    func yearly(year: Int, count: Int) throws {
        #expect(try #require(calendar.days(of: year)).filter { $0.kind == .workday }.count == count)
        let counted = calendar.workdays(from: CivilDate(year - 1, 12, 31), to: CivilDate(year, 12, 31))
        #expect(counted == count)
        #expect(calendar.workdays(from: CivilDate(year + 1, 1, 1), to: CivilDate(year, 1, 1)) == -count)
    }

    @Test("What rests on an unpublished year is provisional")
    func provisional() {
        #expect(calendar.adding(workdays: 1, to: day("2026-12-30")) == ReckonedDay(day("2026-12-31")))
        #expect(
            calendar.adding(workdays: 1, to: day("2026-12-31")) == ReckonedDay(day("2027-01-04"), isProvisional: true))
        #expect(
            calendar.adding(workdays: -1, to: day("2027-01-01")) == ReckonedDay(day("2026-12-31")))
        #expect(calendar.roll(day("2027-05-12"), .nextWorkday) == ReckonedDay(day("2027-05-12"), isProvisional: true))
        // Whether New Year's Day is worked is what the unpublished year would tell.
        let newYear = calendar.roll(day("2027-01-01"), .previousWorkday)
        #expect(newYear == ReckonedDay(day("2026-12-31"), isProvisional: true))
        #expect(calendar.roll(day("2027-05-12"), .none) == ReckonedDay(day("2027-05-12")))
        #expect(calendar.isProvisional(2027) && calendar.isProvisional(2050) && !calendar.isProvisional(2026))
    }

    @Test("A day beyond the rows stands unrolled and provisional, and is not known to be worked")
    func beyond() {
        let saturday = day("2050-06-04")
        for roll in [Roll.nextWorkday, .previousWorkday] {
            #expect(calendar.roll(saturday, roll) == ReckonedDay(saturday, isProvisional: true))
        }
        #expect(calendar.kind(of: saturday) == nil && calendar.isWorkday(day("2050-06-06")) == nil)
        #expect(calendar.lastWorkday(onOrBefore: saturday) == nil && calendar.nextWorkday(after: saturday) == nil)
        #expect(calendar.workdays(from: day("2036-12-01"), to: day("2037-01-05")) == nil)
        #expect(
            calendar.estimating(workdays: 2, from: saturday) == ReckonedDay(day("2050-06-07"), isProvisional: true))
        #expect(calendar.estimating(workdays: 1, from: .latest) == nil)
    }

    @Test("A roll that leads out of the rows stands unrolled: the holiday at the year's end")
    func edge() throws {
        let text = "# year: 2026\n# status: published\n# source: s\ndate,kind,name\n2026-12-31,holiday,元旦\n"
        let calendar = try WorkCalendar(files: [("x", text)])
        let date = day("2026-12-31")
        #expect(calendar.roll(date, .nextWorkday) == ReckonedDay(date, isProvisional: true))
        #expect(calendar.roll(date, .previousWorkday) == ReckonedDay(day("2026-12-30")))
        let longer = try WorkCalendar(files: [("x", text), Shipped.file(2027)])
        #expect(longer.roll(date, .nextWorkday) == ReckonedDay(day("2027-01-04"), isProvisional: true))
    }

    @Test("The workdays around a day")
    func around() {
        #expect(calendar.lastWorkday(onOrBefore: day("2026-10-07"))?.date == day("2026-09-30"))
        #expect(calendar.firstWorkday(onOrAfter: day("2026-10-01"))?.date == day("2026-10-08"))
        #expect(calendar.firstWorkday(onOrAfter: day("2026-10-08"))?.date == day("2026-10-08"))
        #expect(calendar.nextWorkday(after: day("2026-10-08"))?.date == day("2026-10-09"))
        #expect(calendar.nextWorkday(after: day("2026-10-09"))?.date == day("2026-10-10"))  // a worked Saturday
    }

    @Test("Counting there and back comes to the same workday")
    func thereAndBack() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("WorkCalendarTests.thereAndBack seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let (start, count) = (random.date(2025...2035), Int.random(in: 1...150, using: &random))
            let end = try #require(calendar.adding(workdays: count, to: start)).date
            #expect(calendar.isWorkday(end) == true, "seed \(seed)")
            #expect(calendar.workdays(from: start, to: end) == count, "seed \(seed)")
            let back = try #require(calendar.adding(workdays: -count, to: end)).date
            #expect(back == calendar.lastWorkday(onOrBefore: start)?.date, "seed \(seed)")
        }
    }

    @Test("A year as JSON: every day, the name null where there is none")
    func table() throws {
        let table = try calendar.table(of: 2026)
        #expect(table.days.count == 365 && !table.provisional)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let first = table.days.prefix(5).map { $0 }
        let expected =
            #"[{"date":"2026-01-01","kind":"holiday","name":"元旦"},{"date":"2026-01-02","kind":"holiday","name":"元旦"},"#
            + #"{"date":"2026-01-03","kind":"holiday","name":"元旦"},{"date":"2026-01-04","kind":"workday","name":"元旦"},"#
            + #"{"date":"2026-01-05","kind":"workday","name":null}]"#
        #expect(String(data: try encoder.encode(first), encoding: .utf8) == expected)
        let error = try #require(throws: DabiaoError.self) { try calendar.table(of: 2040) }
        #expect(error.code == .notFound && error.text(.english).contains("cn-2040.csv"))
    }
}
