import Dabiao

// Names that the language has for itself.
extension Compiler {
    private static let reserved =
        Set(Token.Keyword.allCases.map { $0.rawValue.lowercased() }).union(["today", "workdays", "otherwise"])

    /// Refuses names that an expression could not mean: words of the language, and the registers' among the sources.
    mutating func checkNames() {
        let registers = Set(Registers.all.map(\.name)).union(Registers.closed.keys)
        let sources =
            bundle.lists.map { ($0.name, $0.location) } + bundle.tables.map { ($0.name, $0.location) }
        for (name, location) in sources where registers.contains(name) {
            diagnostics.append(
                Diagnostic(
                    at: location,
                    Phrase("“\(name)”是登记的名字，请换一个", "'\(name)' is the name of a register: choose another")))
        }
        let names =
            bundle.facts.map { ($0.name, $0.location) } + bundle.derived.map { ($0.name, $0.location) }
            + bundle.parameters.map { ($0.name, $0.location) }
            + (bundle.lists.flatMap(\.columns) + bundle.tables.flatMap(\.columns)).map { ($0.name, $0.location) }
        for (name, location) in names + sources where Self.reserved.contains(name) {
            diagnostics.append(
                Diagnostic(
                    at: location,
                    Phrase("“\(name)”是表达式语言的词，请换一个名字", "'\(name)' is a word of the language: choose another name")))
        }
    }
}
