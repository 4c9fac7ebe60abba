import Dabiao

/// Collects what is wrong with a bundle, so that all of it can be told at once.
final class DiagnosticLog {
    private var found: [Diagnostic] = []

    /// In the order of files, lines and columns.
    var diagnostics: [Diagnostic] {
        found.sorted {
            ($0.location.file, $0.location.line, $0.location.column)
                < ($1.location.file, $1.location.line, $1.location.column)
        }
    }

    var count: Int { found.count }

    var hasErrors: Bool { found.contains { $0.severity == .error } }

    func error(at location: SourceLocation, _ phrase: Phrase) {
        found.append(Diagnostic(.error, at: location, phrase))
    }

    func error(at location: SourceLocation, _ zh: String, _ en: String) {
        error(at: location, Phrase(zh, en))
    }
}

extension Phrase {
    /// The same sentence with another behind it.
    func followed(by other: Phrase) -> Phrase {
        Phrase(zh + other.zh, en + other.en)
    }

    /// That a name is not known, with the nearest one or, where none is near, the names that there are.
    static func unknown(_ kind: Phrase, _ name: String, among known: [String]) -> Phrase {
        Phrase("没有名为“\(name)”的\(kind.zh)", "there is no \(kind.en) '\(name)'").suggesting(name, among: known)
    }

    /// The sentence about a name with the nearest known one or, where none is near, all of them.
    func suggesting(_ name: String, among known: [String]) -> Phrase {
        if let nearest = name.nearest(among: known) {
            return followed(by: Phrase("，是否是“\(nearest)”？", "; did you mean '\(nearest)'?"))
        }
        guard !known.isEmpty else { return self }
        let names = known.prefix(20)
        return followed(
            by: Phrase("，可用的有：\(names.joined(separator: "、"))", "; known are \(names.joined(separator: ", "))"))
    }
}
