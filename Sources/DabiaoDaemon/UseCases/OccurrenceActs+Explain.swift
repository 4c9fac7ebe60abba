import Dabiao
import DabiaoControl
import DabiaoStore
import RuleEngine

// How occurrences came by their dates.
extension OccurrenceActs {
    /// The occurrence with an id, or the open ones of an enterprise and an obligation.
    func explain(_ request: ObligationInterface.ExplainRequest) async throws -> ObligationInterface.ExplainReply {
        let today = office.clock.today()
        return try await office.store.read { [office] snapshot in
            let items = try Self.items(request, office, snapshot)
            return ObligationInterface.ExplainReply(
                explanations: try items.map { try explanation(of: $0, today, office, snapshot) })
        }
    }

    private static func items(
        _ request: ObligationInterface.ExplainRequest, _ office: Office, _ snapshot: Snapshot
    ) throws -> [AgendaItem] {
        if let id = request.occurrence {
            if let identity = try snapshot.occurrence(id: Int64(id))?.identity {
                try snapshot.require(identity.subject, bundle: identity.bundle)
            }
            let items = try snapshot.agenda(AgendaFilter(states: [], occurrence: Int64(id)))
            guard !items.isEmpty else { throw OccurrenceCase.notFound(Int64(id)) }
            return items
        }
        guard let code = request.enterprise, let obligation = request.obligation else {
            throw DabiaoError(
                .invalid, Phrase("请写期次编号，或信用代码和义务标识", "name an occurrence, or an enterprise and an obligation"))
        }
        let enterprise = try snapshot.enterprise(named: code)
        let known = office.catalogue.entries.flatMap(\.bundle.obligations).map(\.id)
        guard known.contains(obligation) else {
            let nearest = obligation.nearest(among: known)
            throw DabiaoError(
                .notFound, Phrase("没有义务“\(obligation)”", "there is no obligation \(obligation)"),
                remedy: nearest.map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") })
        }
        let items = try snapshot.agenda(AgendaFilter(obligation: obligation, enterprise: enterprise.id))
        guard !items.isEmpty else {
            throw DabiaoError(
                .notFound,
                Phrase(
                    "“\(enterprise.record.name)”没有待办的“\(obligation)”",
                    "\(enterprise.record.name) has nothing open of \(obligation)"),
                remedy: Phrase(
                    "已结束的可用 obligation list --ended 查编号", "obligation list --ended shows the numbers of what ended"))
        }
        return items
    }

    private func explanation(of item: AgendaItem, _ today: CivilDate, _ office: Office, _ snapshot: Snapshot) throws
        -> ObligationInterface.Explanation
    {
        let identity = item.occurrence.identity
        let found = office.catalogue.obligation(identity.obligation, of: identity.bundle, on: today)
        return ObligationInterface.Explanation(
            occurrence: office.occurrence(item, today: today),
            schedule: found.map { $0.obligation.schedule.keys } ?? [],
            steps: try found.map { try steps(item.occurrence, $0.entry, $0.obligation, office, snapshot) } ?? [],
            history: try history(of: item.occurrence, snapshot),
            parties: found.map { office.catalogue.parties(of: $0.obligation, in: $0.entry) } ?? [],
            together: try together(
                with: item.occurrence, SharedDischarge(office: office, transaction: snapshot, today: today)))
    }

    /// What one entry would discharge together with it, and is told in one line with it.
    private func together(with occurrence: Occurrence, _ shared: SharedDischarge) throws
        -> [ObligationInterface.Together]
    {
        try shared.together(with: occurrence).map { duty, occurrence in
            ObligationInterface.Together(
                occurrence: Int(occurrence.id), bundle: duty.bundle, obligation: duty.obligation.id,
                title: duty.obligation.title, due: occurrence.terms.due)
        }
    }

    private func steps(
        _ occurrence: Occurrence, _ entry: Catalogue.Entry, _ obligation: Obligation, _ office: Office,
        _ snapshot: Snapshot
    ) throws -> [ObligationInterface.Step] {
        let inquiry = DutyInquiry(office: office, entry: entry, transaction: snapshot)
        let identity = occurrence.identity
        let inputs = try entry.compiled.inputs(of: obligation, subject: identity.subject, in: snapshot.database)
        guard let input = inputs.first(where: { $0.row == identity.rowKey }),
            let subject = try snapshot.subject(id: identity.subject)
        else { return [] }
        let history = try DutyHistory(of: subject.id, bundle: identity.bundle, in: snapshot)
        let definition = entry.compiled.definition(of: obligation)
        let steps = try DateExplanation.steps(
            of: history.recorded(occurrence, of: obligation, definition: definition), obligation,
            facts: try inquiry.facts(of: obligation, input, subject, [occurrence], history),
            calendar: office.calendar, deadline: { try inquiry.deadline(of: obligation, input, $0) })
        return steps.map(ObligationInterface.Step.init)
    }

    /// What was done to it, as it came.
    private func history(of occurrence: Occurrence, _ snapshot: Snapshot) throws -> [ObligationInterface.Change] {
        let changes = try snapshot.changes(ofOccurrence: occurrence.id).map { change in
            (
                change.at,
                ObligationInterface.Change(
                    at: "\(Instant(seconds: change.at))", what: change.what, oldDue: change.oldDue,
                    newDue: change.newDue,
                    reason: DutyReason(rawValue: change.reason)?.phrase ?? Phrase(change.reason, change.reason))
            )
        }
        let acts = try snapshot.acts(ofOccurrence: occurrence.id).map { act in
            let evidence = act.evidence.map { Phrase("；佐证：\($0)", "; evidence: \($0)") } ?? Phrase("", "")
            return (
                act.at,
                ObligationInterface.Change(
                    at: "\(Instant(seconds: act.at))", what: act.what.rawValue, day: act.day,
                    uid: act.uid.map { Int($0) }, reason: Phrase(act.reason + evidence.zh, act.reason + evidence.en))
            )
        }
        // What was done stands before what it led to.
        return (acts + changes).enumerated().sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
            .map(\.element.1)
    }
}

extension Catalogue {
    /// Whom an obligation of a plugin concerns, key by key.
    fileprivate func parties(of obligation: Obligation, in entry: Entry) -> [ObligationInterface.Parties] {
        let (terms, ladder) = (obligation.terms, obligation.ladder)
        let keys: [(ObligationInterface.Parties.Key, String?, [String])] =
            [
                (.by, nil, terms.by.map { [$0] } ?? []), (.to, nil, terms.to),
                (.extend, nil, terms.extending.map { [$0.who] } ?? []),
            ] + ladder.remind.map { (.remind, $0.after.description, $0.to) }
            + ladder.overdue.map { (.overdue, $0.after.description, $0.to) }
        return keys.filter { !$0.2.isEmpty }.map { key, after, names in
            ObligationInterface.Parties(key, after: after, parties(names, of: obligation, in: entry))
        }
    }
}

extension Schedule {
    /// The keys that make the deadlines, as bundles write them.
    fileprivate var keys: [String] {
        var keys: [String] = []
        switch self {
        case .recurring(let recurrence):
            keys.append("every: \(recurrence.every.value?.description ?? recurrence.every.expression?.text ?? "")")
            keys.append("anchor: \(recurrence.anchor.value?.rawValue ?? recurrence.anchor.expression?.text ?? "")")
            if let due = recurrence.due { keys.append("due: \(due.text)") }
            if let opens = recurrence.opens { keys.append("opens: \(opens.text)") }
        case .once(_, let span, _): keys.append("within: \(span)")
        case .expiry(let due, let opens, _):
            keys.append("due: \(due.text)")
            if let opens { keys.append("opens: \(opens.text)") }
        }
        switch start {
        case .date(let source): keys.append("start: \(source.text)")
        case .event(let name): keys.append("start: {event: \(name)}")
        case .change(let names): keys.append("start: {change: [\(names.joined(separator: ", "))]}")
        case nil: break
        }
        if effectiveRoll != .none { keys.append("roll: \(effectiveRoll.rawValue)") }
        return keys
    }
}
