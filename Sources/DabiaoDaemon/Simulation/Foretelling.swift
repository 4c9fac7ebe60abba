import Dabiao
import DabiaoControl
import DabiaoStore

/// Tells what happens in a simulation in the order of its days: what was done at each moment, and the deadlines that
/// come while nothing is done.
struct Foretelling {
    typealias Event = SimulationInterface.Event

    let office: Office
    /// The only one told of; nil is everybody.
    let enterprise: Int64?
    /// The first day whose deadlines are not told.
    private var day: CivilDate?
    private var told: [SimulationInterface.Kind: Int] = [:]

    /// How many events are told at once, more or less.
    private static let page = 200

    /// - Parameter from: the first day whose deadlines are told.
    init(office: Office, enterprise: Int64?, from: CivilDate) {
        self.office = office
        self.enterprise = enterprise
        day = from
    }

    /// How many events of each kind were told.
    var counts: [SimulationInterface.Count] {
        SimulationInterface.Kind.allCases.compactMap { kind in
            told[kind].map { SimulationInterface.Count(kind: kind, count: $0) }
        }
    }

    /// Tells what was done at a moment of a day, and the deadlines through another, if that is not over by then.
    mutating func pass(_ today: CivilDate, before end: CivilDate, _ tell: ([Event]) async throws -> Void) async throws {
        while let events = try await happened(today) { try await count(events, tell) }
        while let first = day, first <= end {
            guard let next = try await nextDeadline(from: first), next <= end else {
                day = end.adding(days: 1)
                return
            }
            try await tellDeadlines(of: next, tell)
            day = next.adding(days: 1)
        }
    }

    private mutating func count(_ events: [Event], _ tell: ([Event]) async throws -> Void) async throws {
        guard !events.isEmpty else { return }
        for event in events { told[event.kind, default: 0] += 1 }
        try await tell(events)
    }

    /// The next of what was done; nil after the last.
    private func happened(_ today: CivilDate) async throws -> [Event]? {
        try await office.store.write { [office, enterprise] transaction in
            let happenings = try transaction.takeHappenings(of: enterprise, limit: Self.page)
            let teller = HappeningTeller(catalogue: office.catalogue, snapshot: transaction, today: today)
            return happenings.isEmpty ? nil : try happenings.flatMap { try teller.events($0) }
        }
    }

    // MARK: - Deadlines

    /// The first day from one on that is a due day, or the day after one.
    private func nextDeadline(from day: CivilDate) async throws -> CivilDate? {
        let eve = day.adding(days: -1) ?? day
        return try await office.store.read { try $0.earliestDue(from: eve) }.map { max($0, day) }
    }

    private mutating func tellDeadlines(of day: CivilDate, _ tell: ([Event]) async throws -> Void) async throws {
        if let eve = day.adding(days: -1) { try await tellDeadlines(.overdue, due: eve, on: day, tell) }
        try await tellDeadlines(.due, due: day, on: day, tell)
    }

    private mutating func tellDeadlines(
        _ kind: SimulationInterface.Kind, due: CivilDate, on day: CivilDate, _ tell: ([Event]) async throws -> Void
    ) async throws {
        var filter = AgendaFilter(
            from: due, to: due, includesUndated: false, states: [.open], enterprise: enterprise, limit: Self.page)
        while true {
            let events = try await office.store.read { [office, filter] snapshot in
                let teller = HappeningTeller(catalogue: office.catalogue, snapshot: snapshot, today: day)
                return try snapshot.agenda(filter).map { teller.event(kind, $0) }
            }
            try await count(events, tell)
            guard events.count == Self.page else { return }
            filter.offset += Self.page
        }
    }
}
