import Dabiao
import GRDB

/// A truth value of Kleene's logic.
enum Truth: CaseIterable {
    case yes, no, unknown

    init(_ value: Int64?) {
        self = value.map { $0 != 0 ? .yes : .no } ?? .unknown
    }

    var negated: Truth {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: .unknown
        }
    }
}

/// Finds what to tell so that a condition comes to a truth value: its simplest parts are tried out in the database,
/// then put together by the logic of AND, OR and NOT, each term deciding the whole once.
struct Solver {
    /// For some axes, which of their values.
    typealias Partial = [Int: Int]

    private static let most = 24
    private static let trials = 400

    private let bench: SampleBench
    private let space: Space
    private let list: String?
    private let today: CivilDate
    private var leaves: [Typed: [Truth: [Partial]]] = [:]
    private var random = FixedRandom()

    init(_ bench: SampleBench, _ space: Space, of list: String?, today: CivilDate) {
        (self.bench, self.space, self.list, self.today) = (bench, space, list, today)
    }

    mutating func solutions(_ expression: Typed, _ wanted: Truth) throws -> [Partial] {
        switch expression.node {
        case .not(let operand): return try solutions(operand, wanted.negated)
        case .and(let terms): return try solutions(terms, wanted, deciding: .no)
        case .or(let terms): return try solutions(terms, wanted, deciding: .yes)
        case .choose(let condition, let then, let otherwise):
            return try [(Truth.yes, then), (.no, otherwise)].flatMap { branch, value in
                let both = [try solutions(condition, branch), try solutions(value, wanted)]
                return (0..<min(both.map(\.count).max() ?? 0, Self.most / 2)).compactMap { round in
                    Self.joined(both, round: round)
                }
            } + (wanted == .unknown ? try solutions(condition, .unknown) : [])
        case .reference(let reference):
            if reference.origin == .derived, let definition = bench.compiled.definitions[reference.name] {
                return try solutions(definition, wanted)
            }
        default: break
        }
        return try leaf(expression)[wanted] ?? []
    }

    /// - Parameter decisive: the truth value of one term that decides the whole.
    private mutating func solutions(_ terms: [Typed], _ wanted: Truth, deciding decisive: Truth) throws -> [Partial] {
        let idle = try terms.map { try solutions($0, decisive.negated) }
        if wanted == decisive.negated {
            let rounds = min(idle.map(\.count).max() ?? 0, Self.most)
            return (0..<rounds).compactMap { round in Self.joined(idle, round: round) }
        }
        var found: [Partial] = []
        for (index, term) in terms.enumerated() {
            let own = try solutions(term, wanted)
            for (round, partial) in own.prefix(max(2, Self.most / terms.count)).enumerated() {
                var others = idle
                others[index] = [partial]
                found.append(Self.joined(others, round: round) ?? partial)
            }
        }
        return found
    }

    /// One choice of each that do not contradict each other, another one each round.
    private static func joined(_ choices: [[Partial]], round: Int) -> Partial? {
        var whole: Partial = [:]
        // What has fewest choices chooses first.
        for options in choices.sorted(by: { $0.count < $1.count }) {
            let turned = options.indices.map { options[($0 + round) % options.count] }
            guard let fitting = turned.first(where: { $0.allSatisfy { whole[$0.key] ?? $0.value == $0.value } }) else {
                return nil
            }
            whole.merge(fitting) { known, _ in known }
        }
        return whole
    }

    // MARK: - Leaves

    private mutating func leaf(_ expression: Typed) throws -> [Truth: [Partial]] {
        if let known = leaves[expression] { return known }
        let partials = trials(of: axes(of: expression))
        let samples = partials.map { partial in space.sample(at: space.axes.indices.map { partial[$0] ?? 0 }) }
        let tried = try bench.trial { database in
            try bench.tell(samples, from: 1, in: database)
            try bench.derive(bench.steps(for: [expression], of: list), in: database)
            return try answers(to: expression, in: database)
        }
        var found: [Truth: [Partial]] = [:]
        for (subject, partial) in zip(Int64(1)..., partials) {
            guard let value = tried[subject] else { continue }
            found[Truth(value), default: []].append(partial)
        }
        let spread = found.mapValues(Self.spread)
        leaves[expression] = spread
        return spread
    }

    private func answers(to expression: Typed, in database: Database) throws -> [Int64: Int64?] {
        let source = Standing.source(list: list, tables: bench.compiled.tables)
        let sql =
            "SELECT f.\(SQL.name(FactTables.subjectColumn)), \(Emitter.sql(expression)) FROM \(source.from) "
            + "WHERE :today IS NOT NULL AND \(source.key) IS NOT NULL"
        let rows = try Row.fetchAll(database, sql: sql, arguments: ["today": today.description])
        return Dictionary(rows.map { ($0[0] as Int64, $0[1] as Int64?) }) { first, _ in first }
    }

    private static func spread(_ partials: [Partial]) -> [Partial] {
        guard partials.count > most else { return partials }
        return (0..<most).map { partials[$0 * (partials.count - 1) / (most - 1)] }
    }

    /// The axes that an expression depends on; the rows of the list at hand stand still.
    private func axes(of expression: Typed) -> [Int] {
        let compiled = bench.compiled
        let read = Space([expression], of: nil, in: compiled, today: today, includesForeign: true).axes.map(\.target)
        let hand = list.flatMap { compiled.toldList($0)?.name }
        return space.axes.indices.filter { index in
            let target = space.axes[index].target
            switch target {
            case .rows(let list) where list == hand: return false
            case .cell(let list, let row, _) where list == hand && row > 0: return false
            default: return read.contains(target)
            }
        }
    }

    /// Every combination of some axes' values, or many of them.
    private mutating func trials(of axes: [Int]) -> [Partial] {
        var fixed: Partial = [:]
        let hand = list.flatMap { bench.compiled.toldList($0)?.name }
        for index in space.axes.indices where hand.map({ space.axes[index].target == .rows($0) }) ?? false {
            fixed[index] = space.axes[index].values.firstIndex(of: .number(1)) ?? space.axes[index].values.count - 1
        }
        var size = 1
        for axis in axes where size <= Self.trials { size *= space.axes[axis].values.count }
        guard size > Self.trials else {
            return axes.reduce([fixed]) { partials, axis in
                partials.flatMap { partial in
                    space.axes[axis].values.indices.map { value in partial.merging([axis: value]) { $1 } }
                }
            }
        }
        return (0..<Self.trials).map { _ in
            axes.reduce(into: fixed) { partial, axis in
                partial[axis] = Int.random(in: space.axes[axis].values.indices, using: &random)
            }
        }
    }
}
