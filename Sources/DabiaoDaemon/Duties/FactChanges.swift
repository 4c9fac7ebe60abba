import Dabiao

/// The days on which facts and lists, known before, became others: what duties with `start: {change: …}` count from.
///
/// Only a known value that is replaced by another one with a later date is a change: what is told for the first time,
/// and what is corrected for the same day or an earlier one, changes nothing. A list changes with any of its rows.
struct FactChanges {
    let history: History

    /// The days, each once, in order.
    func days(of names: [String]) -> [CivilDate] {
        var known: [String: (content: Content, date: CivilDate)] = [:]
        return history.turns().filter { day in
            let now = history.known(on: day)
            let telling = now.telling
            var isChange = false
            for name in names {
                guard let content = Content(name, in: telling), let date = now.source(of: name)?.date,
                    known[name]?.content != content
                else { continue }
                if let before = known[name], before.date < date { isChange = true }
                known[name] = (content, date)
            }
            return isChange
        }
    }

    /// A fact's value, or the rows of a list in whatever order.
    private enum Content: Hashable {
        case fact(Value)
        case list(Set<[String: Value]>)

        init?(_ name: String, in telling: Telling) {
            if let rows = telling.lists[name] {
                self = .list(Set(rows))
            } else if let fact = telling.facts[name] {
                self = .fact(fact)
            } else {
                return nil
            }
        }
    }
}
