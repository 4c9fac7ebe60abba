import Dabiao
import Testing

@Suite("What discharges a duty")
struct DutiesDischargeTests {
    @Test(
        "A period is done until its due day, and late by so many days after it",
        arguments: [
            ("2026-12-01", OccurrenceEnd.done), ("2027-03-01", .done), ("2027-03-02", .late(days: 1)),
            ("2027-04-30", .late(days: 60)),
        ])
    func doneOrLate(on date: String, end: OccurrenceEnd) {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-03-01"), recorded: day("2026-03-01"))
        record.plan(duty, facts, on: day("2026-03-01"))
        facts.entries = [Duties.entry(date)]
        let steps = record.plan(duty, facts, on: day("2027-04-30"))
        #expect(steps.contains(.end(.starting(day("2026-03-01")), end, on: day(date), by: "assessments:1")))
        #expect(record["2026-03-01"]?.state == end.state)
    }

    @Test("A self-review on the day of certification does not discharge the first year")
    func dayOfCertification() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        let facts = DutyFacts(
            start: day("2026-03-01"), entries: [Duties.entry("2026-03-01")], recorded: day("2026-03-01"))
        record.plan(duty, facts, on: day("2026-03-01"))
        #expect(record["2026-03-01"]?.state == .open)
    }

    @Test("A self-review on the last day of a year belongs to that year, the next one to the next")
    func border() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-03-01"), recorded: day("2026-03-01"))
        record.plan(duty, facts, on: day("2027-02-28"))
        facts.entries = [Duties.entry("2027-03-01", 1), Duties.entry("2027-03-02", 2)]
        record.plan(duty, facts, on: day("2027-03-02"))
        #expect(record["2026-03-01"]?.discharge == "assessments:1")
        #expect(record["2027-03-01"]?.discharge == "assessments:2")
    }

    @Test("One entry discharges the oldest open occurrence only")
    func oldest() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2024-03-01"), recorded: day("2024-03-01"))
        record.plan(duty, facts, on: day("2024-03-01"))
        record.plan(duty, facts, on: day("2026-06-01"))
        facts.entries = [Duties.entry("2026-06-01")]
        record.plan(duty, facts, on: day("2026-06-01"))
        #expect(record["2024-03-01"]?.state == .late)
        #expect(record["2025-03-01"]?.state == .open)
        #expect(record["2026-03-01"]?.state == .open)
    }

    @Test("An entry before the window of every open occurrence discharges none")
    func beforeEveryWindow() {
        let duty = Duties.recurring("P6M", .calendar)
        var record = DutyRecord()
        let facts = DutyFacts(entries: [Duties.entry("2025-12-31")], recorded: day("2025-11-01"))
        record.plan(duty, facts, on: day("2025-11-01"))
        record.plan(duty, facts, on: day("2026-02-01"))
        #expect(record["2026-01-01"]?.state == .open)
    }

    @Test("A calendar period counts both its ends", arguments: ["2026-01-01", "2026-06-30"])
    func calendarEnds(date: String) {
        let duty = Duties.recurring("P6M", .calendar)
        var record = DutyRecord()
        var facts = DutyFacts(recorded: day("2025-11-01"))
        record.plan(duty, facts, on: day("2025-11-01"))
        facts.entries = [Duties.entry(date)]
        record.plan(duty, facts, on: day(date))
        #expect(record["2026-01-01"]?.state == .done)
    }

    @Test("A discharge starts the next period, early or late")
    func fromDischarge() {
        let duty = Duties.recurring("P1Y", .discharge)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2025-01-15"), recorded: day("2025-01-15"))
        record.plan(duty, facts, on: day("2025-01-15"))
        facts.entries = [Duties.entry("2026-02-01", 1)]
        record.plan(duty, facts, on: day("2026-02-03"))
        #expect(record["2025-01-15"]?.state == .late)
        #expect(record["2026-02-01"]?.terms.due == day("2027-02-01"))
        facts.entries.append(Duties.entry("2026-09-30", 2))
        record.plan(duty, facts, on: day("2026-10-01"))
        #expect(record["2026-02-01"]?.state == .done)
        #expect(record.open.map(\.terms.due) == [day("2027-09-30")])
    }

    @Test("What is told of a day to come has not been done")
    func future() {
        let duty = Duties.recurring("P1Y", .discharge)
        var record = DutyRecord()
        let facts = DutyFacts(
            start: day("2026-01-15"), entries: [Duties.entry("2026-12-01")], recorded: day("2026-01-15"))
        record.plan(duty, facts, on: day("2026-06-01"))
        #expect(record.open.map(\.key) == [.starting(day("2026-01-15"))])
    }

    @Test("A clock set back takes back nothing that was done")
    func clockSetBack() {
        let duty = Duties.recurring("P1Y", .discharge)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-01-15"), recorded: day("2026-01-15"))
        record.plan(duty, facts, on: day("2026-01-15"))
        facts.entries = [Duties.entry("2026-06-02")]
        record.plan(duty, facts, on: day("2026-06-02"))
        #expect(record.plan(duty, facts, on: day("2026-06-01")) == [])
        #expect(record.plan(duty, facts, on: day("2026-06-03")) == [])
        #expect(record.open.map(\.key) == [.starting(day("2026-06-02"))])
    }

    @Test(
        "A clock that was far ahead for a while takes no period away",
        arguments: [Schedule.Recurrence.Anchor.calendar, .fixed])
    func clockAhead(anchor: Schedule.Recurrence.Anchor) {
        let duty = Duties.recurring("P1Y", anchor)
        var record = DutyRecord()
        let facts = DutyFacts(start: anchor == .fixed ? day("2026-01-01") : nil, recorded: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-01-01"))
        record.plan(duty, facts, on: day("2029-05-01"))
        record.plan(duty, facts, on: day("2026-01-02"))
        for year in 2026...2030 { #expect(record["\(year)-01-01"]?.state == .open, "\(year)") }
    }

    @Test("The fixed successor opens while its predecessor is overdue")
    func successor() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        let facts = DutyFacts(start: day("2025-03-01"), recorded: day("2025-03-01"))
        record.plan(duty, facts, on: day("2025-03-01"))
        #expect(record.open.map(\.key) == [.starting(day("2025-03-01")), .starting(day("2026-03-01"))])
        record.plan(duty, facts, on: day("2026-03-01"))
        #expect(record.open.count == 3)
        #expect(record["2026-03-01"]?.terms.opens == day("2026-03-01"))
    }

    @Test("A one-shot duty is owed once")
    func once() {
        let duty = Duties.once(.workdays(5))
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-09-18"), recorded: day("2026-09-18"))
        record.plan(duty, facts, on: day("2026-09-18"))
        #expect(record["2026-09-18"]?.terms.due == day("2026-09-24"))
        facts.entries = [Duties.entry("2026-09-25")]
        record.plan(duty, facts, on: day("2026-09-26"))
        #expect(record["2026-09-18"]?.state == .late)
        #expect(record.plan(duty, facts, on: day("2030-01-01")) == [])
    }
}
