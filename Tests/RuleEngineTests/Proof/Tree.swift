import Dabiao

/// An expression as the naive evaluator knows it: of its own making, independent of `RuleEngine`'s types.
indirect enum Tree: Hashable, Sendable {
    case literal(Value)
    /// A fact, or a column of a row around it.
    case name(String)
    case not(Tree)
    case and([Tree])
    case or([Tree])
    case compare(String, Tree, Tree)
    case arithmetic(String, Tree, Tree)
    case negative(Tree)
    /// A date some periods later, or earlier.
    case shift(Tree, isBack: Bool, Period, times: Tree?)
    /// A date or datetime moved by a duration.
    case move(Tree, isBack: Bool, by: Tree)
    /// A duration so many times over.
    case multiple(Tree, of: Tree)
    case workdays(Tree, isBack: Bool, count: Tree)
    case isIn(Tree, [Tree])
    case between(Tree, Tree, Tree)
    case member(Tree, of: String)
    case has(String, String, [String])
    /// A function of numbers, or `days_between`.
    case call(String, [Tree])
    case choose(Tree, Tree, Tree)
    case known(Tree)
    case aggregate(String, over: String, where: Tree?, value: Tree?)
    case lookup(String, where: Tree?, column: Tree, otherwise: Tree?)

    /// The trees directly below it.
    var parts: [Tree] {
        switch self {
        case .literal, .name, .has: []
        case .not(let part), .negative(let part), .known(let part), .member(let part, _): [part]
        case .and(let parts), .or(let parts), .call(_, let parts): parts
        case .compare(_, let left, let right), .arithmetic(_, let left, let right): [left, right]
        case .shift(let date, _, _, let times): [date] + [times].compactMap { $0 }
        case .workdays(let date, _, let count): [date, count]
        case .move(let moment, _, let duration): [moment, duration]
        case .multiple(let times, let duration): [times, duration]
        case .isIn(let value, let choices): [value] + choices
        case .between(let value, let low, let high): [value, low, high]
        case .choose(let condition, let then, let otherwise): [condition, then, otherwise]
        case .aggregate(_, _, let condition, let value): [condition, value].compactMap { $0 }
        case .lookup(_, let condition, let column, let otherwise): [condition, column, otherwise].compactMap { $0 }
        }
    }

    /// The same with other trees below it, as many as ``parts`` has.
    func replacing(_ parts: [Tree]) -> Tree {
        switch self {
        case .literal, .name, .has: self
        case .not: .not(parts[0])
        case .negative: .negative(parts[0])
        case .known: .known(parts[0])
        case .member(_, let set): .member(parts[0], of: set)
        case .and: .and(parts)
        case .or: .or(parts)
        case .call(let name, _): .call(name, parts)
        case .compare(let operation, _, _): .compare(operation, parts[0], parts[1])
        case .arithmetic(let operation, _, _): .arithmetic(operation, parts[0], parts[1])
        case .shift(_, let isBack, let period, _):
            .shift(parts[0], isBack: isBack, period, times: parts.count > 1 ? parts[1] : nil)
        case .move(_, let isBack, _): .move(parts[0], isBack: isBack, by: parts[1])
        case .multiple: .multiple(parts[0], of: parts[1])
        case .workdays(_, let isBack, _): .workdays(parts[0], isBack: isBack, count: parts[1])
        case .isIn: .isIn(parts[0], Array(parts.dropFirst()))
        case .between: .between(parts[0], parts[1], parts[2])
        case .choose: .choose(parts[0], parts[1], parts[2])
        case .aggregate(let name, let source, let condition, let value):
            .aggregate(
                name, over: source, where: condition.map { _ in parts[0] },
                value: value.map { _ in parts[parts.count - 1] })
        case .lookup(let source, let condition, _, let otherwise):
            .lookup(
                source, where: condition.map { _ in parts[0] }, column: parts[condition == nil ? 0 : 1],
                otherwise: otherwise.map { _ in parts[parts.count - 1] })
        }
    }

    /// Every tree with one node less: some part in the place of a whole.
    var shrunk: [Tree] {
        parts
            + parts.indices.flatMap { index in
                parts[index].shrunk.map { smaller in
                    var parts = self.parts
                    parts[index] = smaller
                    return replacing(parts)
                }
            }
    }
}
