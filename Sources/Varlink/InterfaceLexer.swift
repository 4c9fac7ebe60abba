/// Cuts an interface definition into tokens, and keeps the comment above each.
struct InterfaceLexer {
    struct Token {
        enum Kind: Hashable {
            /// A keyword, a name, or an interface's name.
            case word(String)
            /// `(`, `)`, `,`, `:`, `->`, `?`, `[]` or `[string]`.
            case symbol(String)
            case end
        }

        let kind: Kind
        /// The comment lines directly above, without their `#`.
        let comment: String
        let line: Int
        let column: Int

        func error(_ message: String) -> InterfaceError {
            InterfaceError(line: line, column: column, message: message)
        }

        /// For messages.
        var text: String {
            switch kind {
            case .word(let text), .symbol(let text): "\"\(text)\""
            case .end: "the end of the definition"
            }
        }
    }

    private static let symbols = ["(", ")", ",", ":", "->", "?", "[]", "[string]"].map { Array($0.unicodeScalars) }

    private let characters: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var lineStart = 0
    private var comment: [String] = []

    init(_ text: String) { characters = Array(text.unicodeScalars) }

    mutating func next() throws -> Token {
        skipSpaceAndComments()
        let (start, comment) = (position, comment.joined(separator: "\n"))
        self.comment = []
        func token(_ kind: Token.Kind) -> Token {
            Token(kind: kind, comment: comment, line: line, column: start - lineStart + 1)
        }
        guard let first = current else { return token(.end) }
        if isWord(first), first != "-" {
            while let character = current, isWord(character), !starts(with: ["-", ">"]) { position += 1 }
            return token(.word(text(start..<position)))
        }
        guard let symbol = Self.symbols.first(where: starts) else {
            throw token(.end).error("unexpected character \"\(first)\"")
        }
        position += symbol.count
        return token(.symbol(text(start..<position)))
    }

    private var current: Unicode.Scalar? { position < characters.count ? characters[position] : nil }

    private func starts(with expected: [Unicode.Scalar]) -> Bool {
        characters[position...].starts(with: expected)
    }

    private func text(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: characters[range])
        return String(text)
    }

    /// An empty line parts a comment from what follows.
    private mutating func skipSpaceAndComments() {
        var lineIsEmpty = false
        while let character = current {
            switch character {
            case "\n":
                if lineIsEmpty { comment = [] }
                position += 1
                line += 1
                lineStart = position
                lineIsEmpty = true
            case " ", "\t", "\r": position += 1
            case "#":
                comment.append(commentLine())
                lineIsEmpty = false
            default: return
            }
        }
    }

    private mutating func commentLine() -> String {
        position += 1
        if current == " " { position += 1 }
        let start = position
        while let character = current, character != "\n", character != "\r" { position += 1 }
        return text(start..<position)
    }

    private func isWord(_ character: Unicode.Scalar) -> Bool {
        switch character {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
        default: false
        }
    }
}
