import Foundation

/// Random numbers that can be had again: SplitMix64 from a printed seed, which `DABIAO_SEED` sets.
struct Seed: RandomNumberGenerator {
    /// What it began with.
    let value: UInt64
    private var state: UInt64

    init(_ value: UInt64) {
        self.value = value
        state = value
    }

    /// The seed of a test, printed under its name.
    static func printed(for test: String) -> Seed {
        let given = ProcessInfo.processInfo.environment["DABIAO_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("\(test): DABIAO_SEED=\(seed)")
        return Seed(seed)
    }

    /// Whether the long run was asked for.
    static let isLong = ProcessInfo.processInfo.environment["DABIAO_LONG"] == "1"

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(0..<elements.count)]
    }

    mutating func number(_ range: Range<Int>) -> Int {
        Int.random(in: range, using: &self)
    }

    /// True once in so many times.
    mutating func once(in count: Int) -> Bool {
        number(0..<count) == 0
    }
}
