import Dabiao
import Testing

/// Random histories against a definition that looks at every cell by itself. A failure names its seed; `DABIAO_SEED`
/// runs it again.
@Suite("What is known, whatever was told")
struct HistoryPropertyTests {
    private static let rounds = 300
    private static let kinds = AssessmentKind.allCases
    private static let last = day("2026-12-31")

    private static func testimonies(_ generator: inout SeededGenerator, distinctDays: Bool = false) -> [Testimony] {
        let count = Int.random(in: 0...8, using: &generator)
        var offsets = Array(0..<60).shuffled(using: &generator)
        return (0..<count).map { place in
            let offset = distinctDays ? offsets.removeLast() : Int.random(in: 0...20, using: &generator)
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &generator)]
            var telling = Telling()
            for name in ["x", "y"] where Bool.random(using: &generator) {
                telling.facts[name] = .number(Double(Int.random(in: 0...2, using: &generator)))
            }
            if Bool.random(using: &generator) {
                telling.lists["tanks"] = ["A", "B", "C"].filter { _ in Bool.random(using: &generator) }.map { serial in
                    var row: [String: Value] = ["serial": .text(serial)]
                    for column in ["a", "b"] where Bool.random(using: &generator) {
                        row[column] = .text("\(Int.random(in: 0...2, using: &generator))")
                    }
                    return row
                }
            }
            let date = day("2026-01-01").adding(days: offset) ?? last
            return Testimony(
                Testimony.Source(
                    id: Int64(place + 1), kind: .assessment(kind), date: date, recordedAt: Int64(place / 2)), telling)
        }
    }

    private func everyRound(_ body: (UInt64, inout SeededGenerator) -> Void) {
        for round in 0..<Self.rounds {
            let seed = Seed.value &+ UInt64(round)
            var generator = SeededGenerator(seed: seed)
            body(seed, &generator)
        }
    }

    @Test("A fact is known as the naive definition says")
    func facts() {
        everyRound { seed, generator in
            let testimonies = Self.testimonies(&generator)
            let known = History(testimonies, of: Tale.bundle()).known(on: Self.last)
            for name in ["x", "y"] {
                #expect(
                    known.telling.facts[name] == Self.naive(name, testimonies), "DABIAO_SEED=\(seed) \(testimonies)")
            }
        }
    }

    /// By comparing every two testimonies: one stands that no other beats.
    private static func naive(_ name: String, _ testimonies: [Testimony]) -> Value? {
        let tellers = testimonies.filter { $0.telling.facts[name] != nil }
        func beats(_ one: Testimony, _ other: Testimony) -> Bool {
            let (mine, theirs) = (one.source.kind.isOwn, other.source.kind.isOwn)
            return mine == theirs ? one.source > other.source : !mine
        }
        return tellers.first { one in !tellers.contains { beats($0, one) } }?.telling.facts[name]
    }

    @Test("A cell of a list is known as the naive definition says")
    func cells() {
        everyRound { seed, generator in
            let testimonies = Self.testimonies(&generator)
            let known = History(testimonies, of: Tale.bundle()).known(on: Self.last)
            let rows = Dictionary((known.lists["tanks"] ?? []).map { ($0.key, $0) }) { first, _ in first }
            for serial in ["A", "B", "C"] {
                let expected = Self.naiveRow(serial, testimonies)
                let found = rows[serial]?.cells.compactMapValues(\.value)
                #expect(found == expected, "DABIAO_SEED=\(seed) \(serial) \(testimonies)")
            }
        }
    }

    /// A row is there if the standing list has it; each cell is the last one told since the list was last complete,
    /// somebody else's before the enterprise's.
    private static func naiveRow(_ serial: String, _ testimonies: [Testimony]) -> [String: Value]? {
        let told = testimonies.filter { $0.telling.lists["tanks"] != nil }.sorted { $0.source < $1.source }
        let complete = told.last { $0.source.kind == .assessment(.review) }
        let since = told.filter { testimony in complete.map { testimony.source >= $0.source } ?? true }
        let own = since.last { $0.source.kind.isOwn }
        let others = since.filter { !$0.source.kind.isOwn }
        func row(_ testimony: Testimony?) -> [String: Value]? {
            testimony?.telling.lists["tanks"]?.first { $0["serial"] == .text(serial) }
        }
        let found = others.compactMap(row)
        guard !found.isEmpty || (complete == nil && row(own) != nil) else { return nil }
        var cells: [String: Value] = [:]
        for column in ["serial", "a", "b"] {
            cells[column] = found.last { $0[column] != nil }?[column] ?? row(own)?[column]
        }
        return cells
    }

    @Test("In which order it is recorded makes no difference, where every testimony has a day of its own")
    func order() {
        everyRound { seed, generator in
            let testimonies = Self.testimonies(&generator, distinctDays: true)
            let shuffled = testimonies.shuffled(using: &generator).enumerated().map { place, testimony in
                Testimony(
                    Testimony.Source(
                        id: Int64(place + 1), kind: testimony.source.kind, date: testimony.source.date, recordedAt: 0),
                    testimony.telling)
            }
            let (one, other) = (
                History(testimonies, of: Tale.bundle()), History(shuffled, of: Tale.bundle())
            )
            #expect(one.known(on: Self.last).telling == other.known(on: Self.last).telling, "DABIAO_SEED=\(seed)")
            #expect(
                one.changes().map { "\($0.name) \($0.day) \($0.became)" }
                    == other.changes().map { "\($0.name) \($0.day) \($0.became)" }, "DABIAO_SEED=\(seed)")
        }
    }

    @Test("What was known at a moment is what the testimonies recorded by then say")
    func prefix() {
        everyRound { seed, generator in
            let testimonies = Self.testimonies(&generator)
            let history = History(testimonies, of: Tale.bundle(validFor: period("P10D")))
            let instant = Int64.random(in: 0...4, using: &generator)
            let date = day("2026-01-01").adding(days: Int.random(in: 0...40, using: &generator)) ?? Self.last
            let then = History(
                testimonies.filter { $0.source.recordedAt <= instant }, of: Tale.bundle(validFor: period("P10D")))
            #expect(history.known(on: date, at: instant) == then.known(on: date), "DABIAO_SEED=\(seed)")
            #expect(history.changes(at: instant) == then.changes(), "DABIAO_SEED=\(seed)")
        }
    }

    @Test("Between two days on which something expires or was told nothing changes")
    func steady() {
        everyRound { seed, generator in
            let testimonies = Self.testimonies(&generator)
            let history = History(testimonies, of: Tale.bundle(validFor: period("P10D")))
            let date = day("2026-01-01").adding(days: Int.random(in: 0...40, using: &generator)) ?? Self.last
            let (now, next) = (history.known(on: date), date.adding(days: 1) ?? Self.last)
            let isTold = testimonies.contains { $0.source.date == next }
            guard !isTold, !now.expiries.values.contains(next) else { return }
            #expect(history.known(on: next).telling == now.telling, "DABIAO_SEED=\(seed)")
        }
    }
}
