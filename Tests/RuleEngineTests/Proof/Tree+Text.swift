import Dabiao

// A tree as its author would write it, with the parentheses that SQL's precedence needs and no others.
extension Tree {
    private enum Level: Int, Comparable {
        case or, and, not, comparison, sum, product, sign, primary

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    var text: String { text(.or) }

    private func text(_ least: Level) -> String {
        let (own, text) = spelled
        return own < least ? "(\(text))" : text
    }

    private var spelled: (Level, String) {
        switch self {
        case .literal(let value): (.primary, Self.spelling(of: value))
        case .name(let name): (.primary, name)
        case .not(.isIn(let value, let choices)): (.comparison, "\(value.text(.sum)) NOT IN \(Self.list(choices))")
        case .not(.between(let value, let low, let high)):
            (.comparison, "\(value.text(.sum)) NOT BETWEEN \(low.text(.sum)) AND \(high.text(.sum))")
        case .not(.member(let value, let set)): (.comparison, "\(value.text(.sum)) NOT IN \(set)")
        case .not(let part): (.not, "NOT \(part.text(.not))")
        case .and(let terms): (.and, terms.map { $0.text(.not) }.joined(separator: " AND "))
        case .or(let terms): (.or, terms.map { $0.text(.and) }.joined(separator: " OR "))
        case .compare(let operation, let left, let right):
            (.comparison, "\(left.text(.sum)) \(operation) \(right.text(.sum))")
        case .arithmetic(let operation, let left, let right) where operation == "+" || operation == "-":
            (.sum, "\(left.text(.sum)) \(operation) \(right.text(.product))")
        case .arithmetic(let operation, let left, let right):
            (.product, "\(left.text(.product)) \(operation) \(right.text(.sign))")
        case .negative(let part): (.sign, "-\(part.text(.sign))")
        case .shift(let date, let isBack, let period, let times):
            (.sum, "\(date.text(.sum)) \(isBack ? "-" : "+") \(times.map { $0.text(.product) + " * " } ?? "")\(period)")
        case .move(let moment, let isBack, let duration):
            (.sum, "\(moment.text(.sum)) \(isBack ? "-" : "+") \(duration.text(.product))")
        case .multiple(let times, let duration): (.product, "\(times.text(.product)) * \(duration.text(.sign))")
        case .workdays(let date, let isBack, let count):
            (.sum, "\(date.text(.sum)) \(isBack ? "-" : "+") \(count.text(.primary)) workdays")
        case .isIn(let value, let choices): (.comparison, "\(value.text(.sum)) IN \(Self.list(choices))")
        case .between(let value, let low, let high):
            (.comparison, "\(value.text(.sum)) BETWEEN \(low.text(.sum)) AND \(high.text(.sum))")
        case .member(let value, let set): (.comparison, "\(value.text(.sum)) IN \(set)")
        case .has(let quantifier, let set, let words):
            (.comparison, "\(set) HAS \(quantifier) \(Self.list(words.map { .literal(.text($0)) }))")
        case .call(let name, let arguments): (.primary, "\(name)(\(Self.joined(arguments)))")
        case .choose(let condition, let then, let otherwise):
            (.primary, "if(\(Self.joined([condition, then, otherwise])))")
        case .known(let part): (.primary, "known(\(part.text))")
        case .aggregate(let name, let source, let condition, let value):
            (.primary, "\(name)(\(Self.rows(source, condition))\(value.map { ", \($0.text)" } ?? ""))")
        case .lookup(let source, let condition, let column, let otherwise):
            (
                .primary,
                "lookup(\(Self.rows(source, condition)), \(column.text)"
                    + (otherwise.map { ", otherwise: \($0.text)" } ?? "") + ")"
            )
        }
    }

    private static func rows(_ source: String, _ condition: Tree?) -> String {
        source + (condition.map { " WHERE \($0.text)" } ?? "")
    }

    private static func joined(_ trees: [Tree]) -> String { trees.map(\.text).joined(separator: ", ") }

    private static func list(_ trees: [Tree]) -> String {
        "(" + trees.map { $0.text(.sum) }.joined(separator: ", ") + ")"
    }

    private static func spelling(of value: Value) -> String {
        switch value {
        case .text(let text): "'\(text.replacing("'", with: "''"))'"
        case .date(let day): "'\(day)'"
        case .datetime(let minute): "'\(minute)'"
        case .boolean, .number, .never, .period, .set: value.description
        }
    }
}
