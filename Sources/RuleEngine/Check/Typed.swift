import Dabiao

/// A checked expression: every name resolved, every type known, ready to become SQL.
struct Typed: Hashable, Sendable {
    indirect enum Node: Hashable, Sendable {
        case literal(Value)
        case reference(Reference)
        case not(Typed)
        case and([Typed])
        case or([Typed])
        case compare(Comparison, Typed, Typed)
        case arithmetic(Arithmetic, Typed, Typed)
        /// A date or datetime, a duration later.
        case shift(Typed, by: Typed)
        case shiftWorkdays(Typed, count: Typed)
        case isIn(Typed, [Typed])
        case isMember(Typed, of: Typed)
        case has(Quantifier, Typed, [String])
        case between(Typed, low: Typed, high: Typed)
        case call(Function, [Typed])
        case choose(Typed, then: Typed, otherwise: Typed)
        case known(Typed)
        /// The value of the first band whose condition holds.
        case bands([Band])
        case aggregate(Aggregate, Rows, value: Typed?)
        case lookup(Rows, column: Typed, otherwise: Typed?)
        /// A duration so many times over.
        case scaled(Typed, by: Typed)
        /// A count of workdays: only beside a date.
        case workdays(Typed)
    }

    /// A band of a classification.
    struct Band: Hashable, Sendable {
        let when: Typed
        let value: Typed
    }

    /// The rows that an aggregate or a lookup reads.
    struct Rows: Hashable, Sendable {
        let source: RowSource
        /// The name under which the emitted SQL knows the row.
        let alias: String
        let condition: Typed?
        /// The columns in which the rows agree with the row of the derived list at hand; empty outside of `per`.
        var group: [Group] = []
    }

    /// A column by which rows are gathered.
    struct Group: Hashable, Sendable {
        let column: String
        let isNumber: Bool
    }

    let node: Node
    let type: ExpressionType
    /// Characters before it in its text.
    let offset: Int

    /// The expressions directly below it, those over rows included.
    var parts: [Typed] {
        switch node {
        case .literal, .reference: []
        case .not(let operand), .known(let operand), .workdays(let operand), .has(_, let operand, _): [operand]
        case .isMember(let value, let set): [value, set]
        case .and(let terms), .or(let terms), .call(_, let terms): terms
        case .compare(_, let left, let right), .arithmetic(_, let left, let right): [left, right]
        case .shift(let date, let duration): [date, duration]
        case .scaled(let duration, let times): [duration, times]
        case .shiftWorkdays(let date, let count): [date, count]
        case .isIn(let value, let choices): [value] + choices
        case .between(let value, let low, let high): [value, low, high]
        case .bands(let bands): bands.flatMap { [$0.when, $0.value] }
        case .choose(let condition, let then, let otherwise): [condition, then, otherwise]
        case .aggregate(_, let rows, let value): [rows.condition, value].compactMap { $0 }
        case .lookup(let rows, let column, let otherwise):
            [rows.condition, column, otherwise].compactMap { $0 }
        }
    }

    /// Every reference in it, in reading order.
    var references: [Reference] {
        if case .reference(let reference) = node { return [reference] }
        return parts.flatMap(\.references)
    }

    /// What it reads, as derivations are named: facts and derived facts, `list.column`, and lists.
    var names: Set<String> {
        let read = references.map { reference in
            if case .column(let source) = reference.origin { "\(source).\(reference.name)" } else { reference.name }
        }
        return Set(read + sources.filter { $0.kind == .list }.map(\.name))
    }

    /// Every source of rows in it.
    var sources: [RowSource] {
        let own: [RowSource] =
            switch node {
            case .aggregate(_, let rows, _), .lookup(let rows, _, _): [rows.source]
            default: []
            }
        return own + parts.flatMap(\.sources)
    }
}

/// A name, resolved.
struct Reference: Hashable, Sendable {
    enum Origin: Hashable, Sendable {
        case fact
        case derived
        case column(source: String)
        case core
        case foreign(bundle: String)
        /// A parameter of a bundle.
        case constant
        /// Bound when the expression is evaluated: `today`, `period_start`, `period_end`.
        case parameter
    }

    /// As the author writes it.
    let name: String
    let origin: Origin
    /// The SQL that reads it.
    let sql: String
    /// True where it may have more decimals than numbers are compared at: it was computed, or is a figure of the bundle.
    var isComputed = false

    /// What tells it from other names: that of a column with its source (`vessels.serial`).
    var qualifiedName: String {
        if case .column(let source) = origin { "\(source).\(name)" } else { name }
    }
}

/// What aggregates and lookups read.
struct RowSource: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Told by the subject; unknown until it is.
        case list
        /// The bundle's own.
        case table
        /// Kept by the daemon: always complete.
        case register
    }

    let name: String
    let kind: Kind
    /// The quoted SQL name of the table or view.
    let sql: String
}

/// A function of one row: what it takes and gives stands in the checker, its SQL in the emitter.
enum Function: String, CaseIterable, Sendable {
    case least, greatest, abs, ceil, floor, round, sqrt, pow, exp, ln
    case daysBetween = "days_between"
    /// Hours between two datetimes.
    case hoursBetween = "hours_between"
    /// The day of a datetime.
    case dateOf = "date"
}
