import Dabiao

/// A value of a YAML file, with where it stands. Scalars are text; their meaning comes from the declared type.
struct YAMLNode: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// Trimmed and NFKC-normalised.
        case scalar(String)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// A key of a mapping with its value, in the order of the file.
    struct Entry: Hashable, Sendable {
        let key: String
        let location: SourceLocation
        let value: YAMLNode
    }

    let content: Content
    let location: SourceLocation
    /// Where the first character of a scalar's text stands: behind a quote, or on the line below `|`.
    let textLocation: SourceLocation
    /// True for a scalar without quotes and not in a block.
    let isPlain: Bool

    /// The text of a scalar; nil for a sequence or mapping.
    var text: String? {
        guard case .scalar(let text) = content else { return nil }
        return text
    }

    /// True where a key has nothing behind it.
    var isBlank: Bool { isPlain && text?.isEmpty == true }

    /// The entries of a mapping; empty for anything else.
    var entries: [Entry] {
        guard case .mapping(let entries) = content else { return [] }
        return entries
    }

    /// The elements of a sequence; anything else is its own only element.
    var elements: [YAMLNode] {
        guard case .sequence(let elements) = content else { return [self] }
        return elements
    }

    /// The value of a key; nil where the mapping has none.
    subscript(_ key: String) -> YAMLNode? {
        entries.first { $0.key == key }?.value
    }
}
