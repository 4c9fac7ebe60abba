import Dabiao

/// What an expression reads, through all derived values behind it.
public struct Reading: Hashable, Sendable {
    /// Told facts and lists of the bundle itself.
    public internal(set) var names: Set<String> = []
    /// Other bundles of which it reads something.
    public internal(set) var bundles: Set<String> = []
    /// Derived facts of the bundle, in the order in which they are met.
    public internal(set) var derived: [String] = []
}

extension CompiledBundle {
    /// What the versions of a rule read: its condition, its applicability, and the list that it is about.
    public func reading(ofRule id: String) -> Reading {
        let rules = rules.filter { $0.rule.id == id }
        var reading = reading(of: rules.flatMap(\.typed))
        for list in rules.compactMap(\.rule.list) { add(list, to: &reading) }
        return reading
    }

    /// The registers that its rules read.
    public var registersOfRules: Set<String> { registers(readBy: rules.flatMap(\.typed)) }

    /// The registers that its duties follow from, or by which they are discharged.
    public var registersOfDuties: Set<String> {
        let entries = duties.values.flatMap(\.entries).filter { $0.source.kind == .register }
        return registers(readBy: duties.values.flatMap(\.expressions)).union(entries.map(\.source.name))
    }

    /// Told and derived values read none.
    private func registers(readBy expressions: [Typed]) -> Set<String> {
        Set(expressions.flatMap(\.sources).filter { $0.kind == .register }.map(\.name))
    }

    func reading(of expressions: [Typed]) -> Reading {
        var reading = Reading()
        var seen = Set<String>()
        var waiting = expressions
        while !waiting.isEmpty {
            let expression = waiting.removeFirst()
            for source in expression.sources where source.kind == .list { add(source.name, to: &reading) }
            for reference in expression.references {
                let name =
                    if case .column(let source) = reference.origin { "\(source).\(reference.name)" } else {
                        reference.name
                    }
                guard seen.insert(name).inserted else { continue }
                switch reference.origin {
                case .fact: reading.names.insert(name)
                case .derived: reading.derived.append(name)
                case .foreign(let bundle):
                    reading.bundles.insert(bundle)
                    continue
                case .column: break
                case .core, .constant, .parameter: continue
                }
                waiting += [definitions[name], applicability[name]].compactMap { $0 }
            }
        }
        return reading
    }

    /// A derived list is as old as the list that it is derived from.
    private func add(_ list: String, to reading: inout Reading) {
        reading.names.insert(list)
        if let from = bundle.lists.first(where: { $0.name == list })?.from { add(from, to: &reading) }
    }
}
