import Dabiao

/// The day on which a truth value may change by itself, because `today` moves and nothing else does.
///
/// `today` stands alone on one side of a comparison, so each such comparison can change on the day of its other
/// side or on the day after; the earliest of them after today is the answer (never later than the true day).
enum ChangeDay {
    /// SQL for that day, or nil for an expression that does not read `today`.
    static func sql(of expressions: [Typed]) -> String? {
        let days = expressions.flatMap { Self.days(in: $0) }
        guard days.count > 1 else { return days.first }
        let values = days.map { "coalesce(\($0), '\(never)')" }.joined(separator: ", ")
        return "nullif(min(\(values)), '\(never)')"
    }

    /// Later than every day.
    private static let never = "9999"

    private static func days(in expression: Typed) -> [String] {
        switch expression.node {
        case .compare(_, let left, let right) where left.isToday: [next(right)]
        case .compare(_, let left, let right) where right.isToday: [next(left)]
        case .between(let value, let low, let high) where value.isToday: [next(low), next(high)]
        case .aggregate(_, let rows, let value):
            inner(rows, [rows.condition, value].compactMap { $0 })
        case .lookup(let rows, let column, let otherwise):
            inner(rows, [rows.condition, column].compactMap { $0 }) + (otherwise.map { days(in: $0) } ?? [])
        default: expression.parts.flatMap { days(in: $0) }
        }
    }

    private static func next(_ side: Typed) -> String {
        let day = Emitter.sql(side)
        if side.isAtHand { return next(day) }
        return "(SELECT \(next("d")) FROM (SELECT \(day) AS d))"
    }

    private static func next(_ day: String) -> String {
        "CASE WHEN \(day) > :today THEN \(day) WHEN \(day) = :today THEN date(\(day), '+1 day') END"
    }

    private static func inner(_ rows: Typed.Rows, _ expressions: [Typed]) -> [String] {
        expressions.flatMap { days(in: $0) }.map { day in
            "(SELECT min(\(day)) FROM \(rows.source.sql) AS \(rows.alias)\(Emitter.mine(rows)))"
        }
    }
}

extension Typed {
    fileprivate var isToday: Bool {
        if case .reference(let reference) = node { reference.name == "today" } else { false }
    }
}
