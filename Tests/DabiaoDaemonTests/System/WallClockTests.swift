import Dabiao
import DabiaoDaemon
import Testing

@Suite("Clocks")
struct WallClockTests {
    @Test("A pretended clock starts where it is told and runs on at real speed")
    func pretended() throws {
        let start = try Instant(rfc3339: "2026-12-31T23:59:59.999999999+08:00")
        let before = WallClock.system.now()
        let clock = WallClock.pretended(from: start)
        let shown = clock.now()
        let after = WallClock.system.now()
        #expect(start...(start + (after - before)) ~= shown)
        #expect((start - after)...(start - before) ~= clock.ahead)
    }

    @Test("The system's clock is ahead of nothing and moves on")
    func system() {
        let (first, second) = (WallClock.system.now(), WallClock.system.now())
        #expect(WallClock.system.ahead == .zero)
        #expect(first <= second)
        #expect(first.date.year >= 2026)
    }

    @Test("Today begins at midnight in China")
    func today() {
        let midnight = Instant(CivilDate(2027, 1, 1), hour: 0, minute: 0)
        #expect(WallClock { midnight }.today() == CivilDate(2027, 1, 1))
        #expect(WallClock { midnight - .nanoseconds(1) }.today() == CivilDate(2026, 12, 31))
    }
}
