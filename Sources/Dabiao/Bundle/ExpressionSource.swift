/// Where in a bundle something stands: the file relative to the bundle's folder, line and column from 1.
public struct SourceLocation: Hashable, Sendable, Codable {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`, as compilers write it.
    public var description: String { "\(file):\(line):\(column)" }
}

/// An expression of dabiao's language as its author wrote it; `RuleEngine` gives it meaning.
public struct ExpressionSource: Hashable, Sendable {
    public let text: String
    /// Where the first character of ``text`` stands.
    public let location: SourceLocation

    public init(_ text: String, at location: SourceLocation) {
        self.text = text
        self.location = location
    }
}

/// One finding about a bundle, in the form compilers use: where, what, what was expected, the nearest name.
public struct Diagnostic: Hashable, Sendable {
    public enum Severity: String, Sendable, Codable { case error, warning }

    public let severity: Severity
    public let location: SourceLocation
    /// What was wrong, what was expected, and where one fits the nearest known name.
    public let message: Phrase

    public init(_ severity: Severity = .error, at location: SourceLocation, _ message: Phrase) {
        self.severity = severity
        self.location = location
        self.message = message
    }
}

extension Diagnostic {
    /// `file:line:column: message`, as compilers write it.
    public func text(_ language: Language) -> String { "\(location): \(message.text(language))" }
}
