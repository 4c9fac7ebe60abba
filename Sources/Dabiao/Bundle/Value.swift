/// The type of a fact, of a column and of an expression.
public enum ValueType: Hashable, Sendable {
    case boolean, integer, decimal, text, date, datetime, duration
    /// One of a list of words.
    case choice([String])
    /// Any number of a list of words.
    case set([String])
    /// A row of a list by its key (a text), or a party.
    case reference(String)

    /// The word for it in `facts.yaml`.
    public var name: String {
        switch self {
        case .boolean: "boolean"
        case .integer: "integer"
        case .decimal: "decimal"
        case .text: "text"
        case .date: "date"
        case .datetime: "datetime"
        case .duration: "duration"
        case .choice: "choice"
        case .set: "set"
        case .reference: "ref"
        }
    }

    /// True for integer and decimal, which mix freely.
    public var isNumber: Bool { self == .integer || self == .decimal }
}

/// A known value. *Unknown* is the absence of one, never a case of this type.
public enum Value: Hashable, Sendable {
    case boolean(Bool)
    /// An integer or a decimal; all arithmetic is that of doubles, compared at nine decimals.
    case number(Double)
    case text(String)
    case date(CivilDate)
    case datetime(CivilMinute)
    /// Later than every day: what a blank means in a column with `blank: never`.
    case never
    case period(Period)
    /// The chosen words in the order of the declaration.
    case set([String])
}

extension Value: CustomStringConvertible {
    /// As it would be written in a facts file, without quotes.
    public var description: String {
        switch self {
        case .boolean(let value): value ? "true" : "false"
        case .number(let value): Self.text(of: value)
        case .text(let value): value
        case .date(let value): value.description
        case .datetime(let value): value.description
        case .never: "never"
        case .period(let value): value.description
        case .set(let values): "[" + values.joined(separator: ", ") + "]"
        }
    }

    /// A number without a needless `.0`.
    static func text(of number: Double) -> String {
        if number == number.rounded(), abs(number) < 1e15 { return String(Int(number)) }
        return String(number)
    }
}
