import Dabiao

/// An expression as it was written: names are not resolved, types are not known.
struct Expression: Hashable {
    indirect enum Node: Hashable {
        case literal(Value)
        /// `name` or `qualifier.name`.
        case name(qualifier: String?, String)
        case negative(Expression)
        case not(Expression)
        /// Two or more terms of AND.
        case and([Expression])
        case or([Expression])
        case compare(Comparison, Expression, Expression)
        case arithmetic(Arithmetic, Expression, Expression)
        case isIn(Expression, [Expression])
        /// `x IN s`, of a set.
        case isMember(Expression, of: Expression)
        /// `s HAS ANY (…)`, `s HAS ALL (…)`
        case has(Quantifier, Expression, [Expression])
        case between(Expression, low: Expression, high: Expression)
        /// `7 workdays`
        case workdays(Expression)
        case call(String, [Expression])
        case aggregate(Aggregate, Rows, value: Expression?)
        case lookup(Rows, column: Expression, otherwise: Expression?)
    }

    /// `source WHERE condition`; without a source it is the form inside `per`, over the rows of the group.
    struct Rows: Hashable {
        let source: String?
        let condition: Expression?
    }

    let node: Node
    /// Characters before it in its text.
    let offset: Int
    /// Levels below it, itself included.
    let depth: Int
}

enum Comparison: String, CaseIterable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="

    /// The same comparison with its sides exchanged.
    var mirrored: Comparison {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .notEqual: self
        }
    }

    var isOrdering: Bool { self != .equal && self != .notEqual }
}

enum Arithmetic: String {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divide = "/"
}

/// How many of some words a set must have.
enum Quantifier: String, CaseIterable {
    case any = "ANY"
    case all = "ALL"
}

/// A question about many rows.
enum Aggregate: String, CaseIterable {
    case count, sum, min, max, any, all

    /// Whether the answer is a truth value, found by Kleene logic over the rows.
    var isTruth: Bool { self == .any || self == .all }
}
