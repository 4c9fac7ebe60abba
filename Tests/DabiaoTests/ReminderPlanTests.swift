import Dabiao
import Testing

@Suite("Reminder plans")
struct ReminderPlanTests {
    private let calendar: WorkCalendar

    init() throws {
        calendar = try Shipped.calendar()
    }

    private func plan(_ remind: [String], _ overdue: [String], opens: String, due: String) -> ReminderPlan {
        ReminderPlan(
            Ladder(remind: remind.map { period($0) }, overdue: overdue.map { period($0) }), opens: day(opens),
            due: day(due), calendar: calendar)
    }

    private func told(_ plan: ReminderPlan, after: String? = nil, through: String) -> [String] {
        plan.reminders(after: after.map(day), through: day(through)).map { "\($0.day) \($0.kind)" }
    }

    @Test("Before the due day on the day or the last workday before, after it on the day or the next workday")
    func shifted() {
        let plan = plan(["P60D", "P30D", "P7D", "P0D"], ["P1D", "P7D"], opens: "2026-01-01", due: "2026-10-10")
        #expect(
            told(plan, through: "2026-11-10") == [
                "2026-08-11 before P60D",
                "2026-09-10 before P30D",
                "2026-09-30 before P7D",  // 3 October is in the National Day holiday
                "2026-10-10 before P0D",  // a worked Saturday
                "2026-10-12 overdue P1D",  // the 11th is a Sunday
                "2026-10-19 overdue P7D",  // the 17th is a Saturday
                "2026-10-26 overdue P14D", "2026-11-02 overdue P21D", "2026-11-09 overdue P28D",
            ])
    }

    @Test("The due day is a Sunday that does not roll: the reminder is on Friday (regime.md 8.4)")
    func endOfJune() {
        let plan = plan(["P0D"], [], opens: "2024-01-01", due: "2024-06-30")
        #expect(told(plan, through: "2024-12-31") == ["2024-06-28 before P0D"])
    }

    @Test("Two rungs on one day are one: the later")
    func oneADay() {
        let plan = plan(["P8D", "P7D", "P6D"], ["P1D"], opens: "2026-05-01", due: "2026-06-13")
        #expect(
            told(plan, through: "2026-06-17") == [
                "2026-06-05 before P6D",  // P8D on Friday the 5th itself, P7D and P6D on the weekend after it
                "2026-06-15 overdue P2D", "2026-06-16 overdue P3D", "2026-06-17 overdue P4D",
            ])
    }

    @Test("Two rungs that fall on one day tell whom each of them names")
    func escalation() {
        let ladder = Ladder(
            remind: [.init(period("P8D"), to: ["district"]), .init(period("P7D"), to: ["review-body", "district"])],
            overdue: [])
        let plan = ReminderPlan(ladder, opens: day("2026-05-01"), due: day("2026-06-13"), calendar: calendar)
        let told = plan.reminders(after: nil, through: day("2026-06-30"))
        #expect(told.map(\.day) == [day("2026-06-05")])
        #expect(told.map { Set($0.to) } == [["district", "review-body"]])
    }

    @Test("Rungs before the opening are skipped; a rung on a rest day after it does not move before it")
    func opening() {
        let plan = plan(["P30D", "P14D", "P2D"], [], opens: "2026-06-06", due: "2026-06-20")
        #expect(told(plan, through: "2026-12-31") == ["2026-06-06 before P14D", "2026-06-18 before P2D"])
    }

    @Test("Months before are clamped; unsorted rungs come in order")
    func months() {
        let plan = plan(["P1M", "P3M"], ["P1M"], opens: "2025-01-01", due: "2026-08-31")
        #expect(
            told(plan, through: "2027-01-01") == [
                "2026-05-29 before P3M",  // 31 May is a Sunday
                "2026-07-31 before P1M", "2026-09-30 overdue P1M",
                "2026-11-02 overdue P2M",  // 31 October is a Saturday
                "2026-11-30 overdue P3M", "2026-12-31 overdue P4M",
            ])
    }

    @Test("Without rungs, or with none that leads on, the plan ends")
    func ends() {
        #expect(plan([], [], opens: "2026-01-01", due: "2026-06-30").next(after: nil) == nil)
        let zero = plan([], ["P0D"], opens: "2026-01-01", due: "2026-06-30")
        #expect(zero.next(after: nil)?.day == day("2026-06-30"))
        #expect(zero.next(after: day("2026-06-30")) == nil)
        let late = plan(["P1D"], ["P1Y"], opens: "2199-01-01", due: "2200-06-30")
        #expect(late.next(after: nil)?.day == day("2200-06-29"))
        #expect(late.next(after: day("2200-06-29")) == nil)
        #expect(plan(["P10Y"], [], opens: "1900-01-01", due: "1900-01-01").next(after: nil) == nil)
    }

    @Test("On time a day's reminder is told alone; after downtime the latest stands for all and is late")
    func collapsed() throws {
        let plan = plan(["P30D", "P7D"], ["P1D", "P7D"], opens: "2026-01-01", due: "2026-06-30")
        let onTime = try #require(plan.collapsed(after: day("2026-06-22"), through: day("2026-06-23")))
        #expect(onTime.told.kind == .upcoming(before: period("P7D")) && onTime.told.rung == 1)
        #expect(!onTime.isLate && onTime.superseded.isEmpty)
        let late = try #require(plan.collapsed(after: day("2026-05-01"), through: day("2026-07-02")))
        #expect(late.told.kind == .overdue(by: period("P1D")) && late.told.rung == 0 && late.isLate)
        #expect(late.superseded.map(\.day) == [day("2026-05-29"), day("2026-06-23")])
        let mixed = try #require(plan.collapsed(after: day("2026-06-22"), through: day("2026-07-01")))
        #expect(mixed.told.day == day("2026-07-01") && mixed.isLate)
        #expect(plan.collapsed(after: day("2026-06-23"), through: day("2026-06-30")) == nil)
    }

    @Test("Beyond the rows of the calendar reminders stand on their days")
    func beyond() {
        let plan = plan(["P1D"], ["P1D"], opens: "2050-01-01", due: "2050-06-04")
        #expect(
            told(plan, through: "2050-06-06") == [
                "2050-06-03 before P1D", "2050-06-05 overdue P1D", "2050-06-06 overdue P2D",
            ])
    }

    /// Asking for the next one from any day is the same as listing all by brute force.
    @Test("The next reminder is the first of all rungs and repetitions after the day")
    func againstBruteForce() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("ReminderPlanTests.againstBruteForce seed \(seed)")
        var random = SeededGenerator(seed: seed)
        for _ in 0..<300 {
            let ladder = Ladder(remind: random.periods(), overdue: random.periods())
            let due = random.date(2026...2033)
            let opens = try #require(due.adding(days: Int.random(in: -120...5, using: &random)))
            let plan = ReminderPlan(ladder, opens: opens, due: due, calendar: calendar)
            let expected = bruteForce(ladder, opens: opens, due: due)
            let end = try #require(due.adding(days: 300))
            #expect(
                plan.reminders(after: nil, through: end).map(\.day) == expected.filter { $0 <= end }, "seed \(seed)")
            let asked = try #require(due.adding(days: Int.random(in: -130...3000, using: &random)))
            #expect(plan.next(after: asked)?.day == expected.first { $0 > asked }, "seed \(seed)")
        }
    }

    private func bruteForce(_ ladder: Ladder, opens: CivilDate, due: CivilDate) -> [CivilDate] {
        var days: Set<CivilDate> = []
        for before in ladder.remind.map(\.after) {
            guard let nominal = due.adding(-before), nominal >= opens else { continue }
            days.insert(max(opens, calendar.roll(nominal, .previousWorkday).date))
        }
        for after in ladder.overdue.dropLast().map(\.after) {
            guard let nominal = due.adding(after), nominal >= opens else { continue }
            days.insert(calendar.roll(nominal, .nextWorkday).date)
        }
        if let last = ladder.overdue.last?.after {
            let nominals = (1...).lazy.compactMap { due.adding(last, times: $0) }.prefix { due.days(until: $0) < 4000 }
            days.formUnion(nominals.filter { $0 >= opens }.map { calendar.roll($0, .nextWorkday).date })
        }
        return days.sorted()
    }
}

extension SeededGenerator {
    /// Up to four rungs, none of them empty.
    fileprivate mutating func periods() -> [Period] {
        (0..<Int.random(in: 0...4, using: &self)).map { _ in
            Bool.random(using: &self)
                ? Period(days: Int.random(in: 1...45, using: &self))
                : Period(months: Int.random(in: 1...4, using: &self), days: Int.random(in: 0...9, using: &self))
        }
    }
}
