import Dabiao
import DabiaoStore
import RuleEngine

/// Keeps the occurrences of a plugin's obligations what schedules, facts and registers say: evaluates, lets
/// `DutyPlan` decide, and records.
struct DutyDesk {
    let office: Office
    let entry: Catalogue.Entry
    let transaction: Transaction

    /// What planning did.
    struct Outcome {
        var opened = 0
        /// The occurrences that were discharged: identity and state.
        var discharged: [(identity: OccurrenceIdentity, state: OccurrenceState)] = []

        static func + (left: Outcome, right: Outcome) -> Outcome {
            Outcome(opened: left.opened + right.opened, discharged: left.discharged + right.discharged)
        }
    }

    var now: Instant { office.clock.now() }
    var today: CivilDate { office.clock.today() }

    /// Plans every duty of a subject.
    @discardableResult
    func plan(_ subject: Subject) throws -> Outcome {
        let history = try DutyHistory(of: subject.id, bundle: entry.bundle.id, in: transaction)
        let outcomes = try entry.bundle.obligations(begunBy: today).map { try plan($0, of: subject, history) }
        let known = Set(entry.bundle.obligations.map(\.id))
        for occurrence in history.occurrences
        where occurrence.state.isOpen && !known.contains(occurrence.identity.obligation) {
            try end(occurrence, .lapsed, on: today, by: nil)
        }
        return try withFollowers(outcomes.reduce(Outcome(), +), subject)
    }

    /// Ends the open duties of a subject that the plugin is about no more, since it left the sector.
    func lapse(_ subject: Subject) throws {
        for occurrence in try transaction.occurrences(of: subject.id, bundle: entry.bundle.id)
        where occurrence.state.isOpen {
            try end(occurrence, .lapsed, on: today, by: nil)
        }
    }

    /// Plans one duty of some subjects, row by row. What it rests on is read of all of them at once.
    func plan(_ obligation: Obligation, of subjects: [Subject]) throws {
        let ids = subjects.map(\.id)
        let inputs = Dictionary(
            grouping: try entry.compiled.inputs(of: obligation, subjects: ids, in: transaction.database), by: \.subject)
        let occurrences = Dictionary(
            grouping: try transaction.occurrences(of: ids, bundle: entry.bundle.id, obligation: obligation.id),
            by: \.identity.subject)
        let acts = try transaction.acts(ofOccurrences: occurrences.values.flatMap { $0 }.map(\.id))
        for subject in subjects {
            let history = DutyHistory(occurrences: occurrences[subject.id] ?? [], acts: acts)
            let outcome = try plan(obligation, of: subject, inputs[subject.id] ?? [], history)
            _ = try withFollowers(outcome, subject)
        }
    }

    /// Plans the duties too that start or are discharged by the discharge of others, until nothing more follows.
    private func withFollowers(_ outcome: Outcome, _ subject: Subject) throws -> Outcome {
        guard !outcome.discharged.isEmpty else { return outcome }
        let obligations = entry.bundle.obligations(begunBy: today)
        var (outcome, fresh) = (outcome, Set(outcome.discharged.map(\.identity.obligation)))
        for _ in obligations where !fresh.isEmpty {
            let followers = obligations.filter { !fresh.isDisjoint(with: $0.follows) }
            guard !followers.isEmpty else { break }
            let history = try DutyHistory(of: subject.id, bundle: entry.bundle.id, in: transaction)
            let next = try followers.map { try plan($0, of: subject, history) }.reduce(Outcome(), +)
            fresh = Set(next.discharged.map(\.identity.obligation))
            outcome = outcome + next
        }
        return outcome
    }

    private func plan(_ obligation: Obligation, of subject: Subject, _ history: DutyHistory) throws -> Outcome {
        let inputs = try entry.compiled.inputs(of: obligation, subject: subject.id, in: transaction.database)
        return try plan(obligation, of: subject, inputs, history)
    }

