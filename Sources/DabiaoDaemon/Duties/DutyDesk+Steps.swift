import Dabiao
import DabiaoStore
import RuleEngine

// Taking the steps that were decided.
extension DutyDesk {
    func take(_ step: DutyStep, _ obligation: Obligation, row: String, _ subject: Subject) throws -> Outcome {
        func identity(_ key: NominalKey) -> OccurrenceIdentity {
            OccurrenceIdentity(
                subject: subject.id, bundle: entry.bundle.id, obligation: obligation.id, rowKey: row, period: key)
        }
        switch step {
        case .open(let key, let terms): return try open(identity(key), terms, obligation)
        case .revise(let key, let terms):
            try revise(
                identity(key), terms, obligation, bundleHash: entry.bundle.contentHash,
                definition: entry.compiled.definition(of: obligation))
        case .move(let key, let terms): try revise(identity(key), terms, obligation)
        case .pause(let key, let day): try turn(.paused, identity(key), on: day, obligation)
        case .resume(let key, let day): try turn(.resumed, identity(key), on: day, obligation)
        case .end(let key, let end, let day, let source):
            guard let occurrence = try transaction.occurrence(identity(key)) else { return Outcome() }
            try self.end(occurrence, end, on: day, by: source)
            return Outcome(discharged: source == nil ? [] : [(occurrence.identity, end.state)])
        }
        return Outcome()
    }

    private func open(_ identity: OccurrenceIdentity, _ terms: OccurrenceTerms, _ obligation: Obligation) throws
        -> Outcome
    {
        let next = nextAction(obligation, identity.period, terms, handledThrough: nil)
        let definition = entry.compiled.definition(of: obligation)
        let opened = try transaction.open(
            NewOccurrence(
                identity: identity, bundleHash: entry.bundle.contentHash, terms: terms, nextAt: next,
                definition: definition), at: now.seconds)
        if !opened.isNew {
            try transaction.reopen(
                opened.id, with: terms, bundleHash: entry.bundle.contentHash, nextAt: next, definition: definition,
                at: now.seconds, reason: DutyReason.owedAgain.rawValue)
        }
        return Outcome(opened: opened.isNew && terms.missing == nil ? 1 : 0)
    }

    /// - Parameters:
    ///   - bundleHash: the version of the bundle that dates it; nil is the one that did.
    ///   - definition: the same of the obligation.
    private func revise(
        _ identity: OccurrenceIdentity, _ terms: OccurrenceTerms, _ obligation: Obligation, bundleHash: String? = nil,
        definition: String? = nil
    ) throws {
        guard let occurrence = try transaction.occurrence(identity) else { return }
        let next = nextAction(
            obligation, identity.period, terms, handledThrough: occurrence.handledThrough,
            isPaused: try isPaused(occurrence))
        try transaction.revise(
            occurrence.id, to: terms, bundleHash: bundleHash ?? occurrence.bundleHash, nextAt: next,
            definition: definition, at: now.seconds, reason: try reason(of: occurrence).rawValue)
    }

    /// Stops or starts the clock of an occurrence; no reminders while it stands still.
    private func turn(
        _ what: OccurrenceAct.What, _ identity: OccurrenceIdentity, on day: CivilDate, _ obligation: Obligation
    ) throws {
        guard let occurrence = try transaction.occurrence(identity) else { return }
        try transaction.append(
            OccurrenceAct(
                occurrence: occurrence.id, at: now.seconds, what: what, day: day, reason: "pause: \(obligation.id)"))
        try transaction.schedule(
            occurrence.id, nextAt: try nextAction(obligation, occurrence), handledThrough: occurrence.handledThrough)
    }

    func end(_ occurrence: Occurrence, _ end: OccurrenceEnd, on day: CivilDate, by source: String?) throws {
        try transaction.end(
            occurrence.id, end, on: day, by: source, at: now.seconds, reason: source ?? end.state.rawValue)
    }

    /// Why an occurrence is dated anew at this moment.
    private func reason(of occurrence: Occurrence) throws -> DutyReason {
        switch try transaction.acts(ofOccurrence: occurrence.id).last(where: { $0.at == now.seconds })?.what {
        case .resumed: .resumed
        case .extended: .extended
        default: .changed
        }
    }
}

/// Why an occurrence was revised or opened again: kept in its history, told by `obligation explain`.
enum DutyReason: String {
    case changed = "facts or calendar changed"
    case owedAgain = "owed again"
    case resumed = "its clock runs again"
    case extended = "extended"

    var phrase: Phrase {
        switch self {
        case .changed: Phrase("事实、版本或工作日历有变", "facts, version or calendar changed")
        case .owedAgain: Phrase("重新适用", rawValue)
        case .resumed: Phrase("暂停结束，期限顺延", rawValue)
        case .extended: Phrase("批准延期", rawValue)
        }
    }
}
