import Dabiao

/// Reads an expression: SQL's precedence and spelling, one token of look-ahead, depth counted before it recurses.
struct Parser {
    private let tokens: [Token]
    private var position = 0
    private var level = 0

    /// The expression that the whole text is.
    static func parse(_ text: String) throws(SyntaxError) -> Expression {
        var parser = Parser(tokens: try Lexer.tokens(of: text))
        guard parser.token.kind != .end else {
            throw SyntaxError(0, "表达式是空的", "the expression is empty")
        }
        let expression = try parser.disjunction()
        guard parser.token.kind == .end else {
            throw parser.unexpected("运算符或表达式的结尾", "an operator or the end of the expression")
        }
        return expression
    }

    private init(tokens: [Token]) {
        self.tokens = tokens
    }

    private var token: Token { tokens[position] }

    private mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    private mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard token.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    private mutating func take(_ keyword: Token.Keyword) -> Bool {
        guard token.kind == .keyword(keyword) else { return false }
        advance()
        return true
    }

    private mutating func expect(_ symbol: Token.Symbol) throws(SyntaxError) {
        guard take(symbol) else { throw unexpected("“\(symbol.rawValue)”", "'\(symbol.rawValue)'") }
    }

    private func unexpected(_ zh: String, _ en: String) -> SyntaxError {
        token.kind == .end
            ? SyntaxError(token.offset, "表达式没有写完，此处应为\(zh)", "the expression ends early, expected \(en)")
            : SyntaxError(
                token.offset, "“\(token.spelling)”不应在这里，此处应为\(zh)",
                "'\(token.spelling)' cannot stand here, expected \(en)")
    }

    private func make(_ node: Expression.Node, at offset: Int, over parts: [Expression]) throws(SyntaxError)
        -> Expression
    {
        let depth = (parts.map(\.depth).max() ?? 0) + 1
        guard depth <= SyntaxLimit.depth else { throw tooDeep(offset) }
        return Expression(node: node, offset: offset, depth: depth)
    }

    private func tooDeep(_ offset: Int) -> SyntaxError {
        SyntaxError(
            offset, "表达式嵌套超过 \(SyntaxLimit.depth) 层，请拆成派生事实",
            "the expression is nested deeper than \(SyntaxLimit.depth) levels: split it into derived facts")
    }

    /// Counts a level of recursion of the parser itself.
    private mutating func nested(_ body: (inout Parser) throws(SyntaxError) -> Expression) throws(SyntaxError)
        -> Expression
    {
        level += 1
        defer { level -= 1 }
        guard level <= SyntaxLimit.depth else { throw tooDeep(token.offset) }
        return try body(&self)
    }
}

// MARK: - Precedence, loosest first

extension Parser {
    private mutating func disjunction() throws(SyntaxError) -> Expression {
        let offset = token.offset
        var terms = [try conjunction()]
        while take(.or) { terms.append(try conjunction()) }
        return terms.count == 1 ? terms[0] : try make(.or(terms), at: offset, over: terms)
    }

    private mutating func conjunction() throws(SyntaxError) -> Expression {
        let offset = token.offset
        var terms = [try negation()]
        while take(.and) { terms.append(try negation()) }
        return terms.count == 1 ? terms[0] : try make(.and(terms), at: offset, over: terms)
    }

    private mutating func negation() throws(SyntaxError) -> Expression {
        let offset = token.offset
        guard take(.not) else { return try comparison() }
        let operand = try nested { (parser) throws(SyntaxError) in try parser.negation() }
        return try make(.not(operand), at: offset, over: [operand])
    }

    private mutating func comparison() throws(SyntaxError) -> Expression {
        let left = try sum()
        let offset = token.offset
        if case .symbol(let symbol) = token.kind, let operation = Comparison(rawValue: symbol.rawValue) {
            advance()
            let right = try sum()
            if case .symbol(let next) = token.kind, Comparison(rawValue: next.rawValue) != nil {
                throw unexpected("AND 或 OR（比较不能连写）", "AND or OR (comparisons do not chain)")
            }
            return try make(.compare(operation, left, right), at: offset, over: [left, right])
        }
        let isNegated = token.kind == .keyword(.not)
        if isNegated { advance() }
        let found: Expression
        if take(.in) {
            found = try membership(of: left, at: offset)
        } else if !isNegated, take(.has) {
            let quantifier = try quantifier()
            let words = try list()
            found = try make(.has(quantifier, left, words), at: offset, over: words + [left])
        } else if take(.between) {
            let low = try sum()
            guard take(.and) else { throw unexpected("AND", "AND") }
            let high = try sum()
            found = try make(.between(left, low: low, high: high), at: offset, over: [left, low, high])
        } else if isNegated {
            throw unexpected("IN 或 BETWEEN", "IN or BETWEEN")
        } else {
            return left
        }
        return isNegated ? try make(.not(found), at: offset, over: [found]) : found
    }

    /// `x IN (…)`, or `x IN s` of a set.
    private mutating func membership(of value: Expression, at offset: Int) throws(SyntaxError) -> Expression {
        guard token.kind == .symbol(.open) else {
            let set = try sum()
            return try make(.isMember(value, of: set), at: offset, over: [value, set])
        }
        let choices = try list()
        return try make(.isIn(value, choices), at: offset, over: choices + [value])
    }

