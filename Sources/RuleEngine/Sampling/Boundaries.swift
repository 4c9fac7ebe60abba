import Dabiao

/// The values around which the answers of expressions may change, for each thing that is told: what it is compared
/// with, through arithmetic, dates and derived values.
struct Boundaries {
    private let compiled: CompiledBundle
    /// The day on which the samples are judged.
    private let today: CivilDate
    private(set) var values: [Place: Set<Value>] = [:]
    private(set) var types: [Place: ExpressionType] = [:]
    /// How many rows a list is compared with having.
    private(set) var sizes: [String: Set<Int>] = [:]
    private(set) var lists: Set<String> = []

    private static let depth = 24
    private static let most = 48

    init(_ expressions: [Typed], of list: String?, in compiled: CompiledBundle, today: CivilDate) {
        self.compiled = compiled
        self.today = today
        if let list { gather(list) }
        for expression in compiled.closure(of: expressions) { collect(expression) }
    }

    // MARK: - Where things meet

    private mutating func collect(_ expression: Typed) {
        switch expression.node {
        case .compare(_, let left, let right): meet(left, right)
        case .isIn(let value, let choices): for choice in choices { meet(value, choice) }
        case .between(let value, let low, let high):
            meet(value, low)
            meet(value, high)
        case .isMember(let value, let set):
            if case .set(let words) = set.type.kind { aim(value, at: Set(words.map { .text($0) })) }
        case .has(_, let set, let words):
            let fewer = words.indices.map { index in words.enumerated().filter { $0.offset != index }.map(\.element) }
            aim(set, at: Set(([words] + fewer + words.map { [$0] }).map { .set($0) }))
        case .reference(let reference):
            if case .told(let place) = compiled.origin(of: reference, expression.type) {
                types[place] = expression.type
                if case .column(let list, _) = place { lists.insert(list) }
            }
            if case .column(let source) = reference.origin { gather(source) }
        default: break
        }
        for source in expression.sources where source.kind == .list {
            gather(source.name)
        }
        for part in expression.parts { collect(part) }
    }

    /// A list whose rows are read; those of a derived list differ by the columns that gather them.
    private mutating func gather(_ name: String) {
        guard let told = compiled.toldList(name), let list = compiled.bundle.lists.first(where: { $0.name == name })
        else { return }
        lists.insert(told.name)
        guard list.from == told.name else { return }
        for column in told.columns where list.per.contains(column.name) && column.derivation == nil {
            let place = Place.column(list: told.name, column.name)
            types[place] = ExpressionType(column.type, unit: column.unit)
            values[place, default: []].formUnion(measure(ExpressionType(column.type, unit: column.unit)))
        }
    }

    private mutating func meet(_ left: Typed, _ right: Typed) {
        aim(left, at: known(right))
        aim(right, at: known(left))
    }

    // MARK: - Backwards: what must be told for an expression to come to these values

    private mutating func aim(_ expression: Typed, at targets: Set<Value>, depth: Int = 0) {
        let targets = Self.bounded(targets)
        guard depth < Self.depth, !targets.isEmpty else { return }
        switch expression.node {
        case .reference(let reference):
            switch compiled.origin(of: reference, expression.type) {
            case .told(let place): values[place, default: []].formUnion(targets)
            case .computed(let definition): aim(definition, at: targets, depth: depth + 1)
            case .fixed, .other: break
            }
        case .arithmetic(let operation, let left, let right): aim(operation, left, right, at: targets, depth)
        case .shift(let moment, let duration): aim(moment, by: duration, at: targets, depth)
        case .shiftWorkdays(let date, let count): aim(date, shiftedBy: count, at: targets, depth)
        case .call(let function, let arguments): aim(function, arguments, at: targets, depth)
        case .choose(_, let then, let otherwise):
            for part in [then, otherwise] { aim(part, at: targets, depth: depth + 1) }
        case .bands(let bands): for band in bands { aim(band.value, at: targets, depth: depth + 1) }
        case .lookup(_, let column, let otherwise):
            for part in [column, otherwise].compactMap({ $0 }) { aim(part, at: targets, depth: depth + 1) }
        case .aggregate(let aggregate, let rows, let value):
            self.aim(aggregate, rows, value, at: targets, depth)
        default: break
        }
    }

