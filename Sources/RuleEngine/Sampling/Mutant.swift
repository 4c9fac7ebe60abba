import Dabiao

/// An expression with one small mistake in it, as an author might make it.
struct Mutant {
    let expression: Typed
    /// Where the mistake stands: characters before it in the text.
    let offset: Int
    /// The mistake, in words that follow “if one were to”.
    let change: Phrase
}

extension Typed {
    /// The expression negated, and every single mistake in it: a comparison exchanged, a bound moved by one step, a
    /// term or a NOT dropped, AND and OR exchanged.
    ///
    /// - Parameter text: what it was read from, to quote it.
    func mutants(quoting text: String) -> [Mutant] {
        let mistakes = Mutation(text: text).mistakes(in: self, isBound: false)
        if case .not = node { return mistakes }
        guard type == .boolean else { return mistakes }
        let negated = Mutant(
            expression: with(.not(self)), offset: offset, change: Phrase("把整条取反", "the whole is negated"))
        return [negated] + mistakes
    }
}

/// Makes the mistakes.
private struct Mutation {
    let text: String

    /// - Parameter isBound: whether a literal here is what something is compared with.
    func mistakes(in expression: Typed, isBound: Bool) -> [Mutant] {
        let own = own(expression, isBound: isBound).map { node, offset, change in
            Mutant(expression: expression.with(node), offset: offset, change: change)
        }
        let parts = expression.parts
        let inner = parts.indices.flatMap { index in
            mistakes(in: parts[index], isBound: bounds(in: expression, isBound)).map { mutant in
                var changed = parts
                changed[index] = mutant.expression
                return Mutant(
                    expression: expression.replacing(changed), offset: mutant.offset, change: mutant.change)
            }
        }
        return own + inner + unwrapped(expression)
    }

    private func bounds(in expression: Typed, _ isBound: Bool) -> Bool {
        switch expression.node {
        case .compare, .between: true
        case .arithmetic(.plus, _, _), .arithmetic(.minus, _, _), .shiftWorkdays: isBound
        default: false
        }
    }

    private typealias Change = (node: Typed.Node, offset: Int, phrase: Phrase)

    private func own(_ expression: Typed, isBound: Bool) -> [Change] {
        let place = expression.offset
        switch expression.node {
        case .compare(let operation, let left, let right):
            let other = operation.mistaken
            return [
                (.compare(other, left, right), place, swapped(operation.rawValue, other.rawValue, in: expression))
            ]
        case .and(let terms):
            return [(.or(terms), place, swapped("AND", "OR", in: expression))] + dropped(terms, of: "AND") { .and($0) }
        case .or(let terms):
            return [(.and(terms), place, swapped("OR", "AND", in: expression))] + dropped(terms, of: "OR") { .or($0) }
        case .isIn(let value, let choices):
            return choices.count < 2 ? [] : dropped(choices, of: "IN") { .isIn(value, $0) }
        case .has(let quantifier, let set, let words):
            let other: Quantifier = quantifier == .any ? .all : .any
            let phrase = swapped("HAS \(quantifier.rawValue)", "HAS \(other.rawValue)", in: expression)
            return words.count < 2 ? [] : [(.has(other, set, words), place, phrase)]
        case .between(let value, let low, let high): return open(value, low, high, at: place)
        case .shift(let moment, let duration):
            guard case .literal(.period(let period)) = duration.node else { return [] }
            return [1, -1].map { days in
                let other = duration.with(.literal(.period(Period(months: period.months, days: period.days + days))))
                let phrase = Phrase(
                    "把日期算\(days > 0 ? "晚" : "早")一天\(quote(expression))",
                    "the date comes a day \(days > 0 ? "later" : "earlier")\(quote(expression))")
                return (.shift(moment, by: other), place, phrase)
            }
        case .literal(let value) where isBound:
            return value.neighbours.map { other in
                (.literal(other), place, Phrase("把 \(value) 改成 \(other)", "\(value) becomes \(other)"))
            }
        default: return []
        }
    }

