import Dabiao

/// Everything that may be told where expressions are evaluated, as axes; a point of it is a sample.
struct Space {
    /// What is told at a point.
    struct Sample {
        var telling = Telling()
        /// Values of the daemon and of bundles required, by qualified name.
        var foreign: [String: Value] = [:]
    }

    /// For each axis, which of its values.
    typealias Point = [Int]

    /// Rows that a list is told with at most, unless it must have more.
    static let mostRows = 24

    let axes: [Axis]
    private let bundle: Bundle
    private let today: CivilDate

    /// - Parameter includesForeign: whether what no case can tell is varied too, or left unknown.
    init(
        _ expressions: [Typed], of list: String?, in compiled: CompiledBundle, today: CivilDate,
        includesForeign: Bool = false
    ) {
        bundle = compiled.bundle
        self.today = today
        let boundaries = Boundaries(expressions, of: list, in: compiled, today: today)
        var axes: [Axis] = []
        for (place, type) in boundaries.types.sorted(by: { $0.key.name < $1.key.name }) {
            let declared = Self.declared(place, type, in: compiled.bundle)
            let values = Axis.values(of: declared, around: boundaries.values[place] ?? [], today: today)
            switch place {
            case .fact(let name): axes.append(Axis(target: .fact(name), values: values))
            case .foreign(let name):
                if includesForeign { axes.append(Axis(target: .foreign(name), values: values)) }
            case .column(let list, let column):
                axes += [0, 1].map { Axis(target: .cell(list: list, row: $0, column: column), values: values) }
            }
        }
        for name in boundaries.lists.sorted() {
            guard let list = compiled.bundle.lists.first(where: { $0.name == name }) else { continue }
            axes.append(Axis(target: .rows(name), values: Self.sizes(of: list, boundaries.sizes[name] ?? [])))
        }
        self.axes = axes
    }

    private static func declared(_ place: Place, _ type: ExpressionType, in bundle: Bundle) -> Axis.Declared {
        switch place {
        case .fact(let name):
            let fact = bundle.facts.first { $0.name == name }
            return Axis.Declared(type: type, minimum: fact?.minimum, maximum: fact?.maximum)
        case .column(let name, let column):
            let list = bundle.lists.first { $0.name == name }
            let declared = list?.columns.first { $0.name == column }
            return Axis.Declared(
                type: type, minimum: declared?.minimum, maximum: declared?.maximum,
                isRequired: list.map { isRequired(column, of: $0, in: bundle) } ?? false)
        case .foreign: return Axis.Declared(type: type)
        }
    }

    private static func isRequired(_ column: String, of list: ListDeclaration, in bundle: Bundle) -> Bool {
        list.key.contains(column) || list.columns.contains { $0.name == column && $0.isRequired }
            || bundle.lists.contains { $0.from == list.name && $0.per.contains(column) }
    }

    /// Not told, empty, one row, two, and what counts are compared with; never fewer than are allowed.
    private static func sizes(of list: ListDeclaration, _ asked: Set<Int>) -> [Value?] {
        let counts = Set([0, 1, 2, list.minimumRows] + asked.flatMap { [$0 - 1, $0, $0 + 1] })
        let allowed = counts.filter { (list.minimumRows...max(list.minimumRows, mostRows)).contains($0) }.sorted()
        return [nil] + allowed.map { .number(Double($0)) }
    }

    /// Whether there is anything in it that no case can tell.
    var hasForeign: Bool {
        axes.contains { if case .foreign = $0.target { true } else { false } }
    }

    /// How many points it has; `Int.max` where they cannot be counted.
    var size: Int {
        axes.reduce(1) { size, axis in
            let (product, isTooMuch) = size.multipliedReportingOverflow(by: axis.values.count)
            return isTooMuch ? .max : product
        }
    }

    // MARK: - Points

    func sample(at point: Point) -> Sample {
        var sample = Sample()
        var (sizes, cells): ([String: Int], [String: [Int: [String: Value]]]) = ([:], [:])
        for (axis, index) in zip(axes, point) {
            guard let value = axis.values[index] else { continue }
            switch axis.target {
            case .fact(let name): sample.telling.facts[name] = value
            case .foreign(let name): sample.foreign[name] = value
            case .rows(let list): sizes[list] = value.number.map { Int($0) }
            case .cell(let list, let row, let column): cells[list, default: [:]][row, default: [:]][column] = value
            }
        }
        for (name, size) in sizes {
            guard let list = bundle.lists.first(where: { $0.name == name }) else { continue }
            sample.telling.lists[name] = rows(size, of: list, cells[name] ?? [:])
        }
        return sample
    }

    /// Rows that the bundle would accept: complete in their required columns, no key twice.
    private func rows(_ count: Int, of list: ListDeclaration, _ cells: [Int: [String: Value]]) -> [[String: Value]] {
        var keys = Set<[Value?]>()
        return (0..<count).compactMap { index in
            var row = cells[index % 2] ?? [:]
            // What tells rows apart differs: in the rows after two, and in two that would be the same row.
            for column in list.columns where index > 0 && row[column.name] != nil {
                let isGathered = bundle.lists.contains { $0.from == list.name && $0.per.contains(column.name) }
                let isSame = cells[0]?[column.name] == cells[1]?[column.name]
                let mustDiffer = list.key.last == column.name && (index > 1 || list.key.count == 1 && isSame)
                if mustDiffer || index > 1 && isGathered && !isSame {
                    row[column.name] = filler(column, number: index + 1)
                }
            }
            for column in list.columns where column.derivation == nil && row[column.name] == nil {
                guard Self.isRequired(column.name, of: list, in: bundle) else { continue }
                row[column.name] = filler(column, number: index + 1)
            }
            if !list.key.isEmpty, !keys.insert(list.key.map { row[$0] }).inserted { return nil }
            return row
        }
    }

    private func filler(_ column: ColumnDeclaration, number: Int) -> Value {
        switch column.type {
        case .boolean: .boolean(true)
        case .integer, .decimal: .number(min(max(Double(number), column.minimum ?? 1), column.maximum ?? .infinity))
        case .date: .date(today.adding(days: number) ?? today)
        case .choice(let words): .text(words.isEmpty ? "" : words[(number - 1) % words.count])
        case .set(let words): .set(Array(words.prefix(1)))
        default: .text("\(number)")
        }
    }
}
