import Dabiao
import Testing

/// Random schedules, facts and days. A failure names its seed; `DABIAO_SEED` runs it again.
@Suite("Duties, whatever happens")
struct DutiesPropertyTests {
    private static let rounds = 400

    @Test("Planned again nothing more is decided, nothing is there twice, and no period is missing")
    func steady() {
        for round in 0..<Self.rounds {
            let seed = Seed.value &+ UInt64(round)
            var generator = SeededGenerator(seed: seed)
            let scene = Scene(&generator)
            var record = DutyRecord()
            var facts = scene.facts
            var today = facts.recorded
            for _ in 0..<14 {
                record.plan(scene.duty, facts, on: today)
                let again = record.plan(scene.duty, facts, on: today)
                #expect(again == [], "DABIAO_SEED=\(seed), \(scene.duty.schedule), \(today)")
                #expect(Set(record.occurrences.map(\.key)).count == record.occurrences.count, "DABIAO_SEED=\(seed)")
                scene.check(record, today, seed)
                today = today.adding(days: Int.random(in: 0...500, using: &generator)) ?? .latest
                if Bool.random(using: &generator) {
                    let back = Int.random(in: 0...300, using: &generator)
                    let date = max(facts.recorded, today.adding(days: -back) ?? today)
                    facts.entries.append(
                        DischargeEntry(date: date, source: "assessments:\(facts.entries.count + 1)"))
                }
            }
        }
    }

    @Test("Facts that come, go and change leave a record that the store accepts, and always something open")
    func unsteady() {
        for round in 0..<Self.rounds {
            let seed = Seed.value &+ UInt64(round)
            var generator = SeededGenerator(seed: seed)
            let scene = Scene(&generator)
            var record = DutyRecord()
            var facts = scene.facts
            var today = facts.recorded
            for _ in 0..<14 {
                record.plan(scene.duty, facts, on: today)
                #expect(
                    record.plan(scene.duty, facts, on: today) == [],
                    "DABIAO_SEED=\(seed), \(scene.duty.schedule), \(today)")
                if facts.applies == false { #expect(record.open.isEmpty, "DABIAO_SEED=\(seed)") }
                if facts.applies == nil { #expect(!record.open.isEmpty, "DABIAO_SEED=\(seed)") }
                today = today.adding(days: Int.random(in: -20...400, using: &generator)) ?? .latest
                switch Int.random(in: 0..<6, using: &generator) {
                case 0: facts.applies = [true, false, nil].randomElement(using: &generator) ?? nil
                case 1: facts.start = Bool.random(using: &generator) ? generator.date(2024...2030) : nil
                case 2: facts.due = Bool.random(using: &generator) ? generator.date(2024...2030) : nil
                case 3: facts.entries.append(DischargeEntry(date: today, source: "told:\(today)"))
                case 4: facts.entries.removeAll()
                default: break
                }
                facts.entries = Array(Set(facts.entries))
            }
        }
    }

    @Test("Pauses, extensions, sums, events, missed periods and new versions: nothing twice, nothing decided twice")
    func everyKey() {
        for round in 0..<Self.rounds {
            let seed = Seed.value &+ UInt64(round)
            var generator = SeededGenerator(seed: seed)
            var town = Turmoil(&generator)
            for _ in 0..<16 {
                let place: Comment = "DABIAO_SEED=\(seed), \(town.duty.schedule), \(town.duty.terms), \(town.today)"
                town.plan()
                #expect(town.plan() == [], place)
                town.check(place)
                town.change(&generator)
            }
        }
    }
}

/// One duty with every key that may move or end its occurrences, and a record that outlives new versions of it.
private struct Turmoil {
    var duty: Obligation
    var facts: DutyFacts
    var record = DutyRecord()
    var today: CivilDate
    private let lateness: Obligation.Lateness

    init(_ generator: inout SeededGenerator) {
        today = generator.date(2025...2030)
        facts = DutyFacts(start: today, recorded: today)
        lateness = Bool.random(using: &generator) ? .misses : .cures
        duty = Duties.once(.workdays(20))
        duty = version(&generator)
    }

    private mutating func version(_ generator: inout SeededGenerator) -> Obligation {
        let terms = Duties.terms(lateness, pauses: true, recomputes: Bool.random(using: &generator))
        let every = ["P1M", "P3M", "P6M", "P1Y"].randomElement(using: &generator) ?? "P1Y"
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return Duties.recurring(every, .calendar, terms: terms)
        case 1: return Duties.recurring(every, .fixed, terms: terms)
        case 2:
            facts.starts = facts.starts ?? []
            return Duties.after("contracted", .workdays(20), terms: terms)
        default: return Duties.once(.period(period(every)), terms: terms)
        }
    }

    @discardableResult
    mutating func plan() -> [DutyStep] { record.plan(duty, facts, on: today) }

