extension Typed {
    /// The same place and type with something else in it.
    func with(_ node: Node) -> Typed {
        Typed(node: node, type: type, offset: offset)
    }

    /// The same expression over other parts, as many as ``parts`` has and in that order.
    func replacing(_ parts: [Typed]) -> Typed {
        switch node {
        case .not: with(.not(parts[0]))
        case .known: with(.known(parts[0]))
        case .workdays: with(.workdays(parts[0]))
        case .has(let quantifier, _, let words): with(.has(quantifier, parts[0], words))
        case .isMember: with(.isMember(parts[0], of: parts[1]))
        case .and: with(.and(parts))
        case .or: with(.or(parts))
        case .call(let function, _): with(.call(function, parts))
        case .compare(let operation, _, _): with(.compare(operation, parts[0], parts[1]))
        case .arithmetic(let operation, _, _): with(.arithmetic(operation, parts[0], parts[1]))
        case .shift: with(.shift(parts[0], by: parts[1]))
        case .scaled: with(.scaled(parts[0], by: parts[1]))
        case .shiftWorkdays: with(.shiftWorkdays(parts[0], count: parts[1]))
        case .isIn: with(.isIn(parts[0], Array(parts.dropFirst())))
        case .between: with(.between(parts[0], low: parts[1], high: parts[2]))
        case .choose: with(.choose(parts[0], then: parts[1], otherwise: parts[2]))
        case .bands:
            with(.bands(stride(from: 0, to: parts.count, by: 2).map { Band(when: parts[$0], value: parts[$0 + 1]) }))
        case .aggregate(let aggregate, let rows, let value):
            with(
                .aggregate(
                    aggregate, rows.replacing(condition: rows.condition == nil ? nil : parts[0]),
                    value: value == nil ? nil : parts.last))
        case .lookup(let rows, _, let otherwise):
            with(
                .lookup(
                    rows.replacing(condition: rows.condition == nil ? nil : parts[0]),
                    column: parts[rows.condition == nil ? 0 : 1], otherwise: otherwise == nil ? nil : parts.last))
        default: self
        }
    }
}

extension Typed.Rows {
    fileprivate func replacing(condition: Typed?) -> Typed.Rows {
        Typed.Rows(source: source, alias: alias, condition: condition, group: group)
    }
}
