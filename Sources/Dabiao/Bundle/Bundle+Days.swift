// What of a bundle holds on which day.
extension Bundle {
    /// The bundle with the parameters, facts, lists, derived values, bands and rows of tables that are in force on a
    /// day: of each thing one version.
    ///
    /// Rules, check items and obligations stay, each with its own days: one that has not begun is a shadow already, and
    /// one that has ended may have left something to do.
    public func inForce(on day: CivilDate) -> Bundle {
        var bundle = self
        bundle.parameters = parameters.filter { $0.span.contains(day) }
        bundle.facts = facts.filter { $0.span.contains(day) }
        bundle.derived = derived.filter { $0.span.contains(day) }.compactMap { derived in
            derived.derivation.inForce(on: day).map { derivation in
                var derived = derived
                derived.derivation = derivation
                return derived
            }
        }
        bundle.lists = lists.filter { $0.span.contains(day) }.map { list in
            var list = list
            list.columns = list.columns.compactMap { $0.inForce(on: day) }
            return list
        }
        bundle.tables = tables.map { table in
            var table = table
            table.rows = table.rows.filter { $0.span.contains(day) }
            return table
        }
        return bundle
    }

    /// The days on which ``inForce(on:)`` becomes another, in order.
    public var schemaTurns: [CivilDate] {
        let derivations = derived.map(\.derivation) + lists.flatMap { $0.columns.compactMap(\.derivation) }
        let spans =
            parameters.map(\.span) + facts.map(\.span) + lists.map(\.span) + derived.map(\.span)
            + derivations.flatMap(\.spans) + tables.flatMap { $0.rows.map(\.span) }
        return Set(spans.flatMap(\.turns)).sorted()
    }

    /// The days on which anything in it begins, ends, or is warned of, in order.
    public var turns: [CivilDate] {
        let spans = vetoRules.map(\.span) + obligations.map(\.span) + checklist.map(\.span)
        return Set(schemaTurns + spans.flatMap(\.turns) + vetoRules.compactMap(\.warn)).sorted()
    }
}

extension Derivation {
    /// With the bands of a day; nil where it has none then.
    fileprivate func inForce(on day: CivilDate) -> Derivation? {
        guard case .bands(let bands) = self else { return self }
        let valid = bands.filter { $0.span.contains(day) }
        return valid.isEmpty ? nil : .bands(valid)
    }

    fileprivate var spans: [Span] {
        if case .bands(let bands) = self { bands.map(\.span) } else { [] }
    }
}

extension ColumnDeclaration {
    /// With the bands of a day; nil where it is computed by bands and has none then.
    fileprivate func inForce(on day: CivilDate) -> ColumnDeclaration? {
        guard let derivation else { return self }
        guard let valid = derivation.inForce(on: day) else { return nil }
        var column = self
        column.derivation = valid
        return column
    }
}
