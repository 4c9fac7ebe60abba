import Dabiao
import Foundation
import Testing

/// The record of one duty as the store would keep it: takes the steps of a plan and reports those that the store's
/// constraints would refuse.
struct DutyRecord {
    var occurrences: [RecordedOccurrence] = []

    var open: [RecordedOccurrence] { occurrences.filter(\.state.isOpen) }

    /// Plans, records, and returns what was decided.
    @discardableResult
    mutating func plan(
        _ obligation: Obligation, _ facts: DutyFacts, on today: CivilDate, calendar: WorkCalendar = Duties.calendar,
        deadline: (NominalPeriod) -> DutyDeadline = { _ in DutyDeadline() }
    ) -> [DutyStep] {
        let steps = DutyPlan.steps(
            for: obligation, facts: facts, record: occurrences, calendar: calendar, today: today, deadline: deadline)
        for step in steps { take(step, on: today) }
        return steps
    }

    private mutating func take(_ step: DutyStep, on today: CivilDate) {
        switch step {
        case .open(let key, let terms):
            #expect(self[key].map { $0.state == .lapsed || $0.state == .superseded } ?? true, "\(key) is opened twice")
            let before = self[key]
            occurrences.removeAll { $0.key == key }
            occurrences.append(
                RecordedOccurrence(
                    key: key, terms: terms, state: terms.state, recordedOn: before?.recordedOn ?? today,
                    moves: before?.moves ?? []))
        case .revise(let key, let terms):
            guard let index = openIndex(of: key) else { return }
            occurrences[index].terms = terms
            occurrences[index].state = terms.state
            occurrences[index].isOfOlderVersion = false
        case .move(let key, let terms):
            guard let index = openIndex(of: key) else { return }
            #expect(occurrences[index].isOfOlderVersion, "\(key) is of this version")
            occurrences[index].terms = terms
        case .pause(let key, let day):
            guard let index = openIndex(of: key) else { return }
            #expect(occurrences[index].pausedSince == nil, "\(key) is paused twice")
            occurrences[index].moves.append(.pause(day, until: nil))
        case .resume(let key, let day):
            guard let index = openIndex(of: key), let since = occurrences[index].pausedSince,
                let last = occurrences[index].moves.firstIndex(of: .pause(since, until: nil))
            else {
                Issue.record("\(key) is not paused")
                return
            }
            occurrences[index].moves[last] = .pause(since, until: day)
        case .end(let key, let end, let day, let source):
            guard let index = openIndex(of: key) else { return }
            if let source {
                #expect(!occurrences.contains { $0.discharge == source }, "\(source) discharges twice")
            }
            occurrences[index].state = end.state
            occurrences[index].endedOn = day
            occurrences[index].discharge = source
            #expect(occurrences[index].pausedSince == nil, "\(key) ends while its clock stands still")
        }
    }

    private func openIndex(of key: NominalKey) -> Int? {
        let index = occurrences.firstIndex { $0.key == key && $0.state.isOpen }
        #expect(index != nil, "\(key) is not open")
        return index
    }

    subscript(key: NominalKey) -> RecordedOccurrence? { occurrences.first { $0.key == key } }

    /// The occurrence whose period starts on a day.
    subscript(start: String) -> RecordedOccurrence? { self[.starting(day(start))] }
}

/// Obligations for the tests.
enum Duties {
    static let calendar: WorkCalendar = (try? Shipped.calendar()) ?? .empty

    static let place = SourceLocation(file: "obligations.yaml", line: 1, column: 1)
    static let expression = ExpressionSource("fact", at: place)

    static func obligation(
        _ schedule: Schedule, effective: CivilDate? = nil, until: CivilDate? = nil,
        terms: Obligation.Terms = Obligation.Terms()
    ) -> Obligation {
        Obligation(
            id: "duty", title: "一项义务", schedule: schedule, discharge: [.fact("done_on")],
            ladder: Ladder(remind: [period("P30D")], overdue: [period("P7D")]), basis: [],
            span: Span(effective: effective, until: until), terms: terms, location: place)
    }

    static func recurring(
        _ every: String, _ anchor: Schedule.Recurrence.Anchor, first: Schedule.Recurrence.First = .next,
        declaresDue: Bool = false, roll: Roll? = nil, effective: CivilDate? = nil, until: CivilDate? = nil,
        terms: Obligation.Terms = Obligation.Terms()
    ) -> Obligation {
        obligation(
            .recurring(
                Schedule.Recurrence(
                    every: .value(period(every)), anchor: .value(anchor),
                    start: anchor == .calendar ? nil : .date(expression),
                    due: declaresDue ? expression : nil, opens: nil, first: first, roll: roll)),
            effective: effective, until: until, terms: terms)
    }

    static func expiry(roll: Roll? = nil) -> Obligation {
        obligation(.expiry(due: expression, opens: nil, roll: roll))
    }

    static func once(_ span: TimeSpan, terms: Obligation.Terms = Obligation.Terms()) -> Obligation {
        obligation(.once(start: .date(expression), within: span, roll: nil), terms: terms)
    }

    /// Falls due so long after everything of a name that happens.
    static func after(_ event: String, _ span: TimeSpan, terms: Obligation.Terms = Obligation.Terms()) -> Obligation {
        guard let name = DutyEvent.Name(event) else { fatalError("no such event: \(event)") }
        return obligation(.once(start: .event(name), within: span, roll: nil), terms: terms)
    }

    static func terms(
        _ lateness: Obligation.Lateness = .cures, pauses: Bool = false, extending: Obligation.Extending? = nil,
        recomputes: Bool = false
    ) -> Obligation.Terms {
        var terms = Obligation.Terms()
        terms.lateness = lateness
        terms.pause = pauses ? expression : nil
        terms.extending = extending
        terms.recomputesOpen = recomputes
        return terms
    }

    /// An entry of a register.
    static func entry(_ date: String, _ number: Int = 1) -> DischargeEntry {
        DischargeEntry(date: day(date), source: "assessments:\(number)")
    }
}

/// The seed of the random tests: `DABIAO_SEED`, else another one each time.
enum Seed {
    static let value =
        ProcessInfo.processInfo.environment["DABIAO_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0 ... .max)
}
