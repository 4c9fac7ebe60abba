import Dabiao
import DabiaoStore

/// Plans a subject's duties anew because another work calendar or another version of the plugin came into use, and
/// sees to what planning leaves alone: that moved due days are told, and that ladders which were edited hold from now
/// on.
struct Replanning {
    let office: Office
    let entry: Catalogue.Entry
    let transaction: Transaction
    /// Whether the plugin is another version than before.
    let isOtherBundle: Bool
    /// Whether the work calendar is another one than before.
    let isOtherCalendar: Bool

    private var desk: DutyDesk { DutyDesk(office: office, entry: entry, transaction: transaction) }

    func plan(_ subject: Subject) throws {
        guard isOtherBundle || isOtherCalendar else {
            try desk.plan(subject)
            return
        }
        let before = try open(subject)
        try desk.plan(subject)
        let terms = Dictionary(before.map { ($0.id, $0.terms) }) { first, _ in first }
        for occurrence in try open(subject) {
            guard let old = terms[occurrence.id] else { continue }
            if occurrence.terms == old {
                try rearm(occurrence)
            } else if !isOtherBundle {
                try note(occurrence, movedFrom: old.due)
            }
        }
    }

    private func open(_ subject: Subject) throws -> [Occurrence] {
        try transaction.openOccurrences(of: subject.id, bundle: entry.bundle.id)
    }

    /// What the calendar alone has moved is told next morning.
    private func note(_ occurrence: Occurrence, movedFrom old: CivilDate?) throws {
        guard let old, let due = occurrence.terms.due, old != due else { return }
        try transaction.noteCalendarMove(occurrence.id, from: old)
        let morning = office.clock.now().nextMorning.seconds
        try transaction.schedule(
            occurrence.id, nextAt: min(occurrence.nextAt ?? morning, morning),
            handledThrough: occurrence.handledThrough)
    }

    /// Waits for the next rung of the ladder as it is now. Rungs that it has gained on days gone by were never missed,
    /// and are not told; what is due already stays due, and what has not been told of at all yet will be as it would.
    private func rearm(_ occurrence: Occurrence) throws {
        let now = office.clock.now()
        let waiting = occurrence.nextAt ?? .max
        guard waiting > now.seconds, occurrence.handledThrough != nil || waiting > now.nextMorning.seconds,
            let obligation = entry.obligation(occurrence.identity.obligation, on: now.date)
        else { return }
        let handled = max(occurrence.handledThrough ?? now.lastMorning, now.lastMorning)
        let next = desk.nextMoment(
            obligation, occurrence.identity.period, occurrence.terms, handledThrough: handled,
            isPaused: try desk.isPaused(occurrence))
        guard next != occurrence.nextAt else { return }
        try transaction.schedule(occurrence.id, nextAt: next, handledThrough: handled)
    }
}
