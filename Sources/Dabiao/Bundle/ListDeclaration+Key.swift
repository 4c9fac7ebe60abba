extension ListDeclaration {
    /// What identifies a row: the values of its key columns, or its place where the list has no key.
    ///
    /// No two different keys give the same text, and none gives an empty one, which stands for the subject itself: where
    /// a value is empty, or could be taken for another, a backslash tells.
    public func key(of row: [String: Value], at place: Int) -> String {
        guard !key.isEmpty else { return String(place) }
        let values = key.map { row[$0]?.description ?? "" }
        return values.map { Self.escaped($0, isPart: values.count > 1) }.joined(separator: "/")
    }

    private static func escaped(_ value: String, isPart: Bool) -> String {
        if value.isEmpty { return "\\e" }
        // SQLite's text ends at a NUL for those who read it.
        guard value.contains(where: { $0 == "\\" || $0 == "\0" || isPart && $0 == "/" }) else { return value }
        let plain = value.replacing("\\", with: "\\\\").replacing("\0", with: "\\0")
        return isPart ? plain.replacing("/", with: "\\/") : plain
    }
}
