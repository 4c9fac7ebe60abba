import Dabiao
import RuleEngine

/// What the names of a bundle are called.
struct Titles {
    let titles: [String: String]
    let units: [String: String]

    init(_ bundle: Dabiao.Bundle) {
        let columns = bundle.lists.flatMap(\.columns)
        let all: [(String, String, String?)] =
            bundle.facts.map { ($0.name, $0.title, $0.unit) } + bundle.derived.map { ($0.name, $0.title, $0.unit) }
            + bundle.lists.map { ($0.name, $0.title, nil) } + bundle.tables.map { ($0.name, $0.title, nil) }
            + bundle.parameters.map { ($0.name, $0.title, $0.unit) } + columns.map { ($0.name, $0.title, $0.unit) }
            + bundle.checklist.map { ($0.id, $0.title, nil) }
        titles = Dictionary(all.map { ($0.0, $0.1) }) { first, _ in first }
        units = Dictionary(all.compactMap { item in item.2.map { (item.0, $0) } }) { first, _ in first }
    }

    /// The title of a name; of a cell (`vessels.capacity_kg`) that of the list and of the column.
    func title(_ name: String) -> String {
        if let title = titles[name] ?? CoreFacts.titles[name] ?? Registers.titles[name] { return title }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let list = titles[parts[0]], let column = titles[parts[1]] else { return name }
        return "\(list)的\(column)"
    }
}

extension Citation {
    /// As a clerk reads it, with its certainty unless it is verified.
    var sentence: String {
        let parts = [standard, edition.map { "（\($0) 版）" }, clause.map { " \($0)" }].compactMap { $0 }.joined()
        switch certainty {
        case .verified: return parts
        case .recalled: return parts + "［凭通识，未见原文］"
        case .unconfirmed: return parts + "［未核实］"
        }
    }
}

extension [Citation] {
    /// All of them, as a clerk reads them; each sentence once.
    var sentence: String {
        var seen: Set<String> = []
        return map(\.sentence).filter { seen.insert($0).inserted }.joined(separator: "；")
    }
}
