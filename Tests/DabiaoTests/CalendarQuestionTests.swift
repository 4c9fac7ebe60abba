import Dabiao
import Testing

@Suite("Questions to the calendar")
struct CalendarQuestionTests {
    private let calendar: WorkCalendar

    init() throws {
        calendar = try Shipped.calendar()
    }

    private static func days(_ texts: String...) -> [MonthDay] {
        texts.compactMap { MonthDay($0) }
    }

    @Test(
        "Answers",
        arguments: [
            ("2024-02-29", .every(period("P1Y"), count: 4), Roll.none, "2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
            ("2026-01-31", .every(period("P1M"), count: 3), .none, "2026-02-28 2026-03-31 2026-04-30"),
            ("2025-03-19", .every(period("P3Y"), count: 1), .none, "2028-03-19"),
            ("2024-08-15", .every(period("P1M"), count: 1), .nextWorkday, "2024-09-18"),
            ("2024-08-15", .every(period("P1M"), count: 1), .previousWorkday, "2024-09-14"),
            ("2026-02-13", .workdays(20), .none, "2026-03-19"),
            ("2026-02-13", .workdays(5), .nextWorkday, "2026-02-27"),
            ("2026-06-30", .days(days("06-30", "12-31"), count: 3), .none, "2026-12-31 2027-06-30 2027-12-31"),
            ("2026-06-29", .days(days("12-31", "06-30"), count: 2), .none, "2026-06-30 2026-12-31"),
            ("2026-01-01", .days(days("02-29"), count: 3), .none, "2026-02-28 2027-02-28 2028-02-29"),
            ("2026-02-28", .days(days("02-28", "02-29"), count: 2), .none, "2027-02-28 2028-02-28"),
            ("2024-01-01", .days(days("06-30"), count: 1), .previousWorkday, "2024-06-28"),
            ("2026-09-01", .days(days("10-01", "10-02"), count: 2), .nextWorkday, "2026-10-08 2026-10-08"),
            ("2190-01-01", .every(period("P5Y"), count: 2), .none, "2195-01-01 2200-01-01"),
        ] as [(String, CalendarQuestion.Rule, Roll, String)])
    func answers(start: String, rule: CalendarQuestion.Rule, roll: Roll, due: String) throws {
        let answer = try CalendarQuestion(start: day(start), rule: rule, roll: roll).answer(by: calendar)
        #expect(answer.due.map(\.description).joined(separator: " ") == due)
        #expect(!answer.provisional)
    }

    @Test(
        "Provisional is what looked at an unpublished year",
        arguments: [
            (.every(period("P1Y"), count: 1), Roll.none, false), (.every(period("P1Y"), count: 1), .nextWorkday, true),
            (.workdays(3), .none, false), (.workdays(150), .none, true),
            (.days(days("12-31"), count: 1), .nextWorkday, false), (.days(days("12-31"), count: 2), .nextWorkday, true),
        ] as [(CalendarQuestion.Rule, Roll, Bool)])
    func provisional(rule: CalendarQuestion.Rule, roll: Roll, expected: Bool) throws {
        let answer = try CalendarQuestion(start: day("2026-07-01"), rule: rule, roll: roll).answer(by: calendar)
        #expect(answer.provisional == expected)
    }

    @Test(
        "A needed year without rows is refused, with the year and what to do",
        arguments: [
            ("2036-12-20", .workdays(30), Roll.none, 2037),
            ("2030-01-01", .every(period("P9Y"), count: 1), .nextWorkday, 2039),
            ("2036-12-31", .days(days("06-30"), count: 1), .previousWorkday, 2037),
            ("2020-05-01", .workdays(1), .none, 2020),
        ] as [(String, CalendarQuestion.Rule, Roll, Int)])
    func refused(start: String, rule: CalendarQuestion.Rule, roll: Roll, year: Int) throws {
        let error = try #require(throws: DabiaoError.self) {
            try CalendarQuestion(start: day(start), rule: rule, roll: roll).answer(by: calendar)
        }
        #expect(error.code == .notFound)
        #expect(error.message.en.contains("\(year)") && error.remedy?.zh.contains("cn-\(year).csv") == true)
    }

    @Test(
        "Questions without meaning, and dates beyond 2200",
        arguments: [
            .every(period("P0D"), count: 1), .every(period("P1Y"), count: 0), .every(period("P1Y"), count: -1),
            .workdays(0), .workdays(-5), .days([], count: 1), .days(days("06-30"), count: 0),
            .every(period("P1Y"), count: Int.max), .days(days("06-30"), count: Int.max),
            .every(period("P8000Y"), count: 1),
        ] as [CalendarQuestion.Rule])
    func invalid(rule: CalendarQuestion.Rule) throws {
        let error = try #require(throws: DabiaoError.self) {
            try CalendarQuestion(start: day("2026-01-01"), rule: rule).answer(by: calendar)
        }
        #expect(error.code == .invalid)
    }

    @Test("Days of the year", arguments: [("06-30", "06-30"), ("02-29", "02-29"), ("12-31", "12-31")])
    func monthDays(text: String, written: String) throws {
        #expect(try #require(MonthDay(text)).description == written)
    }

    @Test("No days of any year", arguments: ["", "02-30", "13-01", "00-10", "6-30", "06-3", "06/30", "06-30 ", "0630"])
    func noMonthDays(text: String) {
        #expect(MonthDay(text) == nil)
    }
}
