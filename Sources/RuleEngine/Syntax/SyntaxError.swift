import Dabiao

/// One thing wrong with an expression: at which character of it, and what was expected.
struct SyntaxError: Error, Hashable {
    /// Characters before the place, from 0.
    let offset: Int
    let message: Phrase

    init(_ offset: Int, _ zh: String, _ en: String) {
        self.offset = offset
        message = Phrase(zh, en)
    }
}

/// The limits that are checked before any recursion, so that no text can exhaust the stack or the memory.
enum SyntaxLimit {
    /// UTF-8 bytes of one expression.
    static let bytes = 16_384
    /// Levels of one expression's tree.
    static let depth = 100
}
