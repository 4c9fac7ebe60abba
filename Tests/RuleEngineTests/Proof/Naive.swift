import Dabiao
import Foundation

/// What was told of one subject, as the naive evaluator reads it.
struct Situation {
    /// Nil is unknown; a name that is absent is unknown too.
    var facts: [String: Value] = [:]
    /// An absent list was not told.
    var lists: [String: [[String: Value]]] = [:]
    /// Always told.
    var tables: [String: [[String: Value]]] = [:]
    /// Whether each day of the calendar is worked.
    var calendar: [CivilDate: Bool] = [:]
}

/// Evaluates trees directly, by the words of the language's definition: unknown is nil.
struct Naive {
    let situation: Situation
    /// The rows around what is evaluated, outermost first.
    private var rows: [[String: Value]] = []
    private let doubt = Doubt()

    /// Whether a number stood so close to the edge between two roundings that either answer is right.
    private final class Doubt {
        var isRaised = false
    }

    init(_ situation: Situation, row: [String: Value]? = nil) {
        self.situation = situation
        rows = [row].compactMap { $0 }
    }

    var isInDoubt: Bool { doubt.isRaised }

    func value(_ tree: Tree) -> Value? {
        switch tree {
        case .literal(let value): value
        case .name(let name): rows.last { $0[name] != nil }?[name] ?? situation.facts[name]
        case .not(let part): truth(part).map { .boolean(!$0) }
        case .and(let terms): Self.all(terms.map(truth)).map { .boolean($0) }
        case .or(let terms): Self.any(terms.map(truth)).map { .boolean($0) }
        case .compare(let operation, let left, let right):
            compare(value(left), value(right), operation).map { .boolean($0) }
        case .arithmetic(let operation, let left, let right):
            arithmetic(operation, number(left), number(right)).map { .number($0) }
        case .negative(let part): number(part).map { .number(-$0) }
        case .shift(let date, let isBack, let period, let times):
            shifted(day(date), isBack ? -period : period, times: times.map(number)).map { .date($0) }
        case .move(let moment, let isBack, let duration): moved(value(moment), value(duration), isBack)
        case .multiple(let times, let duration): multiple(number(times), value(duration)).map { .period($0) }
        case .workdays(let date, let isBack, let count): workdays(day(date), number(count), isBack).map { .date($0) }
        case .isIn(let value, let choices):
            Self.any(choices.map { compare(self.value(value), self.value($0), "=") }).map { .boolean($0) }
        case .between(let value, let low, let high):
            Self.all([
                compare(self.value(value), self.value(low), ">="), compare(self.value(value), self.value(high), "<="),
            ]).map { .boolean($0) }
        case .member(let value, let set): member(self.value(value), of: set).map { .boolean($0) }
        case .has(let quantifier, let set, let words): has(quantifier, set, words).map { .boolean($0) }
        case .call("date", let arguments): minute(arguments[0]).map { .date($0.date) }
        case .call(let name, let arguments): call(name, arguments).map { .number($0) }
        case .choose(let condition, let then, let otherwise):
            truth(condition).flatMap { value($0 ? then : otherwise) }
        case .known(let part): .boolean(value(part) != nil)
        case .aggregate(let name, let source, let condition, let value):
            aggregate(name, source, condition, value)
        case .lookup(let source, let condition, let column, let otherwise):
            lookup(source, condition, column, otherwise)
        }
    }

    /// The value of the first band whose condition holds.
    func value(ofBands bands: [(when: Tree, value: Tree)]) -> Value? {
        for band in bands {
            guard let holds = truth(band.when) else { return nil }
            if holds { return value(band.value) }
        }
        return nil
    }

    func truth(_ tree: Tree) -> Bool? {
        if case .boolean(let truth)? = value(tree) { truth } else { nil }
    }

    private func number(_ tree: Tree) -> Double? {
        if case .number(let number)? = value(tree) { number } else { nil }
    }

    private func minute(_ tree: Tree) -> CivilMinute? {
        if case .datetime(let minute)? = value(tree) { minute } else { nil }
    }

    private func day(_ tree: Tree) -> CivilDate? {
        if case .date(let day)? = value(tree) { day } else { nil }
    }

    /// Kleene: false if one is, else unknown if one is, else true.
    private static func all(_ terms: [Bool?]) -> Bool? {
        terms.contains(false) ? false : terms.contains(nil) ? nil : true
    }

