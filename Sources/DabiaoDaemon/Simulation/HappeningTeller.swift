import Dabiao
import DabiaoControl
import DabiaoStore
import Foundation
import SectorKit

/// Says what happened in a simulation as the control socket does.
struct HappeningTeller {
    typealias Event = SimulationInterface.Event

    let catalogue: Catalogue
    let snapshot: Snapshot
    let today: CivilDate

    /// What its snapshot may not show is none. A message is an event a duty that it tells of; that a rule begins or ends
    /// which hits nobody is none.
    func events(_ happening: Happening) throws -> [Event] {
        guard try snapshot.covers(happening.subject, bundle: happening.what.bundle) else { return [] }
        switch happening.what {
        case .told(let message): return try reminders(message)
        case .duty(let id, let was, let became, let oldDue, let due):
            return try duty(id, was, became, oldDue: oldDue, due: due).map { [$0] } ?? []
        case .verdict(let bundle, let rule, let row, let effect, let was, let became):
            return verdict(happening, bundle, rule, row, effect, was, became).map { [$0] } ?? []
        }
    }

    /// A deadline of an open occurrence.
    func event(_ kind: SimulationInterface.Kind, _ item: AgendaItem) -> Event {
        let (identity, terms) = (item.occurrence.identity, item.occurrence.terms)
        let known = catalogue.obligation(identity.obligation, of: identity.bundle, on: today)
        var event = Event(
            day: today, kind: kind, enterprise: item.creditCode, enterpriseName: item.enterpriseName,
            site: item.siteName, bundle: identity.bundle, item: identity.obligation,
            title: known?.obligation.title ?? identity.obligation)
        event.row = identity.rowKey.isEmpty ? nil : identity.rowKey
        event.period = identity.period.description
        event.due = terms.due
        event.provisional = terms.isProvisional
        return event
    }

    private func reminders(_ id: Int64) throws -> [Event] {
        guard let message = try snapshot.message(id: id) else { return [] }
        let notice = try JSONDecoder().decode(ReminderNotice.self, from: Data(message.body.utf8))
        return notice.lines.map { line in
            var event = Event(
                day: message.day, kind: .reminder, enterprise: notice.recipient.creditCode,
                enterpriseName: notice.recipient.name, site: line.site, bundle: line.bundle, item: line.obligation,
                title: line.title)
            event.row = line.row
            event.period = line.period
            event.due = line.due
            event.oldDue = line.movedFrom
            event.provisional = line.provisional
            event.missing = line.missing
            event.missingTitles = line.missingTitles
            event.late = line.late
            event.key = message.key
            event.text = ReminderNotice.sentence(line)
            return event
        }
    }

    private func duty(
        _ id: Int64, _ was: OccurrenceState?, _ became: OccurrenceState, oldDue: CivilDate?, due: CivilDate?
    ) throws -> Event? {
        guard let item = try snapshot.agenda(AgendaFilter(states: [], occurrence: id, limit: 1)).first,
            let kind = Self.kind(was, became)
        else { return nil }
        var event = event(kind, item)
        event.due = due
        if kind == .revised { event.oldDue = oldDue }
        if kind == .ended { event.state = became.rawValue }
        if kind == .asked {
            event.missing = item.occurrence.terms.missing ?? []
            let titles = catalogue[event.bundle].map { Titles($0.bundle) }
            event.missingTitles = event.missing.map { titles?.title($0) ?? $0 }
        }
        return event
    }

    private static func kind(_ was: OccurrenceState?, _ became: OccurrenceState) -> SimulationInterface.Kind? {
        switch became {
        case .open: was == .open ? .revised : .opened
        case .undetermined: was == .undetermined ? nil : .asked
        default: .ended
        }
    }

    private func verdict(
        _ happening: Happening, _ bundle: String, _ rule: String, _ row: String, _ effect: Effect, _ was: Verdict?,
        _ became: Verdict?
    ) -> Event? {
        guard
            [was, became].contains(where: { $0 == .triggered || $0 == .undetermined }) || (was != nil && became != nil)
        else { return nil }
        let title = catalogue[bundle]?.bundle.vetoRules.first { $0.id == rule }?.title ?? rule
        var event = Event(
            day: today, kind: .verdict, enterprise: happening.creditCode, enterpriseName: happening.enterpriseName,
            site: happening.siteName, bundle: bundle, item: rule, title: title)
        event.row = row.isEmpty ? nil : row
        event.was = was
        event.became = became
        event.effect = effect.rawValue
        return event
    }
}

extension Happening.What {
    /// The bundle that it is about, where that alone says whose affair it is.
    fileprivate var bundle: String? {
        if case .verdict(let bundle, _, _, _, _, _) = self { bundle } else { nil }
    }
}
