import GRDB

/// The conditions of a list, and their arguments: what is not asked leaves no condition behind.
struct Filter {
    private var conditions: [String] = []
    private(set) var arguments = StatementArguments()

    /// Adds a condition with one `?`, if there is a value for it.
    mutating func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
        guard let value else { return }
        conditions.append(condition)
        arguments += [value]
    }

    /// Adds a condition with as many `?` as there are values.
    mutating func add(_ condition: String, all values: StatementArguments = []) {
        conditions.append(condition)
        arguments += values
    }

    /// Adds a condition that a column is one of some words; an empty list asks nothing.
    mutating func add(_ column: String, in words: [String]) {
        guard !words.isEmpty else { return }
        conditions.append("\(column) IN (\(words.map { _ in "?" }.joined(separator: ", ")))")
        arguments += StatementArguments(words)
    }

    /// All of it as one condition.
    var condition: String {
        conditions.isEmpty ? "TRUE" : "(" + conditions.joined(separator: " AND ") + ")"
    }

    /// ` WHERE …`, or nothing.
    var clause: String {
        conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    }

    /// The arguments, followed by those of `LIMIT ? OFFSET ?`.
    func arguments(limit: Int, offset: Int) -> StatementArguments {
        arguments + [limit, offset]
    }
}