    private static func any(_ terms: [Bool?]) -> Bool? {
        terms.contains(true) ? true : terms.contains(nil) ? nil : false
    }
}

// MARK: - Comparison

extension Naive {
    private func compare(_ left: Value?, _ right: Value?, _ operation: String) -> Bool? {
        guard let left, let right else { return nil }
        if case .number(let left) = left, case .number(let right) = right {
            return ordered(left, right, operation)
        }
        if case .date(let left) = left, case .date(let right) = right {
            return Self.holds(left.dayNumber - right.dayNumber, operation)
        }
        if case .datetime(let left) = left, case .datetime(let right) = right {
            return Self.holds(-left.minutes(until: right), operation)
        }
        if case .period(let left) = left, case .period(let right) = right, !["=", "<>"].contains(operation) {
            return Self.order(left, right).map { Self.holds($0, operation) }
        }
        return operation == "=" ? left == right : left != right
    }

    /// Of two durations one is the shorter where it has no more months and no more days; else nobody can say.
    private static func order(_ left: Period, _ right: Period) -> Int? {
        let (months, days) = ((left.months - right.months).signum(), (left.days - right.days).signum())
        return months * days < 0 ? nil : (months + days).signum()
    }

    private func ordered(_ left: Double, _ right: Double, _ operation: String) -> Bool {
        let (first, second) = (rounded(left), rounded(right))
        let distance = abs(left - right)
        if distance > 0, distance < 2e-9 || distance < 1e-14 * max(abs(left), abs(right)) {
            doubt.isRaised = doubt.isRaised || isOnEdge(left) || isOnEdge(right)
        }
        return Self.holds(first < second ? -1 : first > second ? 1 : 0, operation)
    }

    private static func holds(_ order: Int, _ operation: String) -> Bool {
        switch operation {
        case "=": order == 0
        case "<>": order != 0
        case "<": order < 0
        case "<=": order <= 0
        case ">": order > 0
        default: order >= 0
        }
    }

    /// At nine decimals.
    private func rounded(_ number: Double) -> Double {
        abs(number) < 1e6 ? (number * 1e9).rounded() / 1e9 : number
    }

    /// Whether the rounding of a number depends on digits that a double does not hold.
    private func isOnEdge(_ number: Double) -> Bool {
        let scaled = abs(number) * 1e9
        return scaled > 1e15 || abs(scaled - scaled.rounded(.down) - 0.5) < 1e-3
    }

    private func member(_ value: Value?, of name: String) -> Bool? {
        guard case .text(let word)? = value, case .set(let words)? = self.value(.name(name)) else { return nil }
        return words.contains(word)
    }

    private func has(_ quantifier: String, _ name: String, _ words: [String]) -> Bool? {
        guard case .set(let chosen)? = value(.name(name)) else { return nil }
        return quantifier == "ANY" ? words.contains { chosen.contains($0) } : words.allSatisfy { chosen.contains($0) }
    }
}

// MARK: - Numbers

extension Naive {
    private func arithmetic(_ operation: String, _ left: Double?, _ right: Double?) -> Double? {
        guard let left, let right else { return nil }
        return switch operation {
        case "+": Self.finite(left + right)
        case "-": Self.finite(left - right)
        case "*": Self.finite(left * right)
        default: right == 0 ? nil : Self.finite(left / right)
        }
    }

    /// Overflow and what has no value are unknown.
    private static func finite(_ number: Double) -> Double? {
        number.isFinite ? number : nil
    }

    private func call(_ name: String, _ arguments: [Tree]) -> Double? {
        if name == "days_between" {
            guard let from = day(arguments[0]), let to = day(arguments[1]) else { return nil }
            return Double(from.days(until: to))
        }
        if name == "hours_between" {
            guard let from = minute(arguments[0]), let to = minute(arguments[1]) else { return nil }
            return Double(from.minutes(until: to)) / 60
        }
        let numbers = arguments.compactMap(number)
        guard numbers.count == arguments.count, let first = numbers.first else { return nil }
        return switch name {
        case "least": numbers.min()
        case "greatest": numbers.max()
        case "abs": abs(first)
        case "ceil": whole(first, .up)
        case "floor": whole(first, .down)
        case "round": whole(first, .toNearestOrAwayFromZero)
        case "sqrt": Self.finite(first.squareRoot())
        case "pow": Self.finite(Foundation.pow(first, numbers[1]))
        case "exp": Self.finite(Foundation.exp(first))
        default: first > 0 ? Self.finite(Foundation.log(first)) : nil
        }
    }

