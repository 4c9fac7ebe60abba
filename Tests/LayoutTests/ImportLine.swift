/// The `import` lines of a Swift file.
enum ImportLine {
    private static let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set<Substring> = [
        "typealias", "struct", "class", "actor", "enum", "protocol", "let", "var", "func",
    ]

    /// The modules that a file imports, whatever the access, attribute or kind of the import; of a submodule, its top.
    static func modules(in source: String) -> Set<String> {
        Set(source.split(whereSeparator: \.isNewline).compactMap { module(in: $0) })
    }

    private static func module(in line: Substring) -> String? {
        var words = line.split(whereSeparator: \.isWhitespace)[...]
        while let first = words.first, first.hasPrefix("@") || access.contains(first) { words.removeFirst() }
        guard words.first == "import" else { return nil }
        words.removeFirst()
        if let kind = words.first, kinds.contains(kind) { words.removeFirst() }
        return words.first?.prefix { $0.isLetter || $0.isNumber || $0 == "_" }.description
    }
}
