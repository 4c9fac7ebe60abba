/// A known value that was replaced by a different known value with a later date.
///
/// The first telling of something, a correction (for the same day, recorded later), and what became unknown or was
/// unknown before are no changes.
public struct Change: Hashable, Sendable {
    /// The fact or list.
    public let name: String
    /// The key of the list's row, and the column.
    public let row: String?
    public let column: String?
    public let was: Value
    public let became: Value
    /// The day on which it changed.
    public let day: CivilDate
    public let source: Testimony.Source
}

extension History {
    /// Every change of a fact, or of a cell of a list whose rows have keys, oldest first.
    ///
    /// - Parameter instant: as it was known then (unix seconds); nil is now.
    public func changes(at instant: Int64? = nil) -> [Change] {
        var (changes, before) = ([Change](), Known())
        for day in turns(at: instant) {
            let now = known(on: day, at: instant)
            changes += self.changes(from: before, to: now, on: day)
            before = now
        }
        return changes
    }

    /// The days on which something else may be known than on the day before, in order.
    ///
    /// - Parameter instant: as it was known then (unix seconds); nil is now.
    public func turns(at instant: Int64? = nil) -> [CivilDate] {
        let told = testimonies.filter { $0.source.recordedAt <= instant ?? .max }
        var days = Set(told.map(\.source.date))
        for testimony in told {
            let names = Array(testimony.telling.facts.keys) + Array(testimony.telling.lists.keys)
            days.formUnion(names.compactMap { expiry(of: testimony.source, $0) })
        }
        return days.sorted()
    }

    private func changes(from before: Known, to now: Known, on day: CivilDate) -> [Change] {
        func change(
            _ old: Known.Cell<Value>, _ new: Known.Cell<Value>?, _ name: String, _ row: String? = nil,
            _ column: String? = nil
        ) -> Change? {
            guard let new, let was = old.value, let became = new.value, was != became,
                old.source.date < new.source.date
            else { return nil }
            return Change(
                name: name, row: row, column: column, was: was, became: became, day: day, source: new.source)
        }
        let facts = before.facts.sorted { $0.key < $1.key }.compactMap { change($1, now.facts[$0], $0) }
        let cells = lists.values.filter { !$0.key.isEmpty }.sorted { $0.name < $1.name }.flatMap { list in
            let rows = Dictionary((now.lists[list.name] ?? []).map { ($0.key, $0) }) { first, _ in first }
            return (before.lists[list.name] ?? []).flatMap { row in
                row.cells.sorted { $0.key < $1.key }.compactMap { column, cell in
                    change(cell, rows[row.key]?.cells[column], list.name, row.key, column)
                }
            }
        }
        return facts + cells
    }
}