    private mutating func aim(
        _ operation: Arithmetic, _ left: Typed, _ right: Typed, at targets: Set<Value>, _ depth: Int
    ) {
        let (lefts, rights) = (known(left, depth: depth + 1), known(right, depth: depth + 1))
        func solved(_ others: Set<Value>, _ solve: (Double, Double) -> Double) -> Set<Value> {
            Set(
                Self.bounded(others).compactMap(\.number).flatMap { other in
                    targets.compactMap(\.number).map { solve($0, other) }.filter(\.isFinite).map { .number($0) }
                })
        }
        switch operation {
        case .plus:
            aim(left, at: solved(rights) { $0 - $1 }, depth: depth + 1)
            aim(right, at: solved(lefts) { $0 - $1 }, depth: depth + 1)
        case .minus:
            aim(left, at: solved(rights) { $0 + $1 }, depth: depth + 1)
            aim(right, at: solved(lefts) { $1 - $0 }, depth: depth + 1)
        case .times:
            aim(left, at: solved(rights) { $0 / $1 }.union([.number(1)]), depth: depth + 1)
            aim(right, at: solved(lefts) { $0 / $1 }.union([.number(1)]), depth: depth + 1)
        case .divide:
            aim(left, at: solved(rights.union([.number(1), .number(10)])) { $0 * $1 }, depth: depth + 1)
            aim(right, at: solved(lefts) { $1 / $0 }.union([.number(0), .number(1), .number(10)]), depth: depth + 1)
        }
    }

    private mutating func aim(_ moment: Typed, by duration: Typed, at targets: Set<Value>, _ depth: Int) {
        if case .scaled(_, let times) = duration.node { aim(times, at: [.number(0), .number(1)], depth: depth + 1) }
        if case .reference = duration.node { aim(duration, at: measure(.duration), depth: depth + 1) }
        let periods = known(duration, depth: depth + 1).compactMap(\.period)
        let moments = targets.flatMap { target in periods.compactMap { target.moved(by: -$0) } }
        aim(moment, at: Set(moments), depth: depth + 1)
    }

    /// Some calendar days around where so many workdays may lie, over the longest holidays.
    private mutating func aim(_ date: Typed, shiftedBy count: Typed, at targets: Set<Value>, _ depth: Int) {
        let counts = known(count, depth: depth + 1).compactMap(\.number).map { Int($0.clamped) }
        let days = targets.compactMap(\.date).flatMap { day in
            counts.flatMap { count in (-12...3).compactMap { day.adding(days: $0 - count * 7 / 5) } }
        }
        aim(date, at: Set(days.map { .date($0) }), depth: depth + 1)
    }

    private mutating func aim(_ function: Function, _ arguments: [Typed], at targets: Set<Value>, _ depth: Int) {
        let numbers = targets.compactMap(\.number)
        func aimFirst(_ solved: [Double]) {
            aim(arguments[0], at: Set(solved.filter(\.isFinite).map { .number($0) }), depth: depth + 1)
        }
        switch function {
        case .least, .greatest:
            for (index, argument) in arguments.enumerated() {
                let others = arguments.enumerated().filter { $0.offset != index }.map(\.element)
                aim(argument, at: targets, depth: depth + 1)
                aim(
                    argument, at: others.reduce(into: []) { $0.formUnion(known($1, depth: depth + 1)) },
                    depth: depth + 1)
            }
        case .abs: aimFirst(numbers.flatMap { [$0, -$0] })
        case .ceil, .floor, .round: aimFirst(numbers.flatMap { [$0 - 1, $0 - 0.5, $0, $0 + 0.5, $0 + 1] })
        case .sqrt: aimFirst(numbers.map { $0 * $0 })
        case .exp, .ln, .pow: aimFirst(numbers + [0, 0.5, 1, 2, 3, 5, 10, 30, 100, 1_000])
        case .daysBetween:
            let ends = numbers.compactMap { today.adding(days: Int($0.clamped)) }
            aim(arguments[0], at: [.date(today)], depth: depth + 1)
            aim(arguments[1], at: Set(ends.map { .date($0) }), depth: depth + 1)
        case .hoursBetween:
            guard let start = CivilMinute(today, hour: 0, minute: 0) else { return }
            let ends = numbers.compactMap { start.adding(minutes: Int(($0 * 60).clamped)) }
            aim(arguments[0], at: [.datetime(start)], depth: depth + 1)
            aim(arguments[1], at: Set(ends.map { .datetime($0) }), depth: depth + 1)
        case .dateOf:
            let minutes = targets.compactMap(\.date).compactMap { CivilMinute($0, hour: 0, minute: 0) }
            aim(arguments[0], at: Set(minutes.map { .datetime($0) }), depth: depth + 1)
        }
    }

    private mutating func aim(
        _ aggregate: Aggregate, _ rows: Typed.Rows, _ value: Typed?, at targets: Set<Value>, _ depth: Int
    ) {
        switch aggregate {
        case .count:
            guard rows.source.kind == .list, let list = compiled.toldList(rows.source.name) else { return }
            sizes[list.name, default: []].formUnion(targets.compactMap(\.number).map { Int($0.clamped) })
        case .sum:
            let numbers = targets.compactMap(\.number)
            // Rows may have to come together: each may be worth no more than one, or than its bound.
            if rows.source.kind == .list, let list = compiled.toldList(rows.source.name) {
                sizes[list.name, default: []].formUnion(numbers.map { Int($0.clamped) })
                if list.columns.contains(where: { $0.maximum != nil }) {
                    sizes[list.name, default: []].insert(Space.mostRows)
                }
            }
            let halves = numbers.map { Value.number($0 / 2) }
            if let value { aim(value, at: targets.union(halves), depth: depth + 1) }
        case .min, .max: if let value { aim(value, at: targets, depth: depth + 1) }
        case .any, .all: break
        }
    }

