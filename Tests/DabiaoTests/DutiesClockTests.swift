import Dabiao
import Testing

@Suite("What moves and ends duties beside their schedules")
struct DutiesClockTests {
    // MARK: - Pauses and extensions

    @Test(
        "A pause puts the due day off by its days, of a count of workdays by its workdays",
        arguments: [
            // From 1 October 2026 on a holiday; the 8th and the 9th are worked.
            (Duties.once(.period(period("P30D")), terms: Duties.terms(pauses: true)), "2026-10-09", "2026-10-22"),
            (Duties.once(.workdays(20), terms: Duties.terms(pauses: true)), "2026-10-10", "2026-10-20"),
        ])
    func pause(duty: Obligation, resumed: String, due: String) {
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-09-14"), recorded: day("2026-09-14"))
        record.plan(duty, facts, on: day("2026-09-14"))
        facts.isPaused = true
        #expect(
            record.plan(duty, facts, on: day("2026-10-01")) == [
                .pause(.starting(day("2026-09-14")), on: day("2026-10-01"))
            ])
        #expect(record.plan(duty, facts, on: day("2026-10-02")) == [])
        facts.isPaused = false
        record.plan(duty, facts, on: day(resumed))
        #expect(record.open.map(\.terms.due) == [day(due)])
        #expect(record.open.first?.pausedSince == nil)
        #expect(record.plan(duty, facts, on: day(resumed)) == [])
    }

    @Test("What has not begun is not paused; a period that begins in a pause is paused from that day")
    func pauseOfPeriods() {
        let duty = Duties.recurring("P3M", .calendar, terms: Duties.terms(pauses: true))
        var record = DutyRecord()
        var facts = DutyFacts(recorded: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-01-01"))
        facts.isPaused = true
        record.plan(duty, facts, on: day("2026-03-01"))
        #expect(record["2026-01-01"]?.pausedSince == day("2026-03-01"))
        #expect(record["2026-04-01"]?.pausedSince == nil)
        record.plan(duty, facts, on: day("2026-04-01"))
        #expect(record["2026-04-01"]?.pausedSince == day("2026-04-01"))
        facts.isPaused = false
        record.plan(duty, facts, on: day("2026-04-11"))
        #expect(record["2026-01-01"]?.terms.due == day("2026-05-11"))
        #expect(record["2026-04-01"]?.terms.due == day("2026-07-10"))
        #expect(record["2026-07-01"]?.terms.due == day("2026-09-30"))
    }

    @Test("A pause that is over lets what lapses and what is done end as ever")
    func endInPause() {
        let duty = Duties.once(.period(period("P30D")), terms: Duties.terms(pauses: true))
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-09-14"), recorded: day("2026-09-14"))
        facts.isPaused = true
        record.plan(duty, facts, on: day("2026-09-14"))
        facts.entries = [Duties.entry("2026-09-20")]
        record.plan(duty, facts, on: day("2026-09-20"))
        #expect(record["2026-09-14"]?.state == .done)
        #expect(record["2026-09-14"]?.moves == [.pause(day("2026-09-14"), until: day("2026-09-20"))])
    }

    @Test("An extension moves the due day from where it is, and stays when the calendar changes")
    func extended() {
        let extending = Obligation.Extending(by: .workdays(20), times: 1, who: "review-organizer")
        let duty = Duties.once(.workdays(20), terms: Duties.terms(extending: extending))
        var record = DutyRecord()
        let facts = DutyFacts(start: day("2026-03-02"), recorded: day("2026-03-02"))
        record.plan(duty, facts, on: day("2026-03-02"))
        #expect(record.open.map(\.terms.due) == [day("2026-03-30")])
        record.occurrences[0].moves = [.extended(by: extending.span)]
        record.plan(duty, facts, on: day("2026-03-25"))
        #expect(record.open.map(\.terms.due) == [day("2026-04-28")])  // 6 April is a holiday
        #expect(record.plan(duty, facts, on: day("2026-04-28")) == [])
    }

    // MARK: - Missed

    @Test("What cannot be cured ends missed the day after its due day, and later entries count for the next one")
    func missed() {
        let duty = Duties.recurring("P3M", .calendar, terms: Duties.terms(.misses))
        var record = DutyRecord()
        var facts = DutyFacts(recorded: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-03-31"))
        #expect(record["2026-01-01"]?.state == .open)
        let steps = record.plan(duty, facts, on: day("2026-04-01"))
        #expect(steps.contains(.end(.starting(day("2026-01-01")), .missed, on: day("2026-04-01"), by: nil)))
        facts.entries = [Duties.entry("2026-04-02")]
        record.plan(duty, facts, on: day("2026-04-02"))
        #expect(record["2026-01-01"]?.state == .missed && record["2026-04-01"]?.state == .done)
    }

    @Test("After downtime each period is missed; what was entered in time for one is not")
    func missedInDowntime() {
        let duty = Duties.recurring("P3M", .calendar, terms: Duties.terms(.misses))
        var record = DutyRecord()
        var facts = DutyFacts(recorded: day("2026-01-01"))
        record.plan(duty, facts, on: day("2026-01-01"))
        facts.entries = [Duties.entry("2026-05-05")]
        record.plan(duty, facts, on: day("2026-11-24"))
        let states = ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01"].map { record[$0]?.state }
        #expect(states == [.missed, .done, .missed, .open, .open])
    }

    @Test("While the calendar is provisional missed is not final; a newcomer has missed nothing")
    func provisional() {
        var record = DutyRecord()
        let duty = Duties.once(.period(period("P30D")), terms: Duties.terms(.misses))
        let facts = DutyFacts(start: day("2027-03-01"), recorded: day("2027-03-01"))
        record.plan(duty, facts, on: day("2027-03-01"))
        record.plan(duty, facts, on: day("2027-06-01"))
        #expect(record.open.count == 1)
        var other = DutyRecord()
        let yearly = Duties.recurring("P1Y", .fixed, terms: Duties.terms(.misses))
        other.plan(yearly, DutyFacts(start: day("2020-03-01"), recorded: day("2026-11-24")), on: day("2026-11-24"))
        #expect(other.occurrences.map(\.key) == [.starting(day("2026-03-01")), .starting(day("2027-03-01"))])
    }

    // MARK: - Sums

    @Test("A sum discharges on the day it is reached; what is over counts for the next period of its days")
    func sums() {
        let duty = Duties.recurring("P1Y", .calendar, first: .running)
        func entry(_ date: String, _ hours: Double, _ number: Int) -> DischargeEntry {
            DischargeEntry(
                date: day(date), source: "training:\(number)", part: .init(form: 0, amount: hours, goal: 24))
        }
        var record = DutyRecord()
        var facts = DutyFacts(recorded: day("2026-01-01"))
        facts.entries = [entry("2026-02-01", 8, 1), entry("2026-05-01", 15.9, 2)]
        record.plan(duty, facts, on: day("2026-06-01"))
        #expect(record["2026-01-01"]?.state == .open)
        facts.entries.append(entry("2026-06-02", 0.1, 3))
        facts.entries.append(entry("2026-06-02", 9, 4))
        record.plan(duty, facts, on: day("2026-06-10"))
        #expect(record["2026-01-01"]?.discharge == "training:3" && record["2026-01-01"]?.endedOn == day("2026-06-02"))
        #expect(
            record.plan(duty, facts, on: day("2027-02-01")).allSatisfy { if case .end = $0 { false } else { true } })
        #expect(record["2027-01-01"]?.state == .open)
        facts.entries.append(entry("2027-03-01", 24, 5))
        record.plan(duty, facts, on: day("2027-03-01"))
        #expect(record["2027-01-01"]?.state == .done)
    }

    // MARK: - Events

    @Test("Each event opens an occurrence of its own, and none is asked for before anything happens")
    func events() {
        let duty = Duties.after("contracted", .workdays(5))
        var record = DutyRecord()
        var facts = DutyFacts(recorded: day("2026-01-01"))
        facts.starts = []
        #expect(record.plan(duty, facts, on: day("2026-09-01")) == [])
        facts.starts = [day("2026-09-01"), day("2026-09-02")]
        record.plan(duty, facts, on: day("2026-09-02"))
        #expect(record.open.map(\.terms.due) == [day("2026-09-08"), day("2026-09-09")])
        facts.entries = [Duties.entry("2026-09-03")]
        record.plan(duty, facts, on: day("2026-09-03"))
        #expect(record["2026-09-01"]?.state == .done && record["2026-09-02"]?.state == .open)
        facts.starts = [day("2026-09-01")]
        record.plan(duty, facts, on: day("2026-09-04"))
        #expect(record["2026-09-02"]?.state == .superseded)
    }

    @Test("An entry for one occurrence discharges that one and no older one")
    func entryForOne() {
        let duty = Duties.recurring("P1Y", .fixed)
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2024-03-01"), recorded: day("2024-03-01"))
        record.plan(duty, facts, on: day("2024-03-01"))
        record.plan(duty, facts, on: day("2026-04-01"))
        let key = NominalKey.starting(day("2025-03-01"))
        facts.entries = [DischargeEntry(date: day("2026-03-20"), source: "manual:1", key: key)]
        record.plan(duty, facts, on: day("2026-04-01"))
        #expect(record["2024-03-01"]?.state == .open && record["2025-03-01"]?.state == .late)
    }

    // MARK: - Versions

    @Test("A new version leaves what has begun and dates what is to come, unless it says open: recompute")
    func versions() {
        for recomputes in [false, true] {
            var record = DutyRecord()
            let facts = DutyFacts(start: day("2026-03-01"), recorded: day("2026-03-01"))
            record.plan(Duties.recurring("P1Y", .fixed), facts, on: day("2026-03-01"))
            let new = Duties.recurring("P6M", .fixed, terms: Duties.terms(recomputes: recomputes))
            for index in record.occurrences.indices { record.occurrences[index].isOfOlderVersion = !recomputes }
            record.plan(new, facts, on: day("2026-06-01"))
            #expect(record.plan(new, facts, on: day("2026-06-01")) == [])
            let dues = record.open.compactMap(\.terms.due).map(\.description)
            #expect(
                dues == (recomputes ? ["2026-09-01", "2027-03-01"] : ["2027-03-01", "2027-09-01"]), "\(recomputes)")
        }
    }

    @Test("After what an older version began is done, the new one has no period that overlaps it")
    func noOverlap() {
        var record = DutyRecord()
        var facts = DutyFacts(start: day("2026-03-01"), recorded: day("2026-03-01"))
        record.plan(Duties.recurring("P1Y", .fixed), facts, on: day("2026-03-01"))
        let new = Duties.recurring("P3M", .fixed)
        for index in record.occurrences.indices { record.occurrences[index].isOfOlderVersion = true }
        record.plan(new, facts, on: day("2026-04-01"))
        facts.entries = [Duties.entry("2026-05-01")]
        record.plan(new, facts, on: day("2026-05-01"))
        #expect(record["2026-03-01"]?.state == .done)
        #expect(record.open.map(\.key) == [.starting(day("2027-03-01"))])
    }

    // MARK: - Lapsed by mistake

    @Test("What was overdue when it lapsed comes back with its key and due day when it is owed again soon")
    func lapsedOverdue() {
        for anchor in [Schedule.Recurrence.Anchor.calendar, .fixed] {
            let duty = Duties.recurring("P1Y", anchor)
            var record = DutyRecord()
            var facts = DutyFacts(start: anchor == .fixed ? day("2025-01-01") : nil, recorded: day("2025-01-01"))
            record.plan(duty, facts, on: day("2025-01-01"))
            record.plan(duty, facts, on: day("2026-06-01"))
            let before = record.open.map { "\($0.key) \($0.terms)" }
            #expect(before.count == 3)
            facts.applies = false
            record.plan(duty, facts, on: day("2026-06-02"))
            facts.applies = true
            record.plan(duty, facts, on: day("2026-08-02"))
            #expect(Set(record.open.map { "\($0.key) \($0.terms)" }) == Set(before), "\(anchor)")
        }
    }

    // MARK: - Explained

    @Test("Every step to a due day is told: start, schedule, the days that moved it, pauses and extensions")
    func explained() throws {
        let duty = Duties.once(.period(period("P15D")), terms: Duties.terms(pauses: true))
        let record = RecordedOccurrence(
            key: .starting(day("2026-09-18")), terms: OccurrenceTerms(opens: nil, due: day("2026-10-23")), state: .open,
            recordedOn: day("2026-09-18"),
            moves: [.pause(day("2026-09-20"), until: day("2026-09-25")), .extended(by: .workdays(8))])
        let steps = DateExplanation.steps(
            of: record, duty, facts: DutyFacts(start: day("2026-09-18"), recorded: day("2026-09-18")),
            calendar: Duties.calendar, deadline: { _ in DutyDeadline() })
        #expect(steps.map(\.kind) == [.start, .due, .roll, .pause, .extended])
        let days = ["2026-09-18", "2026-10-03", "2026-10-08", "2026-10-13", "2026-10-23"]
        #expect(steps.compactMap(\.day).map(\.description) == days)
        #expect(steps[2].text.zh.contains("2026-10-03") && steps[2].text.zh.contains("国庆"))
        var kept = record
        kept.terms.due = day("2026-12-01")
        let other = DateExplanation.steps(
            of: kept, duty, facts: DutyFacts(recorded: day("2026-09-18")), calendar: Duties.calendar,
            deadline: { _ in DutyDeadline() })
        #expect(other.last?.kind == .kept)
    }
}
