import Dabiao
import GRDB
import RuleEngine
import Testing

@Suite("Months are those of the Civil Code")
struct MonthTests {
    /// Years from 2024 on, with the last day of their last, and the numbers of months for each of their days.
    struct Range: Sendable, CustomTestStringConvertible {
        let last: CivilDate
        let months: ClosedRange<Int>
        let pairs: Int

        var testDescription: String { "to \(last), \(months) months" }
    }

    @Test(
        "Every day, every number of months: the corresponding day, or the month's last",
        arguments: [
            Range(last: CivilDate(2026, 12, 31), months: -36...36, pairs: 80_008),
            Range(last: CivilDate(2030, 12, 31), months: 1...28, pairs: 71_596),
        ])
    func months(_ range: Range) throws {
        let counts = Array(range.months)
        let claims = counts.map { count in
            Stage.Claim(
                .shift(
                    .name("d"), isBack: false, Period(months: 1),
                    times: .arithmetic("+", .name("i"), count < 0 ? .negative(Self.number(-count)) : Self.number(count))
                ), .date)
        }
        let (bundle, diagnostics) = CompiledBundle.compile(Stage.bundle(claims))
        let compiled = try #require(bundle, "\(diagnostics.map { $0.text(.english) })")
        let first = CivilDate(2024, 1, 1)
        let days = (0...first.days(until: range.last)).compactMap { first.adding(days: $0) }
        var pairs = 0
        try DatabaseQueue().write { database in
            try compiled.tables.create(in: database)
            for (index, day) in days.enumerated() {
                let telling = Telling(facts: ["d": .date(day), "i": .number(0)])
                try compiled.tables.write(telling, of: Int64(index), in: database)
            }
            try WorkdayTable.fill([], in: database)
            try compiled.derive(in: database)
            for (index, day) in days.enumerated() {
                let values = try compiled.derivedValues(of: Int64(index), in: database)
                for (place, count) in counts.enumerated() {
                    let expected = day.adding(months: count).map { Value.date($0) }
                    if values["v\(place)"] == .some(expected) { pairs += 1 } else { Issue.record("\(day), \(count)") }
                }
            }
        }
        #expect(pairs == range.pairs)
        #expect(pairs == days.count * counts.count)
    }

    private static func number(_ count: Int) -> Tree { .literal(.number(Double(count))) }
}
