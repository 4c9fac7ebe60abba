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
        case .compare(let operation, let left, let right):
            "(\(exact(left)) \(operation.rawValue) \(exact(right)))"
        case .arithmetic(let operation, let left, let right):
            finite("(\(sql(left)) \(operation.rawValue) \(sql(right)))")
        case .shift(let date, let period, let times): shifted(sql(date), by: period, times: times.map(sql))
        case .shiftWorkdays(let date, let count): shiftedByWorkdays(sql(date), count: sql(count))
        case .isIn(let value, let choices):
            "(\(exact(value)) IN (\(choices.map(exact).joined(separator: ", "))))"
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
        case .period, .workdays: "NULL"
        }
    }

    /// As it is compared: a computed number is rounded at nine decimals, so that ten times 0.1 is 1; what was told was
    /// rounded when it was written.
    static func exact(_ expression: Typed) -> String {
        switch (expression.node, expression.type.kind) {
        case (.reference(let reference), .number) where !reference.isComputed: sql(expression)
        case (.literal(.number(let number)), _) where number == number.rounded(): sql(expression)
        case (_, .number): "round(\(sql(expression)), 9)"
        default: bounded(expression)
        }
    }

    /// As it is stored and taken from a row: a computed day outside of the civil years is unknown. A number keeps all
    /// its digits, so that three thirds are 1 however they come together.
    static func bounded(_ expression: Typed) -> String {
        switch (expression.node, expression.type.kind) {
        case (.literal, _), (.reference, _): sql(expression)
        case (_, .date):
            "nullif(nullif(max('1899-12-31', min('2201-01-01', \(sql(expression)))), '1899-12-31'), '2201-01-01')"
        default: sql(expression)
        }
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
        case .abs, .sqrt, .pow, .exp, .ln: return finite("\(function.rawValue)(\(list))")
        }
    }
}

// MARK: - Dates

extension Emitter {
    /// Months first, clamped to the month's last day (Civil Code, article 202), then days; unknown from a day outside
    /// of the civil years.
    private static func shifted(_ date: String, by period: Period, times: String?) -> String {
        func modifier(_ count: Int, _ unit: String, plus extra: Int = 0) -> String {
            guard let times else { return SQL.text("\(count + extra) \(unit)") }
            return "((CAST(\(times) AS INTEGER) * \(count) + \(extra)) || ' \(unit)')"
        }
        let days = period.days == 0 ? "" : ", \(modifier(period.days, "days"))"
        let corresponding = "date(v, \(modifier(period.months, "months")))"
        let last = "date(v, 'start of month', \(modifier(period.months, "months", plus: 1)), '-1 day')"
        let month = period.months == 0 ? "v" : "min(\(corresponding), \(last))"
        return "(SELECT date(\(month)\(days)) FROM (SELECT \(date) AS v) WHERE v BETWEEN \(civilYears))"
    }

    private static let civilYears =
        "\(SQL.literal(.date(.earliest))) AND \(SQL.literal(.date(.latest)))"

    /// So many workdays later (earlier when negative), the start day not counted; unknown beyond the calendar.
    private static func shiftedByWorkdays(_ date: String, count: String) -> String {
        """
        (SELECT CASE WHEN n = 0 THEN d ELSE (SELECT c."day" FROM "calendar" AS c WHERE c."workday" = CASE \
        WHEN n BETWEEN 1 AND \(WorkdayTable.leap - 1) THEN (SELECT b."number" - (b."workday" IS NOT NULL) \
        FROM "calendar" AS b WHERE b."day" = date(d, '+1 day')) + n \
        WHEN n BETWEEN \(1 - WorkdayTable.leap) AND -1 THEN (SELECT b."number" \
        FROM "calendar" AS b WHERE b."day" = date(d, '-1 day')) + n + 1 END) END \
        FROM (SELECT \(date) AS d, CAST(\(count) AS INTEGER) AS n))
        """
    }
}