    private mutating func quantifier() throws(SyntaxError) -> Quantifier {
        guard case .name(let word) = token.kind, let quantifier = Quantifier(rawValue: word.uppercased()) else {
            throw unexpected("ANY 或 ALL", "ANY or ALL")
        }
        advance()
        return quantifier
    }

    private mutating func list() throws(SyntaxError) -> [Expression] {
        try expect(.open)
        var elements = [try sum()]
        while take(.comma) { elements.append(try sum()) }
        try expect(.close)
        return elements
    }

    private mutating func sum() throws(SyntaxError) -> Expression {
        var left = try product()
        while true {
            let offset = token.offset
            guard let operation: Arithmetic = take(.plus) ? .plus : take(.minus) ? .minus : nil else { return left }
            let right = try product()
            left = try make(.arithmetic(operation, left, right), at: offset, over: [left, right])
        }
    }

    private mutating func product() throws(SyntaxError) -> Expression {
        var left = try factor()
        while true {
            let offset = token.offset
            guard let operation: Arithmetic = take(.times) ? .times : take(.divide) ? .divide : nil else {
                return left
            }
            let right = try factor()
            left = try make(.arithmetic(operation, left, right), at: offset, over: [left, right])
        }
    }

    private mutating func factor() throws(SyntaxError) -> Expression {
        let offset = token.offset
        if take(.minus) {
            let operand = try nested { (parser) throws(SyntaxError) in try parser.factor() }
            return try make(.negative(operand), at: offset, over: [operand])
        }
        let operand = try primary()
        guard token.kind == .name("workdays") else { return operand }
        advance()
        return try make(.workdays(operand), at: offset, over: [operand])
    }
}

// MARK: - Primaries

extension Parser {
    private mutating func primary() throws(SyntaxError) -> Expression {
        let start = token
        switch start.kind {
        case .number(let value, _): return try literal(.number(value))
        case .text(let text): return try literal(.text(text))
        case .period(let period): return try literal(.period(period))
        case .keyword(.true): return try literal(.boolean(true))
        case .keyword(.false): return try literal(.boolean(false))
        case .symbol(.open):
            advance()
            let inner = try nested { (parser) throws(SyntaxError) in try parser.disjunction() }
            try expect(.close)
            return inner
        case .name(let name):
            advance()
            if token.kind == .symbol(.open) { return try call(name, at: start.offset) }
            guard take(.dot) else { return try make(.name(qualifier: nil, name), at: start.offset, over: []) }
            guard case .name(let member) = token.kind else {
                throw unexpected("“.”后面的名称", "a name after '.'")
            }
            advance()
            return try make(.name(qualifier: name, member), at: start.offset, over: [])
        default:
            throw unexpected("值、名称或“(”", "a value, a name or '('")
        }
    }

    private mutating func literal(_ value: Value) throws(SyntaxError) -> Expression {
        defer { advance() }
        return try make(.literal(value), at: token.offset, over: [])
    }

    private mutating func call(_ name: String, at offset: Int) throws(SyntaxError) -> Expression {
        try expect(.open)
        let call = try nested { (parser) throws(SyntaxError) in
            if let aggregate = Aggregate(rawValue: name) { return try parser.aggregate(aggregate, at: offset) }
            if name == "lookup" { return try parser.lookup(at: offset) }
            var arguments: [Expression] = []
            if parser.token.kind != .symbol(.close) {
                repeat { arguments.append(try parser.disjunction()) } while parser.take(.comma)
            }
            return try parser.make(.call(name, arguments), at: offset, over: arguments)
        }
        try expect(.close)
        return call
    }

    /// `sum(list WHERE c, v)`; inside `per` also `sum(v)`, `sum(v WHERE c)`, `count()` and `count(WHERE c)`.
    private mutating func aggregate(_ aggregate: Aggregate, at offset: Int) throws(SyntaxError) -> Expression {
        var source: String?
        var value: Expression?
        if token.kind != .symbol(.close), token.kind != .keyword(.where) {
            let first = try disjunction()
            if case .name(nil, let name) = first.node { source = name } else { value = first }
        }
        let rows = Expression.Rows(source: source, condition: take(.where) ? try disjunction() : nil)
        if value == nil, take(.comma) { value = try disjunction() }
        let parts = [rows.condition, value].compactMap { $0 }
        return try make(.aggregate(aggregate, rows, value: value), at: offset, over: parts)
    }

    private mutating func lookup(at offset: Int) throws(SyntaxError) -> Expression {
        let rows = try rows()
        guard take(.comma) else { throw unexpected("“,”和要取的列", "',' and the column to read") }
        let column = try disjunction()
        var otherwise: Expression?
        if take(.comma) {
            guard token.kind == .name("otherwise") else { throw unexpected("otherwise:", "otherwise:") }
            advance()
            try expect(.colon)
            otherwise = try disjunction()
        }
        let parts = [rows.condition, column, otherwise].compactMap { $0 }
        return try make(.lookup(rows, column: column, otherwise: otherwise), at: offset, over: parts)
    }

    private mutating func rows() throws(SyntaxError) -> Expression.Rows {
        guard case .name(let source) = token.kind else {
            throw unexpected("清单或表的名称", "the name of a list or a table")
        }
        advance()
        return Expression.Rows(source: source, condition: take(.where) ? try disjunction() : nil)
    }
}
