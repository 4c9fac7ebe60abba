import Dabiao
import GRDB
import RuleEngine
import Testing

@Suite("Months are those of the Civil Code")
struct MonthTests {
    @Test(
        "Every day of 2024 to 2026, every number of months from -36 to 36: the corresponding day, or the month's last")
    func months() throws {
        let counts = Array(-36...36)
        let claims = counts.map { count in
            Stage.Claim(
                .shift(
                    .name("d"), isBack: false, Period(months: 1),
                    times: .arithmetic("+", .name("i"), count < 0 ? .negative(Self.number(-count)) : Self.number(count))
                ), .date)
        }
        let (bundle, diagnostics) = CompiledBundle.compile(Stage.bundle(claims))
        let compiled = try #require(bundle, "\(diagnostics.map { $0.text(.english) })")
        let days = (0..<1096).compactMap { CivilDate(2024, 1, 1).adding(days: $0) }
        #expect(days.last == CivilDate(2026, 12, 31))
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
        #expect(pairs == 1096 * 73)
    }

    private static func number(_ count: Int) -> Tree { .literal(.number(Double(count))) }
}