    /// Mistakes that leave one part of a whole.
    private func unwrapped(_ expression: Typed) -> [Mutant] {
        switch expression.node {
        case .not(let operand):
            return [
                Mutant(
                    expression: operand, offset: expression.offset,
                    change: Phrase("去掉 NOT\(quote(expression))", "NOT is dropped\(quote(expression))"))
            ]
        case .and(let terms) where terms.count == 2: return remaining(terms, of: "AND")
        case .or(let terms) where terms.count == 2: return remaining(terms, of: "OR")
        default: return []
        }
    }

    private func remaining(_ terms: [Typed], of word: String) -> [Mutant] {
        [0, 1].map { index in
            Mutant(
                expression: terms[1 - index], offset: terms[index].offset,
                change: dropping(index, terms[index], of: word))
        }
    }

    private func dropped(_ terms: [Typed], of word: String, _ whole: ([Typed]) -> Typed.Node) -> [Change] {
        guard terms.count > 2 || word == "IN" else { return [] }
        return terms.indices.map { index in
            var others = terms
            others.remove(at: index)
            return (whole(others), terms[index].offset, dropping(index, terms[index], of: word))
        }
    }

    private func open(_ value: Typed, _ low: Typed, _ high: Typed, at place: Int) -> [Change] {
        func compare(_ operation: Comparison, _ bound: Typed) -> Typed {
            Typed(node: .compare(operation, value, bound), type: .boolean, offset: place)
        }
        return [
            (
                .and([compare(.greater, low), compare(.lessOrEqual, high)]), low.offset,
                Phrase("让 BETWEEN 不含下限", "BETWEEN leaves its lower bound out")
            ),
            (
                .and([compare(.greaterOrEqual, low), compare(.less, high)]), high.offset,
                Phrase("让 BETWEEN 不含上限", "BETWEEN leaves its upper bound out")
            ),
        ]
    }

    private func swapped(_ old: String, _ new: String, in expression: Typed) -> Phrase {
        let quote = quote(expression)
        return Phrase("把 \(old) 改成 \(new)\(quote)", "\(old) becomes \(new)\(quote)")
    }

    private func dropping(_ index: Int, _ term: Typed, of word: String) -> Phrase {
        let quote = quote(term)
        return Phrase("去掉 \(word) 的第 \(index + 1) 项\(quote)", "term \(index + 1) of \(word) is dropped\(quote)")
    }

    /// How the text of a part begins, in brackets.
    private func quote(_ part: Typed) -> String {
        let rest = text.dropFirst(part.offset).prefix { !$0.isNewline }
        return rest.isEmpty ? "" : " [\(rest.count > 28 ? "\(rest.prefix(28))…" : String(rest))]"
    }
}

extension Comparison {
    /// The one that is most easily written in its place.
    fileprivate var mistaken: Comparison {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .lessOrEqual
        case .lessOrEqual: .less
        case .greater: .greaterOrEqual
        case .greaterOrEqual: .greater
        }
    }
}

extension Value {
    /// The values one step beside it, by its last digit; none where it has no order.
    fileprivate var neighbours: [Value] {
        switch self {
        case .number(let number): [1, -1].map { .number((number + $0 * number.lastDigit).roundedAtNineDecimals) }
        case .date(let date): [1, -1].compactMap { date.adding(days: $0).map { .date($0) } }
        case .datetime(let minute): [1, -1].compactMap { minute.adding(minutes: $0).map { .datetime($0) } }
        case .boolean, .text, .never, .period, .set: []
        }
    }
}

extension Double {
    /// What its last decimal digit counts: 1 for 5000, 0.1 for 0.8; a hundredth at least.
    var lastDigit: Double {
        for digit in [1, 0.1] where (self / digit - (self / digit).rounded()).magnitude < 1e-6 { return digit }
        return 0.01
    }
}
