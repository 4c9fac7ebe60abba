import Dabiao

/// One thing that samples vary, with the values that it takes; nil is not told.
struct Axis {
    enum Target: Hashable {
        case fact(String)
        case foreign(String)
        /// How many rows a list has.
        case rows(String)
        /// A cell of the first or the second row.
        case cell(list: String, row: Int, column: String)
    }

    let target: Target
    let values: [Value?]
}

extension Axis {
    /// How a thing is declared, as far as its values depend on it.
    struct Declared {
        let type: ExpressionType
        var minimum: Double?
        var maximum: Double?
        var isRequired = false
    }

    private static let most = 40

    /// Every value worth telling of a thing: each side of each boundary, its bounds, all its words, and not told.
    static func values(of declared: Declared, around boundaries: Set<Value>, today: CivilDate) -> [Value?] {
        let known: [Value]
        switch declared.type.kind {
        case .boolean: known = [.boolean(true), .boolean(false)]
        case .number(_, let isInteger): known = numbers(boundaries, declared, isInteger: isInteger)
        case .date: known = dates(boundaries.isEmpty ? [.date(today)] : boundaries)
        case .choice(let words):
            let met = words.filter { boundaries.contains(.text($0)) }
            known = (met + words.filter { !met.contains($0) }).prefix(most).map { .text($0) }
        case .set(let words): known = sets(of: words, boundaries)
        case .datetime:
            known = spread(
                Set(boundaries.compactMap(\.minute).flatMap { m in [-1, 0, 1].compactMap { m.adding(minutes: $0) } })
                    .sorted()
            ).map { .datetime($0) }
        case .text, .reference: known = boundaries.sorted(by: Value.precedes).prefix(most - 1) + [.text("某某")]
        case .duration: known = durations(boundaries)
        case .workdays: known = []
        }
        return (declared.isRequired ? [] : [nil]) + known.map { Optional($0) }
    }

    private static func numbers(_ boundaries: Set<Value>, _ declared: Declared, isInteger: Bool) -> [Value] {
        let bounds = [declared.minimum, declared.maximum].compactMap { $0 }
        let centres = Set(boundaries.compactMap(\.number) + bounds)
        let around = (centres.isEmpty ? [0, 1] : centres).flatMap { centre in
            isInteger
                ? [centre.rounded(.down) - 1, centre.rounded(.down), centre.rounded(.up), centre.rounded(.up) + 1]
                : steps(around: centre)
        }
        let allowed = Set(around.map(\.roundedAtNineDecimals)).filter { number in
            (declared.minimum.map { number >= $0 } ?? true) && (declared.maximum.map { number <= $0 } ?? true)
                && abs(number) < 1e15
        }
        return spread(allowed.sorted()).map { .number($0) }
    }

    /// A step and a tenth of one to each side.
    private static func steps(around centre: Double) -> [Double] {
        let step = centre.lastDigit
        return [centre - step, centre - step / 10, centre, centre + step / 10, centre + step]
    }

    private static func dates(_ boundaries: Set<Value>) -> [Value] {
        let days = boundaries.compactMap(\.date).flatMap { day in [-1, 0, 1].compactMap { day.adding(days: $0) } }
        return spread(Set(days).sorted()).map { .date($0) }
    }

    /// Each with what is a little shorter and a little longer, whatever it is compared with.
    private static func durations(_ boundaries: Set<Value>) -> [Value] {
        let periods = boundaries.compactMap { value -> Period? in
            if case .period(let period) = value { period } else { nil }
        }
        let around = periods.flatMap { period in
            period.months == 0
                ? [-1, 0, 1].map { Period(days: period.days + $0) }
                : [-1, 0, 1].map { Period(months: period.months + $0, days: period.days) }
        }
        return spread(Set(around.filter(\.isPositive).map { Value.period($0) }).sorted(by: Value.precedes))
    }

    /// None, each alone, all, and the combinations that are asked for; in the order of the declaration.
    private static func sets(of words: [String], _ boundaries: Set<Value>) -> [Value] {
        let asked = boundaries.compactMap { value -> [String]? in
            if case .set(let chosen) = value { words.filter(chosen.contains) } else { nil }
        }
        let all = Set(asked + [[], words] + words.prefix(most / 2).map { [$0] })
        return spread(all.sorted { ($0.count, $0.joined()) < ($1.count, $1.joined()) }).map { .set($0) }
    }

    private static func spread<Element>(_ elements: [Element]) -> [Element] {
        guard elements.count > most else { return elements }
        return (0..<most).map { elements[$0 * (elements.count - 1) / (most - 1)] }
    }
}
