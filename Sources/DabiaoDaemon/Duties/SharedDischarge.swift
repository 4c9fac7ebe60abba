import Dabiao
import DabiaoStore
import RuleEngine

/// Which duties of several plugins one entry discharges: told as one line at the strictest date (design.md, section 7).
///
/// `DischargeSource` says when two obligations have the same source. Of each of them, the entry goes to the oldest
/// occurrence that is open; a second entry would go to the second. So the first of all obligations are told together,
/// the second of all, and so on; of one subject and one row, since another's entries are others. What has not opened yet
/// no entry of today would end, what is paused or acknowledged is not to be told of, and what is undetermined asks for a
/// fact of its own: none of these is told together with anything.
///
/// On a day on which any of them has a reminder, all are told, once, by the strictest.
struct SharedDischarge {
    /// An obligation as people find it in the catalogue.
    struct Duty {
        let entry: Catalogue.Entry
        let obligation: Obligation
    }

    /// An open occurrence of one.
    typealias Member = (duty: Duty, occurrence: Occurrence)

    private let transaction: Snapshot
    private let today: CivilDate
    /// By source: the obligations of several plugins that have it, those first that others require.
    private let duties: [String: [Duty]]

    init(office: Office, transaction: Snapshot, today: CivilDate) {
        (self.transaction, self.today) = (transaction, today)
        var duties: [String: [Duty]] = [:]
        for entry in office.catalogue.entries {
            for id in entry.bundle.obligations.map(\.id).eachOnce() {
                guard let obligation = entry.obligation(id, on: today),
                    let source = entry.compiled.dischargeSource(of: obligation)
                else { continue }
                duties[source, default: []].append(Duty(entry: entry, obligation: obligation))
            }
        }
        self.duties = duties.filter { Set($0.value.map(\.bundle)).count > 1 }
    }

    /// The occurrences that one entry would discharge together with this one, itself among them, the strictest first;
    /// none where it is told alone.
    func together(with occurrence: Occurrence) throws -> [Member] {
        let identity = occurrence.identity
        let sharing = duties.values.first { $0.contains { $0.declares(identity) } } ?? []
        guard !sharing.isEmpty else { return [] }
        let open = try sharing.map(\.bundle).eachOnce().flatMap { bundle in
            try transaction.openOccurrences(of: identity.subject, bundle: bundle).filter { other in
                try other.identity.rowKey == identity.rowKey && sharing.contains { $0.declares(other.identity) }
                    && isToTell(other)
            }
        }
        let queues = sharing.map { duty in
            open.filter { duty.declares($0.identity) }.sorted { Self.due($0) < Self.due($1) }.map {
                (duty: duty, occurrence: $0)
            }
        }
        guard let queue = queues.first(where: { $0.contains { $0.occurrence.id == occurrence.id } }),
            let place = queue.firstIndex(where: { $0.occurrence.id == occurrence.id })
        else { return [] }
        let members = queues.compactMap { $0.dropFirst(place).first }
        guard Set(members.map(\.duty.bundle)).count > 1 else { return [] }
        return members.enumerated().sorted {
            (Self.due($0.element.occurrence), $0.offset) < (Self.due($1.element.occurrence), $1.offset)
        }.map(\.element)
    }

    /// The lines told of an enterprise's occurrences, those as one that one entry discharges.
    func lines(_ told: [(occurrence: Occurrence, line: ReminderNotice.Line)]) throws -> [ReminderNotice.Line] {
        guard !duties.isEmpty else { return told.map(\.line) }
        let lines = Dictionary(told.map { ($0.occurrence.id, $0.line) }) { first, _ in first }
        var seen: Set<Int64> = []
        return try told.compactMap { occurrence, line in
            guard !seen.contains(occurrence.id) else { return nil }
            let members = try together(with: occurrence)
            seen.formUnion(members.map(\.occurrence.id))
            return members.isEmpty ? line : one(members, lines, site: line.site)
        }
    }

    /// The strictest line, which stands for the others and is told to whom they are.
    private func one(
        _ members: [Member], _ told: [Int64: ReminderNotice.Line], site: String?
    ) -> ReminderNotice.Line {
        let lines = members.map { member in
            told[member.occurrence.id]
                ?? ReminderNotice.Line(
                    member.occurrence, member.duty.obligation, member.duty.entry.bundle, site: site, on: today,
                    late: false)
        }
        var line = lines[0]
        line.late = lines.contains(where: \.late)
        line.tell(lines.flatMap(\.parties))
        line.also = lines.dropFirst().map(\.duty)
        return line
    }

    /// Whether an occurrence can be discharged today and is told of at all.
    private func isToTell(_ occurrence: Occurrence) throws -> Bool {
        guard occurrence.state == .open, let opens = occurrence.terms.opens, opens <= today else { return false }
        let acts = try transaction.acts(ofOccurrence: occurrence.id)
        let isPaused = acts.moves.contains { if case .pause(_, until: nil) = $0 { true } else { false } }
        return !isPaused && !acts.contains { $0.what == .acknowledged && $0.day >= today }
    }

    private static func due(_ occurrence: Occurrence) -> CivilDate { occurrence.terms.due ?? .latest }
}

extension SharedDischarge.Duty {
    var bundle: String { entry.bundle.id }

    func declares(_ identity: OccurrenceIdentity) -> Bool {
        (bundle, obligation.id) == (identity.bundle, identity.obligation)
    }
}
