/// The one shape of an error in dabiao: a code for programs, a sentence for people, and the next step.
public struct DabiaoError: Error, Hashable, Sendable {
    /// What kind of thing went wrong. The raw value crosses the control socket and decides the exit status.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// Something in a request, a file or an expression is not of its form.
        case invalid
        /// A name (of an enterprise, a bundle, a rule …) that nothing answers to.
        case notFound
        /// The state of things refuses it: a gate, a veto, a newer schema, a taken socket.
        case refused
        /// The caller may not do it.
        case notPermitted
        /// The daemon could not be reached.
        case unreachable
        /// The disk, the database or the system failed.
        case system
    }

    public let code: Code
    /// What was wrong, and where.
    public let message: Phrase
    /// What to do next; nil where the message says it already.
    public let remedy: Phrase?
    /// The text of the underlying error, in the words of whoever raised it.
    public let cause: String?

    public init(_ code: Code, _ message: Phrase, remedy: Phrase? = nil, cause: String? = nil) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }

    /// Message, remedy and cause as lines of one text.
    public func text(_ language: Language) -> String {
        [message.text(language), remedy?.text(language), cause].compactMap { $0 }.joined(separator: "\n")
    }
}

extension DabiaoError: CustomStringConvertible {
    public var description: String { text(.chinese) }
}