    /// A whole number, found as numbers are compared: at nine decimals.
    private func whole(_ number: Double, _ rule: FloatingPointRoundingRule) -> Double {
        let halves = abs(number * 2 - (number * 2).rounded())
        // SQLite rounds what is beyond a million by decimal digits that it does not have.
        if halves < 4e-9, halves > 0 || abs(number) > 1e6 { doubt.isRaised = doubt.isRaised || isOnEdge(number) }
        return rounded(number).rounded(rule)
    }
}

// MARK: - Days

extension Naive {
    private func shifted(_ day: CivilDate?, _ period: Period, times: Double??) -> CivilDate? {
        guard let day else { return nil }
        guard let times else { return day.adding(period) }
        guard let times, abs(times) < 1e9 else { return nil }
        return day.adding(period, times: Int(times))
    }

    private func moved(_ moment: Value?, _ duration: Value?, _ isBack: Bool) -> Value? {
        guard case .period(let period)? = duration else { return nil }
        let step = isBack ? -period : period
        return switch moment {
        case .date(let day): day.adding(step).map { .date($0) }
        case .datetime(let minute): minute.adding(step).map { .datetime($0) }
        default: nil
        }
    }

    /// Unknown beyond a million months or days.
    private func multiple(_ times: Double?, _ duration: Value?) -> Period? {
        guard let times, case .period(let period)? = duration else { return nil }
        let (months, days) = (Double(period.months) * times, Double(period.days) * times)
        guard max(abs(months), abs(days)) <= 1_000_000 else { return nil }
        return Period(months: Int(months), days: Int(days))
    }

    /// Day by day, the start day not counted; unknown as soon as a day is not in the calendar.
    private func workdays(_ start: CivilDate?, _ count: Double?, _ isBack: Bool) -> CivilDate? {
        guard var day = start, let count, abs(count) < 1e9 else { return nil }
        let signed = isBack ? -Int(count) : Int(count)
        var left = signed.magnitude
        while left > 0 {
            guard let next = day.adding(days: signed.signum()), let isWorked = situation.calendar[next] else {
                return nil
            }
            day = next
            if isWorked { left -= 1 }
        }
        return day
    }
}

// MARK: - Rows

extension Naive {
    private func rows(of source: String) -> [[String: Value]]? {
        situation.tables[source] ?? situation.lists[source]
    }

    private func entering(_ row: [String: Value]) -> Naive {
        var inner = self
        inner.rows.append(row)
        return inner
    }

    /// The rows for which a condition holds; nil where it is unknown for one.
    private func matching(_ rows: [[String: Value]], _ condition: Tree?) -> [[String: Value]]? {
        guard let condition else { return rows }
        let truths = rows.map { entering($0).truth(condition) }
        return truths.contains(nil) ? nil : zip(rows, truths).filter { $0.1 == true }.map(\.0)
    }

    private func aggregate(_ name: String, _ source: String, _ condition: Tree?, _ value: Tree?) -> Value? {
        guard let rows = rows(of: source) else { return nil }
        if name == "any" || name == "all" {
            let truths = rows.map { row in
                let inner = entering(row)
                let (holds, claim) = (condition.map(inner.truth) ?? true, value.map(inner.truth) ?? true)
                return name == "any" ? Self.all([holds, claim]) : Self.any([holds.map { !$0 }, claim])
            }
            return (name == "any" ? Self.any(truths) : Self.all(truths)).map { .boolean($0) }
        }
        guard let matching = matching(rows, condition) else { return nil }
        guard let value else { return .number(Double(matching.count)) }
        let cells = matching.compactMap { entering($0).value(value) }
        guard cells.count == matching.count else { return nil }
        switch name {
        case "sum":
            let numbers = cells.compactMap { if case .number(let number) = $0 { number } else { nil } }
            return Self.finite(numbers.reduce(0, +)).map { .number($0) }
        case "min": return cells.min { compare($0, $1, "<") == true }
        default: return cells.max { compare($0, $1, "<") == true }
        }
    }

    private func lookup(_ source: String, _ condition: Tree?, _ column: Tree, _ otherwise: Tree?) -> Value? {
        guard let rows = rows(of: source), let matching = matching(rows, condition), matching.count < 2 else {
            return nil
        }
        guard let row = matching.first else { return otherwise.flatMap { value($0) } }
        return entering(row).value(column)
    }
}