    private func plan(
        _ obligation: Obligation, of subject: Subject, _ inputs: [DutyInputs], _ history: DutyHistory
    ) throws -> Outcome {
        let inquiry = DutyInquiry(office: office, entry: entry, transaction: transaction)
        let definition = entry.compiled.definition(of: obligation)
        let record = history.occurrences.filter { $0.identity.obligation == obligation.id }
        var outcome = Outcome()
        for input in inputs {
            let mine = record.filter { $0.identity.rowKey == input.row }
            let steps = try DutyPlan.steps(
                for: obligation, facts: try inquiry.facts(of: obligation, input, subject, mine, history),
                record: mine.map { history.recorded($0, of: obligation, definition: definition) },
                calendar: office.calendar, today: today,
                deadline: { try inquiry.deadline(of: obligation, input, $0) })
            for step in steps {
                outcome = outcome + (try take(step, obligation, row: input.row, subject))
            }
            try followBundle(mine, definition)
        }
        // A row that is gone owes nothing any more.
        let rows = Set(inputs.map(\.row))
        for occurrence in record where occurrence.state.isOpen && !rows.contains(occurrence.identity.rowKey) {
            try end(occurrence, .lapsed, on: today, by: nil)
        }
        return outcome
    }

    /// What was opened under another version of the bundle takes this one's name, where its dates are not those of an
    /// older version of the obligation. `Replanning` sees to an edited ladder.
    private func followBundle(_ before: [Occurrence], _ definition: String?) throws {
        for id in before.filter({ $0.state.isOpen && $0.bundleHash != entry.bundle.contentHash }).map(\.id) {
            guard let occurrence = try transaction.occurrence(id: id), occurrence.state.isOpen,
                occurrence.bundleHash != entry.bundle.contentHash, occurrence.definition ?? definition == definition
            else { continue }
            try transaction.adopt(id, bundleHash: entry.bundle.contentHash)
        }
    }
}

/// The occurrences of a subject under a bundle, of all duties or of one, and what was done to them.
struct DutyHistory {
    let occurrences: [Occurrence]
    private let acts: [Int64: [OccurrenceAct]]

    /// - Parameter acts: by occurrence; those of others may be among them.
    init(occurrences: [Occurrence], acts: [Int64: [OccurrenceAct]]) {
        (self.occurrences, self.acts) = (occurrences, acts)
    }

    init(of subject: Int64, bundle: String, in transaction: Snapshot) throws {
        let occurrences = try transaction.occurrences(of: subject, bundle: bundle)
        self.init(
            occurrences: occurrences, acts: try transaction.acts(ofOccurrences: occurrences.map(\.id)))
    }

    func acts(of occurrence: Occurrence) -> [OccurrenceAct] { acts[occurrence.id] ?? [] }

    /// An occurrence as the plan reads it.
    func recorded(_ occurrence: Occurrence, of obligation: Obligation, definition: String?) -> RecordedOccurrence {
        let isMoved = occurrence.state.isOpen && obligation.terms.recomputesOpen
        let isOlder = occurrence.definition.map { $0 != definition } ?? false
        return RecordedOccurrence(
            key: occurrence.identity.period, terms: occurrence.terms, state: occurrence.state,
            discharge: occurrence.discharge, recordedOn: Instant(seconds: occurrence.recordedAt).date,
            endedOn: occurrence.endedOn, isOfOlderVersion: isOlder && !isMoved, moves: acts(of: occurrence).moves)
    }
}

extension Dabiao.Bundle {
    /// Of each obligation the version in force on a day, else the last one that was: it opens nothing that begins after
    /// its end, and what it opened is still to be done.
    fileprivate func obligations(begunBy day: CivilDate) -> [Obligation] {
        func beginning(_ obligation: Obligation) -> CivilDate { obligation.span.effective ?? .earliest }
        let begun = obligations.filter { beginning($0) <= day }
        return begun.filter { version in
            !begun.contains { $0.id == version.id && beginning($0) > beginning(version) }
        }
    }
}