    func check(_ place: Comment) {
        #expect(Set(record.occurrences.map(\.key)).count == record.occurrences.count, place)
        for occurrence in record.open where occurrence.state == .open {
            let isPaused = occurrence.pausedSince != nil
            #expect(isPaused == (facts.isPaused && occurrence.terms.opens ?? .latest <= today), place)
            guard duty.terms.lateness == .misses, !isPaused, !occurrence.terms.isProvisional else { continue }
            #expect(occurrence.terms.due ?? .earliest >= today, place)
        }
        if case .recurring = duty.schedule {
            // The next one at least; one that an earlier version opened further ahead stays where it is dated the same.
            let toCome = record.open.contains {
                if case .starting(let start) = $0.key { start > today } else { false }
            }
            #expect(toCome, place)
        }
    }

    mutating func change(_ generator: inout SeededGenerator) {
        today = today.adding(days: Int.random(in: 0...200, using: &generator)) ?? .latest
        switch Int.random(in: 0..<7, using: &generator) {
        case 0: facts.isPaused.toggle()
        case 1: facts.entries.append(DischargeEntry(date: today, source: "told:\(today)"))
        case 2:
            let part = DischargeEntry.Part(form: 0, amount: Double.random(in: 0...12, using: &generator), goal: 12)
            facts.entries.append(DischargeEntry(date: today, source: "training:\(today)", part: part))
        case 3: facts.starts?.append(today)
        case 4:
            guard
                let index = record.occurrences.indices.filter({ record.occurrences[$0].state == .open })
                    .randomElement(using: &generator)
            else { return }
            record.occurrences[index].moves.append(.extended(by: .workdays(5)))
        case 5:
            facts.starts = nil
            duty = version(&generator)
            for index in record.occurrences.indices {
                let isMoved = record.occurrences[index].state.isOpen && duty.terms.recomputesOpen
                record.occurrences[index].isOfOlderVersion = !isMoved
            }
        default: break
        }
        facts.entries = Array(Set(facts.entries))
        facts.starts = facts.starts.map { Array(Set($0)) }
    }
}

/// One duty and how it stands when its subject is recorded; `when` holds throughout.
private struct Scene {
    let duty: Obligation
    let facts: DutyFacts

    init(_ generator: inout SeededGenerator) {
        let recorded = generator.date(2024...2032)
        let start = recorded.adding(days: Int.random(in: -1500...300, using: &generator)) ?? recorded
        let roll = ([nil] + Roll.allCases.map { $0 }).randomElement(using: &generator) ?? nil
        let counted = ["P1Y", "P6M", "P1M", "P3Y", "P45D", "P1M15D"].randomElement(using: &generator) ?? "P1Y"
        let calendar = ["P1M", "P3M", "P6M", "P1Y"].randomElement(using: &generator) ?? "P1Y"
        let first: Schedule.Recurrence.First = Bool.random(using: &generator) ? .next : .running
        var facts = DutyFacts(start: start, recorded: recorded)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            duty = Duties.recurring(calendar, .calendar, first: first, roll: roll)
            facts.start = nil
        case 1: duty = Duties.recurring(counted, .fixed, first: first, roll: roll)
        case 2: duty = Duties.recurring(counted, .discharge, roll: roll)
        case 3: duty = Duties.once(Bool.random(using: &generator) ? .workdays(20) : .period(period(counted)))
        default:
            duty = Duties.expiry(roll: roll)
            facts.due = start
        }
        self.facts = facts
    }

    /// What holds at every moment of a duty that applies and is determined.
    func check(_ record: DutyRecord, _ today: CivilDate, _ seed: UInt64) {
        let place: Comment = "DABIAO_SEED=\(seed), \(duty.schedule), \(today)"
        switch duty.schedule {
        case .recurring(let recurrence) where recurrence.anchor == .value(.discharge):
            #expect(record.open.count == 1, place)
        case .recurring(let recurrence):
            let starts = record.occurrences.compactMap { occurrence in
                if case .starting(let start) = occurrence.key { start } else { nil }
            }.sorted()
            let toCome = record.open.filter { if case .starting(let start) = $0.key { start > today } else { false } }
            #expect(toCome.count == 1, place)
            let periods = recurrence.every.value.flatMap { every in
                recurrence.anchor.value.flatMap { NominalPeriods(every: every, anchor: $0, origin: facts.start) }
            }
            // A newcomer's last overdue period may stand apart; from the next one on there is no gap.
            for (start, next) in zip(starts, starts.dropFirst()) where next >= facts.recorded {
                let running = periods?.first(from: start, .running)
                let following = running.flatMap { periods?.period(number: $0.number + 1) }
                #expect(following?.start == next || start < facts.recorded, place)
            }
        case .expiry: #expect(record.open.count == 1, place)
        case .once: #expect(record.occurrences.count == 1, place)
        }
    }
}
