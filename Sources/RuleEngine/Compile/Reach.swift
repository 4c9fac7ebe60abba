import Dabiao

/// The figures that an expression rests on, through all derived values behind it: rows of tables, parameters, bands.
struct Reach {
    private let bundle: Bundle
    /// The checked form of each derived fact (`name`) and derived column (`list.name`).
    private let definitions: [String: Typed]
    private let derivations: [String: Derivation]

    init(_ bundle: Bundle, definitions: [String: Typed]) {
        self.bundle = bundle
        self.definitions = definitions
        let facts = bundle.derived.map { ($0.name, $0.derivation) }
        let columns = bundle.lists.flatMap { list in
            list.columns.compactMap { column in column.derivation.map { ("\(list.name).\(column.name)", $0) } }
        }
        derivations = Dictionary(facts + columns) { first, _ in first }
    }

    /// The basis of every figure reached, each by itself, with what it is called.
    func figures(of expressions: [Typed]) -> [(name: String, basis: [Citation])] {
        var seen = Set<String>()
        var waiting = expressions
        var figures: [(name: String, basis: [Citation])] = []
        while let expression = waiting.popLast() {
            for source in expression.sources where source.kind == .table && seen.insert("table \(source.name)").inserted
            {
                let rows = bundle.tables.first { $0.name == source.name }?.rows ?? []
                figures += rows.map { ("\($0.location)", $0.basis) }
            }
            for reference in expression.references {
                let name = Self.name(of: reference)
                guard seen.insert(name).inserted else { continue }
                if let parameter = bundle.parameters.first(where: { $0.name == name }) {
                    figures.append((name, parameter.basis))
                }
                if let basis = bundle.derived.first(where: { $0.name == name })?.basis, !basis.isEmpty {
                    figures.append((name, basis))
                }
                if case .bands(let bands)? = derivations[name] {
                    figures += bands.filter { !$0.basis.isEmpty }.map { ("\($0.when.location)", $0.basis) }
                }
                if let definition = definitions[name] { waiting.append(definition) }
            }
        }
        return figures
    }

    private static func name(of reference: Reference) -> String {
        if case .column(let source) = reference.origin { "\(source).\(reference.name)" } else { reference.name }
    }
}

extension Compiler {
    /// A veto may not do more than the figures behind it support: lint splits no table, its author does.
    mutating func checkEffects(_ compiled: CompiledBundle, definitions: [String: Typed]) {
        let reach = Reach(bundle, definitions: definitions)
        for rule in compiled.rules where rule.rule.span.overlaps(days) {
            let figures = reach.figures(of: rule.typed).map { ($0.name, Effect.ceiling(of: $0.basis)) }
            guard let weakest = figures.max(by: { $0.1 < $1.1 }), rule.rule.effect < weakest.1 else { continue }
            let (effect, ceiling) = (rule.rule.effect.rawValue, weakest.1.rawValue)
            diagnostics.append(
                Diagnostic(
                    at: rule.rule.location,
                    Phrase(
                        "后果“\(effect)”超过了所用数值（\(weakest.0)）的依据：最多写“effect: \(ceiling)”，或把确定程度不同的行分成两张表",
                        "the effect '\(effect)' exceeds the basis of a figure it rests on (\(weakest.0)): write "
                            + "'effect: \(ceiling)' at most, or split rows of different certainty into two tables")))
        }
    }
}
