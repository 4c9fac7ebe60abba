/// Reads an interface definition: one function a rule of the grammar.
struct InterfaceParser {
    struct Members {
        var name = ""
        var comment = ""
        var types: [Interface.TypeDeclaration] = []
        var methods: [Interface.Method] = []
        var errors: [Interface.ErrorDeclaration] = []
    }

    private typealias Token = InterfaceLexer.Token

    private static let depthLimit = 32

    private var lexer: InterfaceLexer
    private var token: Token
    private var declared: Set<String> = []
    private var referenced: [(name: String, token: Token)] = []

    init(_ text: String) throws {
        lexer = InterfaceLexer(text)
        token = try lexer.next()
    }

    mutating func interface() throws -> Members {
        var members = Members()
        members.comment = token.comment
        try expect(.word("interface"), "an interface definition starts with \"interface\"")
        members.name = try name("an interface's name", InterfaceName.isInterface)
        while token.kind != .end { try member(&members) }
        let types = Set(members.types.map(\.name))
        for (name, token) in referenced where !types.contains(name) {
            throw token.error("the type \(name) is not declared")
        }
        return members
    }

    private mutating func member(_ members: inout Members) throws {
        let comment = token.comment
        switch token.kind {
        case .word("type"):
            let name = try declaration()
            members.types.append(.init(name: name, comment: comment, type: try composite(depth: 0)))
        case .word("method"):
            let name = try declaration()
            let input = try fields()
            try expect(.symbol("->"), "\"->\" expected between what a method takes and what it gives")
            members.methods.append(.init(name: name, comment: comment, input: input, output: try fields()))
        case .word("error"):
            members.errors.append(.init(name: try declaration(), comment: comment, parameters: try fields()))
        default: throw token.error("\"type\", \"method\" or \"error\" expected, not \(token.text)")
        }
    }

    private mutating func declaration() throws -> String {
        try advance()
        let start = token
        let name = try name("a name with a capital letter", InterfaceName.isMember)
        guard declared.insert(name).inserted else { throw start.error("\(name) is declared twice") }
        return name
    }

    /// A structure, where no enumeration may stand.
    private mutating func fields() throws -> [Interface.Field] {
        let start = token
        guard case .structure(let fields) = try composite(depth: 0) else {
            throw start.error("fields with types expected, not an enumeration")
        }
        return fields
    }

    /// A structure or an enumeration. Which one, the first name's colon tells; `()` is a structure.
    private mutating func composite(depth: Int) throws -> Interface.TypeExpression {
        guard depth < Self.depthLimit else { throw token.error("nested deeper than \(Self.depthLimit) levels") }
        try expect(.symbol("("), "\"(\" expected, not \(token.text)")
        if try take(.symbol(")")) { return .structure([]) }
        var fields: [Interface.Field] = []
        var values: [String] = []
        repeat {
            let start = token
            let name = try name("a field's name", InterfaceName.isField)
            guard !values.contains(name), !fields.contains(where: { $0.name == name }) else {
                throw start.error("\(name) stands twice")
            }
            if !values.isEmpty, token.kind == .symbol(":") { throw token.error("an enumeration's value has no type") }
            if !fields.isEmpty || token.kind == .symbol(":") {
                try expect(.symbol(":"), "\":\" and a type expected after \(name)")
                fields.append(.init(name: name, comment: start.comment, type: try type(depth: depth + 1)))
            } else {
                values.append(name)
            }
        } while try take(.symbol(","))
        try expect(.symbol(")"), "\",\" or \")\" expected, not \(token.text)")
        return values.isEmpty ? .structure(fields) : .enumeration(values)
    }

    private mutating func type(depth: Int) throws -> Interface.TypeExpression {
        guard depth < Self.depthLimit else { throw token.error("nested deeper than \(Self.depthLimit) levels") }
        let start = token
        if try take(.symbol("?")) {
            guard token.kind != .symbol("?") else { throw token.error("\"?\" stands twice") }
            return .optional(try type(depth: depth + 1))
        }
        if try take(.symbol("[]")) { return .array(try type(depth: depth + 1)) }
        if try take(.symbol("[string]")) { return .map(try type(depth: depth + 1)) }
        guard case .word(let word) = token.kind else {
            guard token.kind == .symbol("(") else { throw token.error("a type expected, not \(token.text)") }
            return try composite(depth: depth)
        }
        try advance()
        switch word {
        case "bool": return .bool
        case "int": return .int
        case "float": return .float
        case "string": return .string
        case "object": return .object
        case _ where InterfaceName.isMember(word):
            referenced.append((word, start))
            return .named(word)
        default: throw start.error("a type expected, not \(start.text)")
        }
    }

    private mutating func name(_ what: String, _ isValid: (String) -> Bool) throws -> String {
        guard case .word(let word) = token.kind, isValid(word) else {
            throw token.error("\(what) expected, not \(token.text)")
        }
        try advance()
        return word
    }

    private mutating func advance() throws { token = try lexer.next() }

    private mutating func take(_ kind: Token.Kind) throws -> Bool {
        guard token.kind == kind else { return false }
        try advance()
        return true
    }

    private mutating func expect(_ kind: Token.Kind, _ message: String) throws {
        guard try take(kind) else { throw token.error(message) }
    }
}
