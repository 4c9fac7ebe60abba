import Dabiao
import GRDB

extension Explainer {
    /// The values that were found for one row, or for the subject.
    struct Findings {
        let explainer: Explainer
        let key: String
        let values: [DatabaseValue]

        fileprivate func value(_ sql: String) -> DatabaseValue {
            explainer.index[sql].map { values[$0] } ?? .null
        }

        fileprivate func count(_ sql: String) -> Int64? { Int64.fromDatabaseValue(value(sql)) }

        /// Every name that was read, with its value; nil is unknown.
        var facts: [(name: String, value: Value?)] {
            explainer.references.filter { $0.origin != .parameter }.map { reference in
                let type = explainer.types[reference.name] ?? .text
                return (reference.name, FactTables.value(value(reference.sql), as: type))
            }
        }

        func isUnknown(_ expression: Typed) -> Bool {
            if case .literal = expression.node { return false }
            return value(Emitter.bounded(expression)).isNull
        }

        /// The truth of a condition; nil is unknown.
        func truth(_ expression: Typed) -> Bool? {
            if case .literal(.boolean(let truth)) = expression.node { return truth }
            return count(Emitter.bounded(expression)).map { $0 != 0 }
        }

        /// Why an expression is unknown; empty where it is known.
        func reasons(_ expression: Typed) -> [UnknownReason] {
            guard isUnknown(expression) else { return [] }
            let reasons: [UnknownReason]
            switch expression.node {
            case .reference(let reference): reasons = self.reasons(reference)
            case .choose(let condition, let then, let otherwise):
                let truth = truth(condition)
                reasons = truth.map { self.reasons($0 ? then : otherwise) } ?? self.reasons(condition)
            case .bands(let bands):
                let decisive = bands.first { truth($0.when) != false }
                reasons = decisive.map { truth($0.when) == nil ? self.reasons($0.when) : self.reasons($0.value) } ?? []
            case .aggregate(let aggregate, let rows, let value):
                reasons = self.reasons(aggregate, rows, value, expression)
            case .lookup(let rows, let column, let otherwise):
                reasons = self.reasons(rows, column, otherwise, expression)
            default: reasons = expression.parts.flatMap { self.reasons($0) }
            }
            return reasons.isEmpty ? [failure(of: expression)] : reasons.eachOnce()
        }

        private func reasons(_ reference: Reference) -> [UnknownReason] {
            let compiled = explainer.compiled
            switch reference.origin {
            case .fact, .derived, .column:
                let name = reference.qualifiedName
                if let when = compiled.applicability[name], truth(when) == false { return [.notApplicable(name)] }
                if let definition = compiled.definitions[name] { return reasons(definition) }
                if case .column(let source) = reference.origin {
                    return [.missingCell(list: source, column: reference.name)]
                }
                return [.missing(name)]
            case .core, .foreign, .parameter, .constant: return [.missing(reference.name)]
            }
        }

        /// Why the rows of a list are not known; empty where they are.
        func untold(_ list: String) -> [UnknownReason] {
            guard let declared = explainer.compiled.bundle.lists.first(where: { $0.name == list }),
                value(Explainer.told(list)).isNull
            else { return [] }
            if let when = explainer.compiled.applicability[list], truth(when) == false { return [.notApplicable(list)] }
            guard let from = declared.from else { return [.notTold(list)] }
            let behind = untold(from)
            return behind.isEmpty ? declared.per.map { .missingCell(list: from, column: $0) } : behind
        }
    }
}

// MARK: - Over rows

extension Explainer.Findings {
    private func outerReasons(_ rows: Typed.Rows, _ expression: Typed) -> [UnknownReason] {
        let untold = untold(rows.source.name)
        return untold.isEmpty ? Explainer.outer(of: expression).flatMap { reasons($0) } : untold
    }

    private func reasons(_ aggregate: Aggregate, _ rows: Typed.Rows, _ value: Typed?, _ expression: Typed)
        -> [UnknownReason]
    {
        let outer = outerReasons(rows, expression)
        guard outer.isEmpty else { return outer }
        let matches = count(Emitter.matches(rows))
        if aggregate == .min || aggregate == .max, matches == 0 { return [.noRows(rows.source.name)] }
        return cells(matches == nil ? rows.condition : value, of: rows)
    }

    private func reasons(_ rows: Typed.Rows, _ column: Typed, _ otherwise: Typed?, _ expression: Typed)
        -> [UnknownReason]
    {
        switch count(Emitter.matches(rows)) {
        case 0: return otherwise.map { reasons($0) } ?? [.noRow(rows.source.name)]
        case 1:
            let cells = cells(column, of: rows)
            return cells.isEmpty ? Explainer.outer(of: column).flatMap { reasons($0) } : cells
        case .some: return [.ambiguous(rows.source.name)]
        case nil:
            let outer = outerReasons(rows, expression)
            return outer.isEmpty ? cells(rows.condition, of: rows) : outer
        }
    }

    /// The cells without which an expression over the rows is unknown; what does not apply is told only where nothing is
    /// missing.
    private func cells(_ expression: Typed?, of rows: Typed.Rows) -> [UnknownReason] {
        guard let expression else { return [] }
        let source = rows.source.name
        let columns = explainer.compiled.cells(of: [expression], from: source)
        let missing = columns.filter { (count(explainer.compiled.lacking($0, of: rows)) ?? 0) > 0 }
        guard missing.isEmpty else { return missing.map { .missingCell(list: source, column: $0) } }
        return columns.filter { (count(explainer.compiled.notApplying($0, of: rows)) ?? 0) > 0 }
            .map { .notApplicable("\(source).\($0)") }
    }
}

// MARK: - Known parts, unknown whole

extension Explainer.Findings {
    /// Why an expression is unknown although all that it reads is known.
    private func failure(of expression: Typed) -> UnknownReason {
        switch expression.node {
        case .arithmetic(.divide, _, let divisor): number(divisor) == 0 ? .undefined : .overflow
        case .arithmetic, .shift, .scaled: .overflow
        case .shiftWorkdays: .calendar
        case .call(.pow, let arguments): power(arguments.map(number))
        case .call(.exp, _), .call(.abs, _): .overflow
        case .aggregate(.sum, _, let value?) where !value.mayBeUndefined: .overflow
        default: .undefined
        }
    }

    /// A power that is no number, or a division by zero; else it is too large.
    private func power(_ arguments: [Double?]) -> UnknownReason {
        guard arguments.count == 2, let base = arguments[0], let exponent = arguments[1], base != 0 else {
            return .undefined
        }
        return base < 0 && exponent != exponent.rounded() ? .undefined : .overflow
    }

    private func number(_ expression: Typed) -> Double? {
        if case .literal(.number(let number)) = expression.node { return number }
        return Double.fromDatabaseValue(value(Emitter.bounded(expression)))
    }
}

extension Typed {
    /// True where a part of it has no value for some numbers.
    fileprivate var mayBeUndefined: Bool {
        switch node {
        case .arithmetic(.divide, _, _), .call(.sqrt, _), .call(.ln, _), .call(.pow, _): true
        default: parts.contains(where: \.mayBeUndefined)
        }
    }
}