    // MARK: - Forwards: values that an expression is known to come to

    /// Every value of what is fixed; for what is told, one to measure others by.
    private func known(_ expression: Typed, depth: Int = 0) -> Set<Value> {
        guard depth < Self.depth else { return [] }
        switch expression.node {
        case .literal(let value): return [value]
        case .reference(let reference):
            if reference.name == "today" { return [.date(today)] }
            switch compiled.origin(of: reference, expression.type) {
            case .fixed(let values): return Self.bounded(Set(values))
            case .computed(let definition): return known(definition, depth: depth + 1)
            case .told, .other: return measure(expression.type)
            }
        case .arithmetic(let operation, let left, let right):
            let rights = known(right, depth: depth + 1).compactMap(\.number)
            let results = known(left, depth: depth + 1).compactMap(\.number).flatMap { left in
                rights.map { operation.of(left, $0) }
            }
            return Self.bounded(Set(results.filter(\.isFinite).map { .number($0) }))
        case .shift(let moment, let duration):
            let periods = known(duration, depth: depth + 1).compactMap(\.period)
            return Self.bounded(
                Set(known(moment, depth: depth + 1).flatMap { moment in periods.compactMap { moment.moved(by: $0) } }))
        case .scaled(let duration, let times):
            let counts = known(times, depth: depth + 1).compactMap(\.number).map { Int($0.clamped) }
            let periods = known(duration, depth: depth + 1).compactMap(\.period)
            return Self.bounded(
                Set(
                    periods.flatMap { period in
                        counts.map { .period(Period(months: period.months * $0, days: period.days * $0)) }
                    }))
        case .choose(_, let then, let otherwise): return union([then, otherwise], depth)
        case .bands(let bands): return union(bands.map(\.value), depth)
        case .lookup(_, let column, let otherwise): return union([column, otherwise].compactMap { $0 }, depth)
        case .call(_, let arguments) where expression.type.isNumber: return union(arguments, depth)
        case .aggregate(_, _, let value?) where value.type != .boolean: return known(value, depth: depth + 1)
        default: return measure(expression.type)
        }
    }

    private func union(_ expressions: [Typed], _ depth: Int) -> Set<Value> {
        Self.bounded(expressions.reduce(into: []) { $0.formUnion(known($1, depth: depth + 1)) })
    }

    private func measure(_ type: ExpressionType) -> Set<Value> {
        switch type.kind {
        case .number: [.number(1), .number(10)]
        case .date: [.date(today)]
        case .datetime: Set(CivilMinute(today, hour: 0, minute: 0).map { [.datetime($0)] } ?? [])
        case .duration:
            [
                .period(Period(months: 1, days: 0)), .period(Period(months: 12, days: 0)),
                .period(Period(months: 0, days: 30)),
            ]
        case .choice(let words): Set(words.prefix(Self.most).map { .text($0) })
        case .text: [.text("甲")]
        default: []
        }
    }

    /// A big table's cells stand for themselves by some of them, the least and the greatest among these.
    private static func bounded(_ values: Set<Value>) -> Set<Value> {
        guard values.count > most else { return values }
        let ordered = values.sorted(by: Value.precedes)
        return Set((0..<most).map { ordered[$0 * (ordered.count - 1) / (most - 1)] })
    }
}

extension Arithmetic {
    fileprivate func of(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .plus: left + right
        case .minus: left - right
        case .times: left * right
        case .divide: left / right
        }
    }
}

extension Double {
    /// Within what a count of days or months may be.
    fileprivate var clamped: Double { Swift.min(Swift.max(self, -99_999), 99_999) }
}

extension Value {
    var number: Double? { if case .number(let number) = self { number } else { nil } }
    var date: CivilDate? { if case .date(let date) = self { date } else { nil } }
    var minute: CivilMinute? { if case .datetime(let minute) = self { minute } else { nil } }
    fileprivate var period: Period? { if case .period(let period) = self { period } else { nil } }

    /// A day or a minute so much later; nil for anything else, and beyond the civil years.
    fileprivate func moved(by period: Period) -> Value? {
        switch self {
        case .date(let date): date.adding(period).map { .date($0) }
        case .datetime(let minute): minute.adding(period).map { .datetime($0) }
        default: nil
        }
    }

    /// An order for values of one type.
    static func precedes(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.date(let left), .date(let right)): left < right
        default: left.description < right.description
        }
    }
}
