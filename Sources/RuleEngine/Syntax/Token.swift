import Dabiao

/// The words of the expression language.
struct Token: Hashable {
    enum Kind: Hashable {
        case number(Double, isInteger: Bool)
        /// A text in single quotes, with `''` read as one quote.
        case text(String)
        case period(Period)
        /// A lower-case name: of a fact, a column, a list, a function.
        case name(String)
        case keyword(Keyword)
        case symbol(Symbol)
        case end
    }

    enum Keyword: String, CaseIterable {
        case and = "AND"
        case or = "OR"
        case not = "NOT"
        case `in` = "IN"
        case between = "BETWEEN"
        case `where` = "WHERE"
        case has = "HAS"
        case `true` = "TRUE"
        case `false` = "FALSE"
    }

    enum Symbol: String {
        case equal = "="
        case notEqual = "<>"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case open = "("
        case close = ")"
        case comma = ","
        case dot = "."
        case colon = ":"
    }

    let kind: Kind
    /// Characters before it in the expression, from 0.
    let offset: Int

    /// As it is named in an error.
    var spelling: String {
        switch kind {
        case .number(let value, _): Value.number(value).description
        case .text(let text): "'\(text)'"
        case .period(let period): period.description
        case .name(let name): name
        case .keyword(let keyword): keyword.rawValue
        case .symbol(let symbol): symbol.rawValue
        case .end: ""
        }
    }
}
