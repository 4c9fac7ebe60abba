import Dabiao
import Testing

@Suite("Where a duty begins, is asked for, and ends")
struct DutiesBeginningTests {
    @Test("Of a newcomer's overdue periods only the last is opened")
    func newcomer() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        let facts = DutyFacts(start: day("2020-03-01"), recorded: day("2026-11-24"))
        record.plan(duty, facts, on: day("2026-11-24"))
        #expect(
            record.open.map(\.key)
                == [.starting(day("2025-03-01")), .starting(day("2026-03-01")), .starting(day("2027-03-01"))])
    }

    @Test("After that newcomer is done with the overdue one, no older one appears")
    func newcomerCatchesUp() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2020-03-01"), recorded: day("2026-11-24"))
        record.plan(duty, facts, on: day("2026-11-24"))
        facts.entries = [Duties.entry("2026-11-25")]
        record.plan(duty, facts, on: day("2026-11-25"))
        #expect(record["2025-03-01"]?.state == .late)
        #expect(record.occurrences.count == 3)
    }

    @Test("A duty that a plugin brings years after the subject was recorded begins with the plugin")
    func lateDuty() {
        let duty = Duties.recurring("P6M", .calendar)
        var record = DutyRecord()
        record.plan(duty, DutyFacts(recorded: day("2023-01-10")), on: day("2026-11-24"))
        #expect(record.open.map(\.key) == [.starting(day("2027-01-01"))])
    }

    @Test("A calendar duty begins no earlier than it takes effect")
    func effective() {
        let duty = Duties.recurring("P6M", .calendar, effective: day("2028-02-01"))
        var record = DutyRecord()
        record.plan(duty, DutyFacts(recorded: day("2026-11-24")), on: day("2026-11-24"))
        #expect(record.open.map(\.key) == [.starting(day("2028-07-01"))])
    }

    @Test("A duty that did not apply for years is not owed for them")
    func appliesLate() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        var facts = DutyFacts(applies: false, start: day("2020-03-01"), recorded: day("2020-03-01"))
        #expect(record.plan(duty, facts, on: day("2020-03-01")) == [])
        facts.applies = true
        record.plan(duty, facts, on: day("2026-11-24"))
        #expect(
            record.open.map(\.key)
                == [.starting(day("2025-03-01")), .starting(day("2026-03-01")), .starting(day("2027-03-01"))])
    }

    @Test("After years of downtime every period is there, from the one that was to come")
    func downtime() {
        let duty = Duties.recurring("P6M", .calendar)
        var record = DutyRecord()
        var facts = DutyFacts(recorded: day("2026-11-24"))
        record.plan(duty, facts, on: day("2026-11-24"))
        record.plan(duty, facts, on: day("2029-03-01"))
        let starts = ["2027-01-01", "2027-07-01", "2028-01-01", "2028-07-01", "2029-01-01", "2029-07-01"]
        #expect(record.open.map(\.key) == starts.map { .starting(day($0)) })
        facts.entries = [Duties.entry("2029-03-01")]
        record.plan(duty, facts, on: day("2029-03-01"))
        #expect(record.open.map(\.key) == starts.dropFirst().map { .starting(day($0)) })
    }

    @Test("What is unknown is asked for, once", arguments: [Bool?.none, true])
    func unknown(applies: Bool?) {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        let facts = DutyFacts(applies: applies, missing: ["certified_on"], recorded: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-01-01"))
        #expect(record.open.map(\.key) == [.asking(1)])
        #expect(record.open.first?.terms.missing == ["certified_on"])
        #expect(record.plan(duty, facts, on: day("2026-05-01")) == [])
    }

    @Test("Told at last, it is owed since it was asked for")
    func toldAtLast() {
        let duty = Duties.recurring("P6M", .calendar)
        var record = DutyRecord()
        var facts = DutyFacts(applies: nil, missing: ["works"], recorded: day("2025-12-01"))
        record.plan(duty, facts, on: day("2025-12-01"))
        facts.applies = true
        record.plan(duty, facts, on: day("2026-08-01"))
        #expect(record[.asking(1)]?.state == .superseded)
        #expect(
            record.open.map(\.key) == ["2026-01-01", "2026-07-01", "2027-01-01"].map { .starting(day($0)) })
    }

    @Test("What becomes unknown leaves the open occurrence as it was")
    func unknownAgain() {
        let duty = Duties.recurring("P1Y", .discharge)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-01-01"), recorded: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-01-01"))
        facts.start = nil
        facts.missing = ["start"]
        #expect(record.plan(duty, facts, on: day("2026-02-01")) == [])
    }

    @Test(
        "A declared due day that is not known is asked for and never guessed",
        arguments: [
            Schedule.Recurrence.Anchor.calendar, .fixed, .discharge,
        ])
    func unknownDue(anchor: Schedule.Recurrence.Anchor) {
        let duty = Duties.recurring("P1Y", anchor, declaresDue: true)
        var record = DutyRecord()
        let start = anchor == .calendar ? nil : day("2026-01-01")
        let facts = DutyFacts(start: start, missing: ["grace_days"], recorded: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-01-01"))
        #expect(record.open.map(\.key) == [.asking(1)])
        #expect(record.plan(duty, facts, on: day("2026-01-02")) == [])
        record.plan(duty, facts, on: day("2026-01-02")) { DutyDeadline(due: $0.end.adding(days: 15)) }
        #expect(
            record["2026-01-01"]?.terms.due
                == record["2026-01-01"].flatMap { _ in
                    anchor == .calendar ? day("2027-01-15") : day("2027-01-16")
                })
        #expect(record[.asking(1)]?.state == .superseded)
    }

    @Test("A condition that turns false lapses everything that is open")
    func lapses() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2025-03-01"), recorded: day("2025-03-01"))
        record.plan(duty, facts, on: day("2025-03-01"))
        facts.applies = false
        record.plan(duty, facts, on: day("2026-04-01"))
        #expect(record.open.isEmpty)
        #expect(record.occurrences.allSatisfy { $0.state == .lapsed })
    }

    @Test(
        "A condition that turns false for a day and true again loses nothing",
        arguments: [Schedule.Recurrence.Anchor.calendar, .fixed, .discharge])
    func flips(anchor: Schedule.Recurrence.Anchor) {
        let duty = Duties.recurring("P1Y", anchor)
        var record = DutyRecord()
        var facts = DutyFacts(start: anchor == .calendar ? nil : day("2026-01-01"), recorded: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-06-01"))
        let before = record.open.map(\.key)
        #expect(!before.isEmpty)
        facts.applies = false
        record.plan(duty, facts, on: day("2026-06-02"))
        #expect(record.open.isEmpty)
        facts.applies = true
        record.plan(duty, facts, on: day("2026-06-03"))
        #expect(Set(record.open.map(\.key)) == Set(before))
        #expect(record.plan(duty, facts, on: day("2026-06-03")) == [])
    }

    @Test("A start that is corrected and corrected back opens the first occurrences again")
    func startCorrectedBack() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        for start in ["2026-01-01", "2026-02-01", "2026-01-01"] {
            record.plan(duty, DutyFacts(start: day(start), recorded: day("2026-01-01")), on: day("2026-06-01"))
        }
        #expect(record["2026-01-01"]?.state == .open)
        #expect(record["2026-02-01"]?.state == .superseded)
    }

    @Test("What lapsed years ago stays so when the duty applies again: it begins anew")
    func longAway() {
        let duty = Duties.recurring("P1Y", .calendar)
        var record = DutyRecord()
        var facts = DutyFacts(recorded: day("2020-01-01"))
        for year in 2020...2022 { record.plan(duty, facts, on: CivilDate(year, 6, 1)) }
        facts.applies = false
        record.plan(duty, facts, on: day("2022-06-02"))
        facts.applies = true
        record.plan(duty, facts, on: day("2026-06-01"))
        #expect(record["2021-01-01"]?.state == .lapsed)
        #expect(record.open.map(\.key) == [.starting(day("2027-01-01"))])
    }

    @Test(
        "Where the civil years end nothing overflows",
        arguments: [Schedule.Recurrence.Anchor.calendar, .fixed, .discharge])
    func endOfYears(anchor: Schedule.Recurrence.Anchor) {
        let duty = Duties.recurring("P1Y", anchor)
        var record = DutyRecord()
        let start = anchor == .calendar ? nil : day("2198-07-01")
        let facts = DutyFacts(start: start, entries: [Duties.entry("2200-06-30")], recorded: day("2198-07-01"))
        for today in ["2198-07-01", "2199-12-31", "2200-07-01", "2200-12-31"] {
            record.plan(duty, facts, on: day(today))
            #expect(record.plan(duty, facts, on: day(today)) == [])
        }
        #expect(record.occurrences.contains { !$0.state.isOpen })
    }

    @Test("A one-shot duty that falls due after the civil years is not opened")
    func onceBeyond() {
        var record = DutyRecord()
        let facts = DutyFacts(start: day("2200-06-01"), recorded: day("2200-06-01"))
        #expect(record.plan(Duties.once(.period(period("P1Y"))), facts, on: day("2200-06-01")) == [])
    }

    @Test(
        "A duty opens nothing that begins on its end or later; what it opened is still to be done",
        arguments: [
            Schedule.Recurrence.Anchor.calendar, .fixed,
        ])
    func until(anchor: Schedule.Recurrence.Anchor) {
        let duty = Duties.recurring("P1Y", anchor, effective: day("2026-01-01"), until: day("2028-01-01"))
        var record = DutyRecord()
        var facts = DutyFacts(start: anchor == .fixed ? day("2025-01-01") : nil, recorded: day("2025-06-01"))
        for today in ["2026-01-01", "2027-05-01", "2028-05-01"] { record.plan(duty, facts, on: day(today)) }
        #expect(record.open.map(\.key) == [.starting(day("2026-01-01")), .starting(day("2027-01-01"))])
        facts.entries = [Duties.entry("2028-05-01")]
        record.plan(duty, facts, on: day("2028-05-01"))
        #expect(record["2026-01-01"]?.state == .late)
    }

    @Test("A new version leaves what began under the old one, and goes on from its own first day")
    func versions() {
        let old = Duties.recurring("P1Y", .fixed, until: day("2028-01-01"))
        let new = Duties.recurring("P6M", .fixed, effective: day("2028-01-01"))
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-03-01"), recorded: day("2026-03-01"))
        for today in ["2026-03-01", "2027-12-31"] { record.plan(old, facts, on: day(today)) }
        #expect(record.open.map(\.key) == [.starting(day("2026-03-01")), .starting(day("2027-03-01"))])
        record.plan(new, facts, on: day("2028-01-01"))
        #expect(record.plan(new, facts, on: day("2028-01-01")) == [])
        #expect(
            record.open.map(\.key) == ["2026-03-01", "2027-03-01", "2028-03-01"].map { .starting(day($0)) })
        #expect(record["2028-03-01"]?.terms.due == day("2028-09-01"))
        facts.entries = [Duties.entry("2028-01-02")]
        record.plan(new, facts, on: day("2028-01-02"))
        #expect(record["2026-03-01"]?.state == .late)
    }
}
