import Dabiao

/// The spelling of names and values in the SQL that we emit.
enum SQL {
    /// A quoted identifier.
    static func name(_ name: String) -> String {
        let isPlain = !name.utf8.contains(UInt8(ascii: "\""))
        return "\"" + (isPlain ? name : name.replacing("\"", with: "\"\"")) + "\""
    }

    /// A literal: every number is REAL, a truth value is 0 or 1, a day is its text.
    static func literal(_ value: Value) -> String {
        switch value {
        case .boolean(let value): value ? "1" : "0"
        case .number(let value): "\(value)"
        case .text(let value): text(value)
        case .date(let value): text(value.description)
        case .datetime(let value): text(value.description)
        case .never: text(never)
        case .period(let value): text(stored(value))
        case .set(let values): text(stored(values))
        }
    }

    /// What stands for *never*: a day that compares later than every civil day, and is none.
    static let never = "9999-12-31"

    /// A set as it is stored: each word between line ends, so that a word is found by its place and not within another.
    static func stored(_ words: [String]) -> String {
        "\n" + words.map { $0 + "\n" }.joined()
    }

    /// A duration as it is stored: months and days, both always (`P12M0D`), so that equal ones are equal texts and the
    /// emitted SQL can take them apart.
    static func stored(_ period: Period) -> String {
        "P\(period.months)M\(period.days)D"
    }

    /// The duration that was stored; nil for any other text.
    static func duration(_ stored: String) -> Period? {
        guard stored.hasPrefix("P"), stored.hasSuffix("D") else { return nil }
        let parts = stored.dropFirst().dropLast().split(separator: "M").compactMap { Int($0) }
        return parts.count == 2 ? Period(months: parts[0], days: parts[1]) : nil
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
