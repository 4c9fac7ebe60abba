import Dabiao

/// Checks the elements that a bundle's files name against the table of them, its own or that of a bundle it requires.
enum ElementCheck {
    /// The table of the elements of standards, with the columns that are read of it.
    private static let (table, edition, name) = ("elements", "standard_edition", "name")

    static func diagnostics(_ bundle: Dabiao.Bundle, requires: [Plugin]) -> [Diagnostic] {
        let rows = ([bundle] + requires.map(\.bundle)).flatMap(\.tables).filter { $0.name == table }.flatMap(\.rows)
        let known = Dictionary(grouping: rows) { $0.cells[edition]?.description ?? "" }
            .mapValues { $0.compactMap { $0.cells[name]?.description } }
        guard !known.isEmpty else { return unused(bundle) }
        return bundle.elementNames.compactMap { check($0, known) } + unused(bundle)
    }

    private static func check(_ element: ElementName, _ known: [String: [String]]) -> Diagnostic? {
        guard let names = known[element.edition] else {
            // Another standard may have elements of its own; one written nearly like a known one is a slip.
            guard let near = element.edition.nearest(among: known.keys.sorted()) else { return nil }
            return Diagnostic(
                at: element.location,
                Phrase(
                    "要素表里没有“\(element.edition)”这一版，是否是“\(near)”？",
                    "the table of elements has no edition '\(element.edition)'; did you mean '\(near)'?"))
        }
        guard !names.contains(element.name) else { return nil }
        return Diagnostic(
            at: element.location,
            .unknown(
                Phrase("要素（\(element.edition)）", "element of \(element.edition)"), element.name, among: names))
    }

    /// Rules that take the marks of an element that no check item belongs to.
    private static func unused(_ bundle: Dabiao.Bundle) -> [Diagnostic] {
        bundle.vetoRules.filter { rule in
            rule.effect == .zeroElement
                && !bundle.checklist.contains { $0.belongs(to: rule.elements) && $0.span.overlaps(rule.span) }
        }.map { rule in
            let known = Set(bundle.checklist.flatMap(\.elements.values)).sorted()
            let names = rule.elements.values.sorted().joined(separator: ", ")
            return Diagnostic(
                at: rule.location,
                Phrase("没有检查项属于“\(names)”，无分可扣", "no check item belongs to '\(names)', it has no marks to take")
                    .suggesting(names, among: known))
        }
    }
}
