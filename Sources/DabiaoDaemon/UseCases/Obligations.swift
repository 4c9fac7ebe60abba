import Dabiao
import DabiaoControl
import DabiaoStore
import SectorKit

/// Listing duties and the agenda.
struct Obligations: Sendable {
    let office: Office

    func list(_ request: ObligationInterface.ListRequest) async throws -> ObligationInterface.ListReply {
        let today = office.clock.today()
        let district = try request.district.map { try Enterprises(office: office).district($0) }
        if let bundle = request.bundle { _ = try office.catalogue.entry(bundle) }
        let (limit, offset) = (try Page.limit(request.limit), try Page.offset(request.offset))
        return try await office.store.read { [office] snapshot in
            let enterprise = try request.enterprise.map { try snapshot.enterprise(named: $0).id }
            let filter = AgendaFilter(
                states: request.ended == true ? [] : [.open, .undetermined], bundle: request.bundle,
                district: district, enterprise: enterprise, limit: limit, offset: offset)
            return ObligationInterface.ListReply(
                occurrences: try snapshot.agenda(filter).map { office.occurrence($0, today: today) },
                total: try snapshot.countAgenda(filter))
        }
    }

    func agenda(_ request: ObligationInterface.AgendaRequest) async throws -> ObligationInterface.AgendaReply {
        let today = office.clock.today()
        let from = try request.from.map { try DateQuestion.date($0) } ?? today
        let to = try request.to.map { try DateQuestion.date($0) } ?? from.adding(days: 30) ?? from
        guard from <= to else {
            throw DabiaoError(.invalid, Phrase("起始日 \(from) 在截止日 \(to) 之后", "\(from) is after \(to)"))
        }
        let district = try request.district.map { try Enterprises(office: office).district($0) }
        let limit = try Page.limit(request.limit)
        return try await office.store.read { [office] snapshot in
            let due = AgendaFilter(
                from: from, to: to, includesUndated: false, states: [.open], district: district, limit: limit)
            let overdue = AgendaFilter(
                to: today.adding(days: -1), includesUndated: false, states: [.open], district: district, limit: limit)
            let asking = AgendaFilter(states: [.undetermined], district: district)
            return ObligationInterface.AgendaReply(
                from: from, to: to, due: try snapshot.agenda(due).map { office.occurrence($0, today: today) },
                overdue: try snapshot.agenda(overdue).map { office.occurrence($0, today: today) },
                undetermined: try snapshot.countAgenda(asking))
        }
    }
}

extension Office {
    /// An occurrence as the control socket tells it.
    func occurrence(_ item: AgendaItem, today: CivilDate) -> ObligationInterface.Occurrence {
        let (occurrence, identity) = (item.occurrence, item.occurrence.identity)
        let terms = occurrence.terms
        let (entry, obligation) =
            catalogue.obligation(identity.obligation, of: identity.bundle, on: today) ?? (nil, nil)
        let days = occurrence.state.isOpen ? terms.due.map { today.days(until: $0) } : nil
        return ObligationInterface.Occurrence(
            id: Int(occurrence.id), bundle: identity.bundle, obligation: identity.obligation,
            title: obligation?.title ?? identity.obligation,
            enterprise: item.creditCode, enterpriseName: item.enterpriseName, site: item.siteName,
            row: identity.rowKey.isEmpty ? nil : identity.rowKey, district: item.district,
            period: identity.period.description, opens: terms.opens, due: terms.due, days: days,
            provisional: terms.isProvisional, state: Self.word(occurrence, today), missing: terms.missing ?? [],
            missingTitles: (terms.missing ?? []).map { entry.map { Titles($0.bundle) }?.title($0) ?? $0 },
            endedOn: occurrence.endedOn, nextReminder: occurrence.nextAt.map { Instant(seconds: $0).date })
    }

    /// The state as people need it: an open one is upcoming before it opens, and overdue after its due day.
    private static func word(_ occurrence: Occurrence, _ today: CivilDate) -> String {
        guard occurrence.state == .open else { return occurrence.state.rawValue }
        if let due = occurrence.terms.due, due < today { return "overdue" }
        if let opens = occurrence.terms.opens, opens > today { return "upcoming" }
        return occurrence.state.rawValue
    }
}
