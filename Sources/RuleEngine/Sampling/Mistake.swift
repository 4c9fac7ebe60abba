import Dabiao

/// A mistake in a rule, or in a derived value that it reads.
struct Mistake {
    enum Form {
        case rule(CompiledBundle.Rule)
        case step(SampleBench.MistakenStep)
    }

    let form: Form
    let location: SourceLocation
    /// The derived fact, or `list.column`; nil for the rule itself.
    let derived: String?
    let change: Phrase
}

extension CompiledBundle {
    /// Every single mistake in a rule itself.
    func mistakes(in rule: Rule) -> [Mistake] {
        func made(_ mutant: Mutant, _ source: ExpressionSource, _ form: Rule) -> Mistake {
            Mistake(
                form: .rule(form), location: source.location(of: mutant.offset), derived: nil, change: mutant.change)
        }
        let condition = rule.condition.mutants(quoting: rule.rule.rule.text).map { mutant in
            made(mutant, rule.rule.rule, rule.replacing(condition: mutant.expression, when: rule.when))
        }
        guard let when = rule.when, let source = rule.rule.when else { return condition }
        return condition
            + when.mutants(quoting: source.text).map { mutant in
                made(mutant, source, rule.replacing(condition: rule.condition, when: mutant.expression))
            }
    }

    /// Every single mistake in the derived values of this bundle that a rule reads.
    func mistakes(behind rule: Rule) -> [Mistake] {
        let names = closure(of: rule.typed).reduce(into: Set<String>()) { $0.formUnion($1.names) }
        let facts = bundle.derived.filter { names.contains($0.name) }.flatMap { derived in
            definitions[derived.name].map { mistakes(in: derived.derivation, $0, name: derived.name, list: nil) } ?? []
        }
        let cells = bundle.lists.flatMap { list in
            list.columns.flatMap { column -> [Mistake] in
                let name = "\(list.name).\(column.name)"
                guard names.contains(name), let derivation = column.derivation, let definition = definitions[name]
                else {
                    return []
                }
                return mistakes(in: derivation, definition, name: name, list: list.name)
            }
        }
        return facts + cells
    }

    private func mistakes(in derivation: Dabiao.Derivation, _ definition: Typed, name: String, list: String?)
        -> [Mistake]
    {
        let parts = definition.parts
        let isBands = if case .bands = definition.node { true } else { false }
        return derivation.sources.enumerated().flatMap { index, source in
            (isBands ? parts[index] : definition).mutants(quoting: source.text).map { mutant in
                var changed = parts
                if isBands { changed[index] = mutant.expression }
                let whole = isBands ? definition.replacing(changed) : mutant.expression
                let column = SQL.name(list.map { String(name.dropFirst($0.count + 1)) } ?? name)
                let statement = Compiler.update(column, to: Emitter.bounded(whole), list: list, tables: tables)
                return Mistake(
                    form: .step(SampleBench.MistakenStep(name: name, statement: statement)),
                    location: source.location(of: mutant.offset), derived: name, change: mutant.change)
            }
        }
    }
}

extension CompiledBundle.Rule {
    fileprivate func replacing(condition: Typed, when: Typed?) -> Self {
        Self(rule: rule, condition: condition, when: when, applicability: applicability)
    }
}
