import Dabiao
import GRDB

/// Chooses points of a space: all of them where they are few, else those that decide the expressions one by one,
/// their neighbours, and others by a fixed sequence of random numbers.
struct Sampler {
    /// About the number of points that a rule is judged at.
    static let budget = 1_500

    private let bench: SampleBench
    private let space: Space
    private let list: String?
    private let today: CivilDate
    private var random = FixedRandom()

    init(_ bench: SampleBench, _ space: Space, of list: String?, today: CivilDate) {
        (self.bench, self.space, self.list, self.today) = (bench, space, list, today)
    }

    /// Points of the space, those that tell least first.
    mutating func points(deciding expressions: [Typed]) throws -> [Space.Point] {
        let points = space.size <= Self.budget ? everyPoint() : try somePoints(deciding: expressions)
        let told = points.map { point in zip(space.axes, point).count { $0.values[$1] != nil } }
        return points.indices.sorted { (told[$0], $0) < (told[$1], $1) }.map { points[$0] }
    }

    private func everyPoint() -> [Space.Point] {
        space.axes.reduce([[]]) { points, axis in
            points.flatMap { point in axis.values.indices.map { point + [$0] } }
        }
    }

    private mutating func somePoints(deciding expressions: [Typed]) throws -> [Space.Point] {
        var points: [Space.Point] = []
        var seen = Set<Space.Point>()
        func add(_ point: Space.Point) {
            if points.count < Self.budget, seen.insert(point).inserted { points.append(point) }
        }
        add(space.axes.map { _ in 0 })
        var solver = Solver(bench, space, of: list, today: today)
        let decisive = try expressions.flatMap { expression in
            try Truth.allCases.map { try solver.solutions(expression, $0) }
        }
        // In turn, so that each truth value has its share.
        for place in 0..<(decisive.map(\.count).max() ?? 0) {
            for solutions in decisive where place < solutions.count {
                add(space.axes.indices.map { solutions[place][$0] ?? 0 })
                add(space.axes.indices.map { solutions[place][$0] ?? anyValue(of: $0) })
            }
        }
        for point in points.prefix(Self.budget / 4) {
            for axis in space.axes.indices where points.count < Self.budget * 3 / 4 {
                for value in space.axes[axis].values.indices {
                    var neighbour = point
                    neighbour[axis] = value
                    add(neighbour)
                }
            }
        }
        for _ in 0..<Self.budget { add(space.axes.indices.map { anyValue(of: $0) }) }
        return points
    }

    private mutating func anyValue(of axis: Int) -> Int {
        Int.random(in: space.axes[axis].values.indices, using: &random)
    }
}

/// The same numbers every time: SplitMix64 from a fixed seed, so that lint says the same twice.
struct FixedRandom: RandomNumberGenerator {
    private var state: UInt64 = 0x0DAB_1A0

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
