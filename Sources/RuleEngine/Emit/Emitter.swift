import Dabiao

/// Turns checked expressions into SQL made of total functions only: unknown is NULL, an overflow or a division by
/// zero is unknown for that subject and stops nobody else's.
///
/// No part of an expression is ever emitted twice, so the SQL grows with the expression and not with its nesting.
enum Emitter {
    static func sql(_ expression: Typed) -> String {
        switch expression.node {
        case .literal(let value): SQL.literal(value)
        case .reference(let reference): reference.sql
        case .not(let operand): "(NOT \(sql(operand)))"
        case .and(let terms): SQL.joined(terms.map(sql), "AND")
        case .or(let terms): SQL.joined(terms.map(sql), "OR")
        case .compare(let operation, let left, let right) where left.type == .duration && operation.isOrdering:
            compared(operation, left, right)
        case .compare(let operation, let left, let right):
            Threshold(right, for: left)?.test(sql(left), operation)
                ?? Threshold(left, for: right)?.test(sql(right), operation.mirrored)
                ?? "(\(exact(left)) \(operation.rawValue) \(exact(right)))"
        case .arithmetic: finite(unbounded(expression))
        case .shift(let moment, let duration): shifted(moment, by: duration)
        case .scaled(let duration, let times): scaled(sql(duration), by: sql(times))
        case .shiftWorkdays(let date, let count): shiftedByWorkdays(sql(date), count: sql(count))
        case .isIn(let value, let choices):
            "(\(exact(value)) IN (\(choices.map(exact).joined(separator: ", "))))"
        case .between(let value, let low, let high) where value.type == .duration: between(value, low, high)
        case .between(let value, let low, let high): "(\(exact(value)) BETWEEN \(exact(low)) AND \(exact(high)))"
        case .isMember(let value, let set): isMember(sql(value), of: sql(set))
        case .has(let quantifier, let set, let words): has(quantifier, sql(set), words)
        case .call(let function, let arguments): call(function, arguments)
        case .choose(let condition, let then, let otherwise):
            "(CASE \(sql(condition)) WHEN 1 THEN \(sql(then)) WHEN 0 THEN \(sql(otherwise)) END)"
        case .bands(let bands): self.bands(bands)
        case .known(let operand): "(\(bounded(operand)) IS NOT NULL)"
        case .aggregate(let aggregate, let rows, let value): self.aggregate(aggregate, rows, value)
        case .lookup(let rows, let column, let otherwise): lookup(rows, column, otherwise)
        case .workdays: "NULL"
        }
    }

    /// As it is compared: a computed number is rounded at nine decimals, so that ten times 0.1 is 1.
    static func exact(_ expression: Typed) -> String {
        guard case .number = expression.type.kind else { return bounded(expression) }
        let number = sql(expression)
        if isExact(expression) { return number }
        return expression.isAtHand ? rounded(number) : "(SELECT \(rounded("v")) FROM (SELECT \(number) AS v))"
    }

    /// A number of millions has no ninth decimal, and SQLite's `round` takes away from one of billions.
    private static func rounded(_ number: String) -> String {
        "iif(abs(\(number)) < 9e6, round(\(number), 9), \(number))"
    }

    /// Whether a number has no more than nine decimals: what was told was rounded when it was written.
    static func isExact(_ expression: Typed) -> Bool {
        switch expression.node {
        case .reference(let reference): !reference.isComputed
        case .literal(.number(let number)):
            number == number.rounded() || abs(number) < 1e6 && number == number.roundedAtNineDecimals
        case .aggregate(.count, _, _), .call(.daysBetween, _): true
        case .aggregate(.min, _, let value?), .aggregate(.max, _, let value?): isExact(value)
        case .lookup(_, let column, let otherwise): isExact(column) && otherwise.map(isExact) != false
        case .choose(_, let then, let otherwise): isExact(then) && isExact(otherwise)
        case .call(.least, let arguments), .call(.greatest, let arguments): arguments.allSatisfy(isExact)
        default: false
        }
    }

    /// As it is stored and taken from a row: a computed day outside of the civil years is unknown. A number keeps all
    /// its digits, so that three thirds are 1 however they come together.
    static func bounded(_ expression: Typed) -> String {
        switch (expression.node, expression.type.kind) {
        case (.literal, _), (.reference, _): sql(expression)
        case (.shift(let moment, let duration), _) where plainPeriod(moment, duration) != nil: sql(expression)
        case (_, .date):
            "nullif(nullif(max('1899-12-31', min('2201-01-01', \(sql(expression)))), '1899-12-31'), '2201-01-01')"
        // A time of the first day comes after its bare date.
        case (_, .datetime):
            "nullif(nullif(max('1900-01-01', min('2201-01-01', \(sql(expression)))), '1900-01-01'), '2201-01-01')"
        default: sql(expression)
        }
    }

    /// A computed number that may be infinite: it stays so, or becomes unknown, in all that is done with it but the
    /// division by it.
    private static func unbounded(_ expression: Typed) -> String {
        guard case .arithmetic(let operation, let left, let right) = expression.node else { return sql(expression) }
        let second = operation == .divide ? sql(right) : unbounded(right)
        return "(\(unbounded(left)) \(operation.rawValue) \(second))"
    }

    /// Unknown where a number is beyond every bound.
    private static func finite(_ sql: String) -> String {
        "nullif(nullif(\(sql), 9e999), -9e999)"
    }

    /// Flat, because SQLite's parser is shallow: each condition stands twice, which the bands' place at the root of a
    /// derivation keeps from multiplying.
    private static func bands(_ bands: [Typed.Band]) -> String {
        let cases = bands.map { band in
            "WHEN \(sql(band.when)) IS NULL THEN NULL WHEN \(sql(band.when)) THEN \(sql(band.value))"
        }
        return "(CASE \(cases.joined(separator: " ")) END)"
    }

    /// A word with a line end in it is no word of any set: it must not be found across two of them.
    private static func isMember(_ word: String, of set: String) -> String {
        "(instr(\(set), char(10) || replace(\(word), char(10), char(0)) || char(10)) > 0)"
    }

    /// A set is stored as its words, each between line ends.
    private static func has(_ quantifier: Quantifier, _ set: String, _ words: [String]) -> String {
        let tests = words.map { "(instr(\(set), \(SQL.literal(.set([$0])))) > 0)" }
        return SQL.joined(tests, quantifier == .any ? "OR" : "AND")
    }

    private static func call(_ function: Function, _ arguments: [Typed]) -> String {
        let list = arguments.map(sql).joined(separator: ", ")
        switch function {
        case .least: return "min(\(list))"
        case .greatest: return "max(\(list))"
        case .ceil, .floor, .round: return "\(function.rawValue)(\(exact(arguments[0])))"
        case .daysBetween: return "(julianday(\(exact(arguments[1]))) - julianday(\(exact(arguments[0]))))"
        // By seconds, which are whole: days are fractions that no double holds.
        case .hoursBetween:
            return "((strftime('%s', \(exact(arguments[1]))) - strftime('%s', \(exact(arguments[0])))) / 3600.0)"
        case .dateOf: return "substr(\(exact(arguments[0])), 1, 10)"
        case .abs, .sqrt, .pow, .exp, .ln: return finite("\(function.rawValue)(\(list))")
        }
    }
}
