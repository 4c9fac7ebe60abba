import Dabiao
import Testing

@Suite("Civil dates")
struct CivilDateTests {
    @Test("Every day of 1900–2200 is the day after the one before, and reads back")
    func everyDay() throws {
        var (year, month, dayOfMonth, weekday) = (1900, 1, 1, 1)  // 1 January 1900 was a Monday
        for number in CivilDate.earliest.dayNumber...CivilDate.latest.dayNumber {
            let date = try #require(CivilDate(dayNumber: number))
            guard date.year == year, date.month == month, date.day == dayOfMonth, date.weekday == weekday,
                CivilDate(year: year, month: month, day: dayOfMonth) == date, CivilDate(date.description[...]) == date
            else {
                Issue.record("\(number) is \(date), expected \(year)-\(month)-\(dayOfMonth), weekday \(weekday)")
                return
            }
            weekday = weekday % 7 + 1
            let isLeap = year % 400 == 0 || year % 4 == 0 && year % 100 != 0
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            dayOfMonth += 1
            if dayOfMonth > length { (month, dayOfMonth) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(year == 2201)
        #expect(CivilDate(1970, 1, 1).dayNumber == 0)
    }

    @Test(
        "Other forms and days that do not exist are not read",
        arguments: [
            "", "2026-2-3", "2026-02-30", "2025-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00",
            "1899-12-31", "2201-01-01", "2026/01/01", " 2026-01-01", "2026-01-01T", "２０２６-01-01", "+026-01-01",
            "2026-0１-1",
        ])
    func refused(text: String) {
        #expect(CivilDate(text[...]) == nil)
    }

    /// The months of a date, as SQLite is made to count them (traps.md): `min(date(x,'+n months'), end of month)`.
    @Test(
        "Where the month has no such day, its last day stands (Civil Code 202)",
        arguments: [
            ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-03-31", -1, "2026-02-28"),
            ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", 48, "2028-02-29"), ("2025-02-28", 12, "2026-02-28"),
            ("2026-05-31", 6, "2026-11-30"), ("2026-08-31", 6, "2027-02-28"), ("2026-12-31", 2, "2027-02-28"),
            ("2026-03-15", 0, "2026-03-15"), ("2026-01-15", -1, "2025-12-15"), ("2028-03-19", -3, "2027-12-19"),
            ("2026-05-31", -3, "2026-02-28"), ("2025-03-19", 36, "2028-03-19"),
        ])
    func months(start: String, count: Int, expected: String) {
        #expect(day(start).adding(months: count) == day(expected))
    }

    @Test("Outside of 1900–2200 there is nothing, and nothing traps")
    func bounds() {
        for start in [CivilDate.earliest, .latest, CivilDate(2026, 6, 30)] {
            for count in [Int.min, Int.min + 1, -1_000_000, 1_000_000, Int.max] {
                #expect(start.adding(days: count) == nil)
                #expect(start.adding(months: count) == nil)
                #expect(start.adding(Period(months: 1), times: count) == nil)
                #expect(start.adding(Period(months: 7, days: 3), times: count) == nil)
            }
        }
        #expect(CivilDate.latest.adding(days: 1) == nil)
        #expect(CivilDate.earliest.adding(months: -1) == nil)
        #expect(CivilDate(dayNumber: Int.max) == nil)
    }

    @Test("Months: the month is the one counted to, the day is kept or is the month's last, the order is kept")
    func monthProperties() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("CivilDateTests.monthProperties seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let (start, count) = (random.date(1950...2150), Int.random(in: -600...600, using: &random))
            let end = try #require(start.adding(months: count))
            #expect(end.year * 12 + end.month == start.year * 12 + start.month + count, "seed \(seed)")
            #expect(end.day == start.day || end.day < start.day && end == end.endOfMonth, "seed \(seed)")
            let later = try #require(start.adding(days: 1)?.adding(months: count))
            #expect(end <= later, "seed \(seed)")
            #expect(end.adding(days: start.days(until: end) * -1) == start, "seed \(seed)")
        }
    }
}
