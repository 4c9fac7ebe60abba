// Duties that fall due once after each start, and dates that expire.
extension DutyPlan {
    mutating func planOnce(_ span: TimeSpan) {
        let starts = facts.starts.map { Set($0.filter(hasHappened)).sorted() } ?? [facts.start].compactMap { $0 }
        let wanted = starts.compactMap {
            NominalOccurrence(after: $0, within: span, roll: roll, calendar: calendar)
        }
        endAsking()
        let opened = Set(begun(wanted).map(\.key))
        for occurrence in wanted where opened.contains(occurrence.key) || isRecorded(occurrence.key) {
            settle(occurrence)
        }
        if !wanted.isEmpty || facts.starts != nil {
            let keys = Set(wanted.map(\.key))
            supersede { !keys.contains($0) }
        }
        discharge()
    }

    /// Those of the occurrences that this duty opens: of what happened before it was known here, only the last.
    private func begun(_ wanted: [NominalOccurrence]) -> [NominalOccurrence] {
        // What an older version began, open or done, is the one time that it is owed.
        if facts.starts == nil {
            let isBegun = record.contains { occurrence in
                isKept(occurrence)
                    || (occurrence.isOfOlderVersion && !occurrence.state.isOpen && !occurrence.state.isReopenable)
            }
            return isBegun ? [] : wanted
        }
        let mine = wanted.filter { occurrence in
            guard case .starting(let start) = occurrence.key else { return false }
            return start >= obligation.span.effective ?? .earliest && obligation.span.until.map { start < $0 } ?? true
        }
        let due = obligation.terms.lateness == .cures ? mine : mine.filter { $0.due >= since }
        return NominalOccurrence.opened(due, recorded: since)
    }

    /// An event of a day to come has not happened, unless it was taken for one before the clock was set back.
    private func hasHappened(_ day: CivilDate) -> Bool {
        day <= today || isRecorded(.starting(day))
    }

    /// One occurrence at a time: a later date than that of the open one is its renewal.
    mutating func planExpiry() {
        guard let due = facts.due else { return }
        endAsking()
        let last = record.compactMap { if case .numbered(let number) = $0.key { number } else { nil } }.max() ?? 0
        guard let current = record.first(where: { $0.key == .numbered(last) }) else {
            return settle(expiry(due, number: 1, opens: facts.opens ?? today))
        }
        let same = expiry(due, number: last, opens: facts.opens ?? current.terms.opens ?? today)
        guard current.state.isOpen else {
            // One that lapsed or gave way is owed again at its old date when it applies again; one that was done or
            // missed is not.
            if current.terms.due == same.due {
                guard current.state.isReopenable else { return }
                return settle(same)
            }
            return settle(expiry(due, number: last + 1, opens: facts.opens ?? today))
        }
        guard let known = current.terms.due, isRenewal(due, of: known) else { return settle(same) }
        end(current.key, OccurrenceEnd(dischargedOn: today, due: known), on: today, by: due.description)
        settle(expiry(due, number: last + 1, opens: facts.opens ?? today))
    }

    /// Whether a date tells that what fell due on another day was renewed. A date that ended an occurrence before comes
    /// back as a correction; and where due days roll backwards, the very date of the open one lies some days behind it,
    /// and a new calendar may bring it nearer.
    private func isRenewal(_ due: CivilDate, of known: CivilDate) -> Bool {
        let rolled = roll == .previousWorkday ? Self.longestRest : 0
        return known.days(until: due) > rolled && !record.contains { $0.discharge == due.description }
    }

    /// More days without a workday between them than any calendar has.
    private static let longestRest = 14

    private func expiry(_ due: CivilDate, number: Int, opens: CivilDate) -> NominalOccurrence {
        NominalOccurrence(expiry: due, number: number, opens: min(opens, due), roll: roll, calendar: calendar)
    }
}
