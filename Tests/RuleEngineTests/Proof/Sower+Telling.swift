import Dabiao

// Random subjects: much is unknown, and much is the same, so that comparisons are often close.
extension Sower {
    mutating func telling() -> Telling {
        var telling = Telling()
        for name in ["a", "b", "c"] { telling.facts[name] = maybe { .boolean($0.once(in: 2)) } }
        for name in ["x", "y", "oil"] { telling.facts[name] = maybe { .number($0.pick(Self.numbers)) } }
        telling.facts["i"] = maybe { .number(Double(Int.random(in: -13...13, using: &$0))) }
        for name in ["d", "e"] { telling.facts[name] = maybe { .date($0.pick(Self.dates)) } }
        for name in ["t", "u"] { telling.facts[name] = maybe { seed in .datetime(seed.pick(Self.minutes)) } }
        for name in ["span", "term"] { telling.facts[name] = maybe { seed in .period(seed.pick(Self.lengths)) } }
        telling.facts["word"] = maybe { .text($0.pick(["A", "it's", "fire", "fire dust", "fire\ndust", ""])) }
        telling.facts["code"] = maybe { .text($0.pick(Stage.codes)) }
        telling.facts["risks"] = maybe { seed in .set(Stage.risks.filter { _ in seed.once(in: 2) }) }
        telling.lists["vessels"] = list { sower in
            [
                "sound": sower.maybe { .boolean($0.once(in: 2)) }, "n": sower.maybe { .number($0.pick(Self.numbers)) },
                "m": sower.maybe { .number($0.pick([0, 1, 2, -3])) },
                "next": sower.maybe { .date($0.pick(Self.dates)) },
            ]
        }
        telling.lists["pumps"] = list { sower in
            [
                "spare": sower.maybe { .boolean($0.once(in: 2)) }, "q": sower.maybe { .number($0.pick(Self.numbers)) },
            ]
        }
        return telling
    }

    static let numbers: [Double] = [0, 1, -1, 2, 0.1, 0.3, -0.7, 3, 1.0 / 3, 5000, 12_345_678.9, 1e200]

    static let minutes = [
        CivilMinute("2026-01-31T08:30"), CivilMinute("2026-01-31T08:29"), CivilMinute("2024-02-29T00:00"),
        CivilMinute("1900-01-01T00:00"), CivilMinute("2200-12-31T23:59"),
    ].compactMap { $0 }

    static let lengths = [
        Period(months: 1), Period(months: 12), Period(days: 30), Period(months: 1, days: 30), Period(days: 365),
    ]

    private mutating func maybe(_ value: (inout Seed) -> Value) -> Value? {
        seed.once(in: 6) ? nil : value(&seed)
    }

    private mutating func list(_ row: (inout Sower) -> [String: Value?]) -> [[String: Value]]? {
        guard !seed.once(in: 6) else { return nil }
        return (0..<Int.random(in: 0...3, using: &seed)).map { _ in row(&self).compactMapValues { $0 } }
    }
}
