public import Dabiao
import RuleEngine

/// What people call the names of a bundle, and the units of its numbers.
public struct Titles: Sendable {
    /// By name; of a column by its own, as the rows that a rule judges name it.
    private let titles: [String: String]
    public let units: [String: String]
    /// Of columns by `list.column`.
    private let columns: [String: String]

    public init(_ bundle: Dabiao.Bundle) {
        let lists = bundle.lists.map { ($0.name, $0.columns) } + bundle.tables.map { ($0.name, $0.columns) }
        let columns = bundle.lists.flatMap(\.columns)
        let named: [(String, String, String?)] =
            bundle.facts.map { ($0.name, $0.title, $0.unit) } + bundle.derived.map { ($0.name, $0.title, $0.unit) }
            + bundle.lists.map { ($0.name, $0.title, nil) } + bundle.tables.map { ($0.name, $0.title, nil) }
            + bundle.parameters.map { ($0.name, $0.title, $0.unit) } + columns.map { ($0.name, $0.title, $0.unit) }
            + bundle.checklist.map { ($0.id, $0.title, nil) }
        titles = Dictionary(named.map { ($0.0, $0.1) }) { first, _ in first }
        units = Dictionary(named.compactMap { item in item.2.map { (item.0, $0) } }) { first, _ in first }
        let cells = lists.flatMap { list, columns in columns.map { ("\(list).\($0.name)", $0.title) } }
        self.columns = Dictionary(cells) { first, _ in first }
    }

    /// The title of a name; of a cell (`vessels.capacity_kg`) that of the list and of the column. A name without one
    /// stands for itself.
    public func title(_ name: String) -> String {
        if let title = titles[name] ?? CoreFacts.titles[name] ?? Registers.titles[name] { return title }
        guard let column = columns[name], let list = titles[String(name.prefix { $0 != "." })] else { return name }
        return "\(list)的\(column)"
    }
}
