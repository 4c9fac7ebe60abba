import Dabiao

/// The spelling of names and values in the SQL that we emit.
enum SQL {
    /// A quoted identifier.
    static func name(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    /// A literal: every number is REAL, a truth value is 0 or 1, a day is its text.
    static func literal(_ value: Value) -> String {
        switch value {
        case .boolean(let value): value ? "1" : "0"
        case .number(let value): "\(value)"
        case .text(let value): text(value)
        case .date(let value): text(value.description)
        case .period(let value): text(value.description)
        case .set(let values): text(stored(values))
        }
    }

    /// A set as it is stored: each word between line ends, so that a word is found by its place and not within another.
    static func stored(_ words: [String]) -> String {
        "\n" + words.map { $0 + "\n" }.joined()
    }

    static func text(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }

    /// `a OP b OP …` as a balanced tree, because SQLite counts the levels of an expression.
    static func joined(_ terms: [String], _ operation: String) -> String {
        guard terms.count > 1 else { return terms.first ?? "NULL" }
        let middle = terms.count / 2
        let (left, right) = (Array(terms[..<middle]), Array(terms[middle...]))
        return "(\(joined(left, operation)) \(operation) \(joined(right, operation)))"
    }
}
