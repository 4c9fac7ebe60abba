import Dabiao
import Testing

@Suite("Periods")
struct PeriodTests {
    @Test(
        "Forms that are read, and how they are written",
        arguments: [
            ("P1Y", 12, 0, "P1Y"), ("P6M", 6, 0, "P6M"), ("P30D", 0, 30, "P30D"), ("P2W", 0, 14, "P14D"),
            ("P1Y6M", 18, 0, "P1Y6M"), ("P1Y2M3W4D", 14, 25, "P1Y2M25D"), ("P0D", 0, 0, "P0D"),
            ("P18M", 18, 0, "P1Y6M"), ("P99999D", 0, 99_999, "P99999D"), ("P007D", 0, 7, "P7D"),
        ])
    func read(text: String, months: Int, days: Int, written: String) throws {
        let period = try #require(Period(text))
        #expect(period == Period(months: months, days: days))
        #expect(period.description == written)
        #expect(Period(written) == period)
    }

    @Test(
        "Forms that are refused",
        arguments: [
            "", "P", "P1", "1Y", "PY", "PT1H", "P1DT1H", "P-1D", "-P1D", "+P1D", "P+1D", "P999999999Y", "P100000D",
            "P8334Y", "P99999W", "p1y", "P1y", "P1M1Y", "P1Y1Y", "P1D1W", "P1.5Y", "P1,5Y", "P 1Y", "P1Y ", "P１Y",
            "P1YM", "P99999999999999999999D", "P0000000000000000000000001D",
        ])
    func refused(text: String) {
        #expect(Period(text) == nil)
    }

    @Test("Longer than nothing is what leads to a later day")
    func positive() {
        #expect(Period(days: 1).isPositive && Period(months: 1).isPositive)
        #expect(!Period.zero.isPositive && !Period(months: 1, days: -1).isPositive && !(-period("P1Y")).isPositive)
    }

    @Test("Months are added first, then days")
    func order() {
        #expect(day("2026-01-31").adding(period("P1M1D")) == day("2026-03-01"))
        #expect(day("2026-03-01").adding(-period("P1M1D")) == day("2026-01-31"))
    }
}
