import Dabiao

/// Splits an expression into tokens; refuses every character that the language does not have.
struct Lexer {
    private let characters: [Character]
    private var position = 0

    private init(_ text: String) {
        characters = Array(text)
    }

    /// The tokens of the text, closed by ``Token/Kind/end``.
    static func tokens(of text: String) throws(SyntaxError) -> [Token] {
        guard text.utf8.count <= SyntaxLimit.bytes else {
            throw SyntaxError(
                0, "表达式过长（\(text.utf8.count) 字节），上限为 \(SyntaxLimit.bytes) 字节",
                "the expression has \(text.utf8.count) bytes, the limit is \(SyntaxLimit.bytes)")
        }
        var lexer = Lexer(text)
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private mutating func next() throws(SyntaxError) -> Token {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        let start = position
        guard position < characters.count else { return Token(kind: .end, offset: start) }
        let character = characters[position]
        // Only ASCII begins a word or a number: ranges of characters also hold é and ß.
        guard character.isASCII else { throw unknown(character) }
        let kind: Token.Kind =
            switch character {
            case "0"..."9": try number()
            case "'": try text()
            case "P": try period()
            case "a"..."z", "A"..."Z", "_": word()
            default: try symbol()
            }
        return Token(kind: kind, offset: start)
    }

    private mutating func take(while condition: (Character) -> Bool) -> String {
        let start = position
        while position < characters.count, condition(characters[position]) { position += 1 }
        return String(characters[start..<position])
    }

    private mutating func number() throws(SyntaxError) -> Token.Kind {
        let start = position
        var digits = take { $0.isASCII && $0.isNumber }
        var isInteger = true
        if position + 1 < characters.count, characters[position] == ".", characters[position + 1].isASCII,
            characters[position + 1].isNumber
        {
            position += 1
            digits += "." + take { $0.isASCII && $0.isNumber }
            isInteger = false
        }
        if position < characters.count, Self.isWordCharacter(characters[position]) {
            throw SyntaxError(
                start, "“\(digits)\(characters[position])”不是数：数后面要有空格或运算符",
                "'\(digits)\(characters[position])' is not a number: put a space or an operator after it")
        }
        guard digits.count <= 30, let value = Double(digits), abs(value) <= 1e15 else {
            throw SyntaxError(start, "数“\(digits)”过大，上限为 1e15", "the number \(digits) is beyond 1e15")
        }
        return .number(value, isInteger: isInteger)
    }

    private mutating func text() throws(SyntaxError) -> Token.Kind {
        let start = position
        position += 1
        var content = ""
        while position < characters.count {
            let character = characters[position]
            position += 1
            if character == "'" {
                guard position < characters.count, characters[position] == "'" else { return .text(content) }
                position += 1
            }
            guard !character.unicodeScalars.contains("\0") else { break }
            content.append(character)
        }
        throw SyntaxError(start, "文字没有结束：缺少右单引号 '", "the text is not closed: a single quote ' is missing")
    }

    private mutating func period() throws(SyntaxError) -> Token.Kind {
        let start = position
        let spelling = take(while: Self.isWordCharacter)
        guard let period = Period(spelling) else {
            throw SyntaxError(
                start, "“\(spelling.prefix(24))”不是期间：写成 P1Y、P6M、P30D 或 P1Y6M",
                "'\(spelling.prefix(24))' is not a period: write P1Y, P6M, P30D or P1Y6M")
        }
        return .period(period)
    }

    private mutating func word() -> Token.Kind {
        let spelling = take(while: Self.isWordCharacter)
        return Token.Keyword(rawValue: spelling.uppercased()).map { .keyword($0) } ?? .name(spelling)
    }

    private mutating func symbol() throws(SyntaxError) -> Token.Kind {
        let pair = String(characters[position...].prefix(2))
        let found = Token.Symbol(rawValue: pair == "!=" ? "<>" : pair).map { ($0, 2) }
        if let (symbol, length) = found ?? Token.Symbol(rawValue: String(pair.prefix(1))).map({ ($0, 1) }) {
            position += length
            return .symbol(symbol)
        }
        throw unknown(characters[position])
    }

    private func unknown(_ character: Character) -> SyntaxError {
        SyntaxError(position, "这里不能有字符“\(character)”", "the character '\(character)' cannot stand here")
    }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}
