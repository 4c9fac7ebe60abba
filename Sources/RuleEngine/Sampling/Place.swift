import Dabiao

/// Something that a sample tells: what the expressions of a rule end in, when every derived value is followed.
enum Place: Hashable {
    case fact(String)
    case column(list: String, String)
    /// A fact of the daemon or of a bundle required; no case can tell it.
    case foreign(String)

    /// For an order that is the same every time.
    var name: String {
        switch self {
        case .fact(let name), .foreign(let name): name
        case .column(let list, let name): "\(list).\(name)"
        }
    }
}

/// What a reference stands for.
enum Origin {
    case told(Place)
    case computed(Typed)
    /// A figure, or the cells of a table.
    case fixed([Value])
    /// A register, or something bound at evaluation.
    case other
}

extension CompiledBundle {
    /// Follows a reference one step.
    func origin(of reference: Reference, _ type: ExpressionType) -> Origin {
        switch reference.origin {
        case .fact: .told(.fact(reference.name))
        case .derived: definitions[reference.name].map { .computed($0) } ?? .other
        case .core, .foreign: .told(.foreign(reference.name))
        case .constant: .fixed(Self.figure(reference.sql, type).map { [$0] } ?? [])
        case .parameter: .other
        case .column(let source): origin(ofColumn: reference.name, of: source)
        }
    }

    private func origin(ofColumn name: String, of source: String) -> Origin {
        if let table = bundle.tables.first(where: { $0.name == source }) {
            return .fixed(table.rows.compactMap { $0.cells[name] })
        }
        if let definition = definitions["\(source).\(name)"] { return .computed(definition) }
        guard let list = bundle.lists.first(where: { $0.name == source }) else { return .other }
        return .told(.column(list: list.from ?? list.name, name))
    }

    /// The value of an emitted literal.
    private static func figure(_ sql: String, _ type: ExpressionType) -> Value? {
        let text = sql.hasPrefix("'") ? String(sql.dropFirst().dropLast()).replacing("''", with: "'") : sql
        switch type.kind {
        case .boolean: return .boolean(text == "1")
        case .number: return Double(text).map { .number($0) }
        case .date: return CivilDate(text).map { .date($0) }
        case .text, .choice: return .text(text)
        case .datetime: return CivilMinute(text).map { .datetime($0) }
        case .duration: return SQL.duration(text).map { .period($0) }
        default: return nil
        }
    }

    /// The lists that a told list of rows stands for: a derived list is told through the one it is gathered from.
    func toldList(_ name: String) -> ListDeclaration? {
        guard let list = bundle.lists.first(where: { $0.name == name }) else { return nil }
        return list.from.flatMap { toldList($0) } ?? list
    }

    /// Everything computed that expressions read, each once, themselves first.
    func closure(of expressions: [Typed]) -> [Typed] {
        var (found, waiting, seen) = ([Typed](), expressions, Set<String>())
        while let expression = waiting.popLast() {
            found.append(expression)
            for name in expression.names.sorted() where seen.insert(name).inserted {
                waiting += [definitions[name], applicability[name]].compactMap { $0 }
            }
        }
        return found
    }
}
