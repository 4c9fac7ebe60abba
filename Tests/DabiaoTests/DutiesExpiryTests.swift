import Dabiao
import Testing

@Suite("Expiries")
struct DutiesExpiryTests {
    private static let duty = Duties.expiry()

    private static func facts(_ due: String?) -> DutyFacts {
        DutyFacts(due: due.map { day($0) }, missing: ["expires_on"], recorded: day("2026-01-01"))
    }

    /// Tells one date after the other, each on the day given.
    private static func told(_ dates: [(on: String, due: String?)], _ duty: Obligation = duty) -> DutyRecord {
        var record = DutyRecord()
        for (today, due) in dates {
            record.plan(duty, facts(due), on: day(today))
            #expect(record.plan(duty, facts(due), on: day(today)) == [], "\(today)")
        }
        return record
    }

    @Test("A later date renews: on time, or late by the days since the old one")
    func renewed() {
        let record = Self.told([
            ("2026-01-01", "2026-06-01"), ("2026-05-01", "2027-06-01"), ("2027-06-11", "2028-06-01"),
        ])
        #expect(record.occurrences.map(\.state) == [.done, .late, .open])
        #expect(record.occurrences.map(\.key) == [.numbered(1), .numbered(2), .numbered(3)])
        #expect(record.open.map(\.terms.due) == [day("2028-06-01")])
    }

    @Test("An earlier date is a correction")
    func corrected() {
        let record = Self.told([("2026-01-01", "2027-06-01"), ("2026-01-02", "2026-06-01")])
        #expect(record.occurrences.map(\.terms.due) == [day("2026-06-01")])
        #expect(record.open.count == 1)
    }

    @Test("A date that was told, corrected, and told again renews once")
    func toldAgain() {
        let record = Self.told([
            ("2026-01-01", "2026-06-01"), ("2026-02-01", "2029-06-01"), ("2026-02-02", "2026-06-01"),
            ("2026-02-03", "2029-06-01"),
        ])
        #expect(record.occurrences.map(\.state) == [.done, .open])
        #expect(record.open.map(\.terms.due) == [day("2029-06-01")])
    }

    @Test("What became unknown stays open, and is renewed by a later date")
    func unknownBetween() {
        let record = Self.told([("2026-01-01", "2026-06-01"), ("2026-02-01", nil), ("2026-03-01", "2027-06-01")])
        #expect(record.occurrences.map(\.state) == [.done, .open])
    }

    @Test("What lapsed is owed again when it applies again, at the same date too")
    func appliesAgain() {
        var record = Self.told([("2026-01-01", "2026-06-01")])
        var facts = Self.facts("2026-06-01")
        for _ in 2...4 {
            facts.applies = false
            record.plan(Self.duty, facts, on: day("2026-03-01"))
            #expect(record.open.isEmpty)
            facts.applies = true
            record.plan(Self.duty, facts, on: day("2026-03-02"))
            #expect(record.open.map(\.key) == [.numbered(1)])
            #expect(record.plan(Self.duty, facts, on: day("2026-03-02")) == [])
        }
    }

    @Test("A calendar that moves a due day is no renewal", arguments: [Roll.previousWorkday, .nextWorkday])
    func calendarArrives(roll: Roll) throws {
        // 1 May 2026 is a holiday; without rows the day stands as it is, or where another calendar put it.
        let duty = Duties.expiry(roll: roll)
        for earlier in ["2026-04-20", "2026-04-30", "2026-05-01", "2026-05-06", "2026-05-08"] {
            var record = DutyRecord()
            record.plan(duty, Self.facts(earlier), on: day("2026-01-01"), calendar: .empty)
            let before = record.open.map(\.key)
            let distance = day(earlier).days(until: day("2026-05-01"))
            guard roll == .previousWorkday || distance <= 0 else { continue }
            record.plan(duty, Self.facts("2026-05-01"), on: day("2026-01-02"))
            #expect(record.open.map(\.key) == before, "\(earlier)")
            #expect(record.open.map(\.terms.due) == [day(roll == .previousWorkday ? "2026-04-30" : "2026-05-06")])
        }
    }

    @Test("It never opens after it falls due")
    func opening() {
        let record = Self.told([("2026-06-10", "2026-06-01")])
        #expect(record.open.first?.terms.opens == day("2026-06-01"))
    }
}
