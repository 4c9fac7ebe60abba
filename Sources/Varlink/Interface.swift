/// An interface as its definition declares it: what can be asked, and in which words.
public struct Interface: Sendable, Hashable {
    /// In reverse-domain notation, for example `org.example.Ledger`.
    public let name: String
    /// The comment above the `interface` line.
    public let comment: String
    /// The whole definition as it was written.
    public let description: String
    public let types: [TypeDeclaration]
    public let methods: [Method]
    public let errors: [ErrorDeclaration]

    /// Reads a definition in Varlink's interface language.
    ///
    /// - Throws: `InterfaceError` with the line and column of what is wrong.
    public init(parsing text: String) throws {
        var parser = try InterfaceParser(text)
        let members = try parser.interface()
        name = members.name
        comment = members.comment
        description = text
        types = members.types
        methods = members.methods
        errors = members.errors
    }

    public struct TypeDeclaration: Sendable, Hashable {
        public let name: String
        public let comment: String
        /// A structure or an enumeration.
        public let type: TypeExpression
    }

    public struct Method: Sendable, Hashable {
        public let name: String
        public let comment: String
        public let input: [Field]
        public let output: [Field]
    }

    public struct ErrorDeclaration: Sendable, Hashable {
        public let name: String
        public let comment: String
        public let parameters: [Field]
    }

    public struct Field: Sendable, Hashable {
        public let name: String
        public let comment: String
        public let type: TypeExpression
    }

    /// What a field may hold.
    public indirect enum TypeExpression: Sendable, Hashable {
        case bool, int, float, string
        /// Any JSON object.
        case object
        /// A type the interface declares.
        case named(String)
        case optional(TypeExpression)
        case array(TypeExpression)
        /// Values by string.
        case map(TypeExpression)
        case structure([Field])
        case enumeration([String])
    }
}

/// What is wrong with an interface definition, and where. Lines and columns count from one, columns in characters.
public struct InterfaceError: Error, Sendable, Hashable, CustomStringConvertible {
    public let line: Int
    public let column: Int
    public let message: String

    public var description: String { "\(line):\(column): \(message)" }
}
