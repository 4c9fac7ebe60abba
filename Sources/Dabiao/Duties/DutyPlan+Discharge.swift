// What was done, and what can be done no more.
extension DutyPlan {
    /// The last day on which it was done; what is told of a day to come has not been done, unless it was taken for done
    /// before the clock was set back.
    var lastDone: CivilDate? {
        let alone = facts.entries.filter { entry in
            entry.part == nil && entry.key == nil
                && (entry.date <= today
                    || record.contains { $0.discharge == entry.source || $0.key == .starting(entry.date) })
        }
        // Of a sum, and of what was entered for one occurrence, the record alone tells the day.
        let told = Set(alone.map(\.source))
        let done = record.filter { occurrence in occurrence.discharge.map { !told.contains($0) } ?? false }
        let others = facts.entries.contains { $0.part != nil || $0.key != nil } ? done.compactMap(\.endedOn) : []
        return (alone.map(\.date) + others).max()
    }

    /// Gives each entry that is not spent yet to the oldest open occurrence whose window holds its day.
    mutating func discharge() {
        // Parts of a sum are free again where the occurrence that they counted for was done otherwise.
        while dischargeOnce() {}
    }

    /// Whether anything was discharged.
    private mutating func dischargeOnce() -> Bool {
        var sums: [NominalKey: [Int: Double]] = [:]
        let before = steps.count
        for entry in unspent {
            let open = record.filter { $0.state == .open && holds($0, entry) }
            guard let oldest = open.min(by: { ($0.terms.due ?? .latest) < ($1.terms.due ?? .latest) }) else { continue }
            if let part = entry.part {
                let sum = (sums[oldest.key]?[part.form] ?? 0) + part.amount
                sums[oldest.key, default: [:]][part.form] = sum
                // Amounts are compared at nine decimals, as everywhere.
                guard ((sum - part.goal) * 1e9).rounded() >= 0 else { continue }
            }
            end(
                oldest.key, OccurrenceEnd(dischargedOn: entry.date, due: oldest.terms.due), on: entry.date,
                by: entry.source)
        }
        return steps.count > before
    }

    /// The entries up to today that no occurrence has taken, in order.
    private var unspent: [DischargeEntry] {
        let spent = Set(record.compactMap(\.discharge))
        let done = record.filter { $0.discharge != nil }
        return facts.entries.filter { entry in
            guard !spent.contains(entry.source), entry.date <= today else { return false }
            return entry.part == nil || !done.contains { wasCounted(entry, towards: $0) }
        }.sorted { ($0.date, $0.source) < ($1.date, $1.source) }
    }

    /// Whether an entry was part of the sum that discharged an occurrence: it lay in its window, up to the last part.
    private func wasCounted(_ entry: DischargeEntry, towards done: RecordedOccurrence) -> Bool {
        guard let ended = done.endedOn, let last = done.discharge, windowOpens(done) <= entry.date else { return false }
        let isSum = facts.entries.contains { $0.source == last && $0.part?.form == entry.part?.form }
        return isSum && (entry.date, entry.source) <= (ended, last)
    }

    private func holds(_ occurrence: RecordedOccurrence, _ entry: DischargeEntry) -> Bool {
        if let key = entry.key { return key == occurrence.key }
        guard windowOpens(occurrence) <= entry.date else { return false }
        return obligation.terms.lateness == .cures || entry.date <= occurrence.terms.due ?? .latest
    }

    /// The first day on which an occurrence can be discharged: of a period that is counted from a day, not that day.
    private func windowOpens(_ occurrence: RecordedOccurrence) -> CivilDate {
        let opens = occurrence.terms.opens ?? .latest
        guard case .recurring(let recurrence) = obligation.schedule, anchor(recurrence) != .calendar,
            case .starting(let start) = occurrence.key, let next = start.adding(days: 1)
        else { return opens }
        return max(opens, next)
    }

    /// Ends missed what was not done by its due day, where that is the end of it: never while the day may yet move.
    /// Returns whether anything was.
    mutating func miss() -> Bool {
        guard obligation.terms.lateness == .misses else { return false }
        let before = steps.count
        for occurrence in record where occurrence.state == .open && occurrence.pausedSince == nil {
            guard let due = occurrence.terms.due, due < today, !occurrence.terms.isProvisional else { continue }
            end(occurrence.key, .missed, on: due.adding(days: 1) ?? today)
        }
        return steps.count > before
    }
}
