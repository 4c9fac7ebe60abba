import Dabiao
import Testing

@Suite("Nominal periods")
struct NominalPeriodsTests {
    private func periods(
        _ every: String, _ anchor: Schedule.Recurrence.Anchor, origin: String? = nil
    ) throws -> NominalPeriods {
        try #require(NominalPeriods(every: period(every), anchor: anchor, origin: origin.map(day)))
    }

    @Test(
        "Periods of the calendar: the first from a day, next or running",
        arguments: [
            ("P1Y", "2026-01-01", "2026-01-01/2026-12-31", "2026-01-01/2026-12-31"),
            ("P1Y", "2026-01-02", "2027-01-01/2027-12-31", "2026-01-01/2026-12-31"),
            ("P6M", "2026-06-30", "2026-07-01/2026-12-31", "2026-01-01/2026-06-30"),
            ("P6M", "2026-07-02", "2027-01-01/2027-06-30", "2026-07-01/2026-12-31"),
            ("P3M", "2026-04-01", "2026-04-01/2026-06-30", "2026-04-01/2026-06-30"),
            ("P3M", "2026-12-31", "2027-01-01/2027-03-31", "2026-10-01/2026-12-31"),
            ("P1M", "2028-02-29", "2028-03-01/2028-03-31", "2028-02-01/2028-02-29"),
            ("P12M", "2026-05-05", "2027-01-01/2027-12-31", "2026-01-01/2026-12-31"),
        ])
    func calendarPeriods(every: String, begins: String, next: String, running: String) throws {
        let periods = try periods(every, .calendar)
        #expect(periods.first(from: day(begins), .next).map(text) == next)
        #expect(periods.first(from: day(begins), .running).map(text) == running)
    }

    @Test(
        "Periods counted from an origin",
        arguments: [
            ("P1Y", "2024-03-01", "2024-03-01", "2024-03-01/2025-03-01", "2024-03-01/2025-03-01"),
            ("P1Y", "2024-03-01", "2026-06-01", "2027-03-01/2028-03-01", "2026-03-01/2027-03-01"),
            ("P1Y", "2024-03-01", "2026-03-01", "2026-03-01/2027-03-01", "2026-03-01/2027-03-01"),
            ("P1Y", "2024-03-01", "2023-01-01", "2024-03-01/2025-03-01", "2024-03-01/2025-03-01"),
            ("P1M", "2026-01-31", "2026-02-10", "2026-02-28/2026-03-31", "2026-01-31/2026-02-28"),
            ("P7D", "2026-01-01", "2026-01-09", "2026-01-15/2026-01-22", "2026-01-08/2026-01-15"),
            ("P1M1D", "2026-01-31", "2026-04-03", "2026-05-03/2026-06-04", "2026-04-02/2026-05-03"),
        ])
    func countedPeriods(every: String, origin: String, begins: String, next: String, running: String) throws {
        let periods = try periods(every, .fixed, origin: origin)
        #expect(periods.first(from: day(begins), .running).map(text) == running)
        #expect(periods.first(from: day(begins), .next).map(text) == next)
    }

    @Test("The n-th date is origin + n × period: 29 February comes back")
    func neverAccumulated() throws {
        let periods = try periods("P1Y", .fixed, origin: "2024-02-29")
        let ends = (1...5).compactMap { periods.period(number: $0)?.end }
        #expect(ends == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29", "2029-02-28"].map(day))
        #expect(periods.period(number: 0) == nil && periods.period(number: -1) == nil)
    }

    @Test("From the last discharge the next period is the first")
    func discharge() throws {
        let periods = try periods("P6M", .discharge, origin: "2026-08-31")
        #expect(periods.period(number: 1).map(text) == "2026-08-31/2027-02-28")
    }

    @Test("Periods without gap or double, whatever the day: each starts where the one before ended")
    func adjoining() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("NominalPeriodsTests.adjoining seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let (origin, begins) = (random.date(1950...2100), random.date(1950...2100))
            let every = Period(
                months: Int.random(in: 0...40, using: &random), days: Int.random(in: 1...90, using: &random))
            let counted = try #require(NominalPeriods(every: every, anchor: .fixed, origin: origin))
            let running = try #require(counted.first(from: begins, .running), "seed \(seed)")
            let next = try #require(counted.first(from: begins, .next), "seed \(seed)")
            #expect(next.start >= begins, "seed \(seed)")
            #expect(next.number == 1 || running.start <= begins, "seed \(seed)")
            #expect(running.number == 1 || next.number - running.number <= 1, "seed \(seed)")
            let following = try #require(counted.period(number: running.number + 1), "seed \(seed)")
            #expect(following.start == running.end && running.start < running.end, "seed \(seed)")
            #expect(following.start > begins || origin > begins, "seed \(seed)")
            let months = [1, 2, 3, 4, 6, 12].randomElement(using: &random) ?? 1
            let quarters = NominalPeriods.calendar(months: months)
            let current = try #require(quarters.first(from: begins, .running))
            #expect(current.start <= begins && begins <= current.end, "seed \(seed)")
            #expect(quarters.period(number: current.number + 1)?.start == current.end.adding(days: 1), "seed \(seed)")
        }
    }

    @Test("Those that start by a horizon, up to the end of time")
    func starting() throws {
        let quarters = try periods("P3M", .calendar)
        let found = quarters.starting(from: day("2026-02-01"), .next, through: day("2026-12-31"))
        #expect(found.map(\.start) == ["2026-04-01", "2026-07-01", "2026-10-01"].map(day))
        #expect(quarters.starting(from: day("2026-02-01"), .next, through: day("2026-03-31")).isEmpty)
        #expect(quarters.starting(from: .earliest, .next, through: .latest).count == 301 * 4)
        let yearly = try periods("P1Y", .fixed, origin: "2198-06-01")
        #expect(yearly.starting(from: day("2198-06-01"), .next, through: .latest).count == 2)
        #expect(yearly.first(from: .latest, .next) == nil)
    }

    @Test(
        "No periods: none of the calendar, none without length, none without an origin",
        arguments: [
            ("P5M", Schedule.Recurrence.Anchor.calendar, nil), ("P2Y", .calendar, nil), ("P30D", .calendar, nil),
            ("P1Y1D", .calendar, nil), ("P0D", .calendar, nil), ("P0D", .fixed, "2026-01-01"), ("P1Y", .fixed, nil),
            ("P1Y", .discharge, nil),
        ])
    func none(every: String, anchor: Schedule.Recurrence.Anchor, origin: String?) {
        #expect(NominalPeriods(every: period(every), anchor: anchor, origin: origin.map(day)) == nil)
    }

    @Test("Numbers out of reach give nothing and trap nothing")
    func outOfReach() throws {
        for periods in [try periods("P3M", .calendar), try periods("P1Y", .fixed, origin: "2026-01-01")] {
            for number in [Int.min, -1, 1_000_000, Int.max] {
                #expect(periods.period(number: number) == nil)
            }
        }
    }

    private func text(_ period: NominalPeriod) -> String {
        "\(period.start)/\(period.end)"
    }
}
