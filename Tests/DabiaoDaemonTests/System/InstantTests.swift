import Dabiao
import DabiaoDaemon
import Testing

@Suite("Instants")
struct InstantTests {
    @Test(
        "RFC 3339 with an offset is read",
        arguments: [
            ("1970-01-01T00:00:00Z", Instant(seconds: 0)),
            ("1970-01-01T08:00:00+08:00", Instant(seconds: 0)),
            ("2026-12-31T08:59:50+08:00", Instant(seconds: 1_798_678_790)),
            ("2026-12-31T00:59:50Z", Instant(seconds: 1_798_678_790)),
            ("2026-12-30T19:29:50-05:30", Instant(seconds: 1_798_678_790)),
            ("2026-12-31T08:59:50.5+08:00", Instant(seconds: 1_798_678_790, nanoseconds: 500_000_000)),
            ("1969-12-31T23:59:59.999999999Z", Instant(seconds: -1, nanoseconds: 999_999_999)),
            ("2028-02-29T00:00:00+08:00", Instant(CivilDate(2028, 2, 29), hour: 0, minute: 0)),
        ])
    func read(text: String, instant: Instant) throws {
        #expect(try Instant(rfc3339: text) == instant)
    }

    @Test(
        "Every other form is refused, and the error names the one expected",
        arguments: [
            "", "now", "2026-12-31", "2026-12-31 08:59:50+08:00", "2026-12-31T08:59:50", "2026-12-31T08:59+08:00",
            "2026-12-31t08:59:50+08:00", "2026-12-31T08:59:50z", "2026-12-31T08:59:50+0800", "2026-12-31T08:59:50+8",
            "2026-12-31T24:00:00+08:00", "2026-12-31T08:60:00+08:00", "2026-12-31T08:59:60Z",
            "2026-12-31T08:59:50.+08:00", "2026-12-31T08:59:50.1234567890Z", "2026-12-31T08:59:50+24:00",
            "2026-12-31T08:59:50+08:60", "2026-02-29T08:59:50Z", "2026-13-01T08:59:50Z", "1899-12-31T08:59:50Z",
            "2201-01-01T00:00:00Z", " 2026-12-31T08:59:50Z", "2026-12-31T08:59:50Z ", "2026-12-31T+8:59:50Z",
            "２026-12-31T08:59:50Z", "2026-12-31T0８:59:50Z", "2026-12-31T08:59:50.000000000+08:000",
        ])
    func refuse(text: String) throws {
        let error = try #require(throws: DabiaoError.self) { try Instant(rfc3339: text) }
        #expect(error.code == .invalid)
        #expect(error.remedy?.en.contains("2026-12-31T08:59:50+08:00") == true)
    }

    @Test(
        "The day and the time of day are China's, wherever the machine is",
        arguments: [
            (Int64(1_798_646_399), CivilDate(2026, 12, 30), 86_399, "2026-12-30T23:59:59+08:00"),
            (1_798_646_400, CivilDate(2026, 12, 31), 0, "2026-12-31T00:00:00+08:00"),
            (1_798_675_199, CivilDate(2026, 12, 31), 28_799, "2026-12-31T07:59:59+08:00"),
            (1_798_675_200, CivilDate(2026, 12, 31), 28_800, "2026-12-31T08:00:00+08:00"),
            (0, CivilDate(1970, 1, 1), 28_800, "1970-01-01T08:00:00+08:00"),
            (-28_800, CivilDate(1970, 1, 1), 0, "1970-01-01T00:00:00+08:00"),
            (-28_801, CivilDate(1969, 12, 31), 86_399, "1969-12-31T23:59:59+08:00"),
        ])
    func civil(seconds: Int64, date: CivilDate, secondOfDay: Int, text: String) {
        let instant = Instant(seconds: seconds)
        #expect(instant.date == date)
        #expect(instant.secondOfDay == secondOfDay)
        #expect(instant.description == text)
    }

    @Test("Any instant that the kernel can name has a day")
    func extremes() {
        #expect(Instant(seconds: .min).date == .earliest)
        #expect(Instant(seconds: .max).date == .latest)
        #expect(Instant(seconds: .max) + .seconds(1) == Instant(seconds: .max))
        #expect(Instant(seconds: .min) - .seconds(1) == Instant(seconds: .min))
    }

    @Test("Writing and reading give the same instant; so do adding and subtracting")
    func roundTrips() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        for _ in 0..<2_000 {
            let dayNumber = Int.random(
                in: CivilDate.earliest.dayNumber...CivilDate.latest.dayNumber, using: &random)
            let date = try #require(CivilDate(dayNumber: dayNumber))
            let (hour, minute) = (Int.random(in: 0..<24, using: &random), Int.random(in: 0..<60, using: &random))
            let instant = Instant(date, hour: hour, minute: minute)
            #expect(instant.date == date, "seed \(seed)")
            #expect(instant.secondOfDay == hour * 3600 + minute * 60, "seed \(seed)")
            #expect(try Instant(rfc3339: instant.description) == instant, "seed \(seed)")

            let span = Duration.nanoseconds(Int64.random(in: -(1 << 60)...(1 << 60), using: &random))
            let moved = instant + span
            #expect(moved - instant == span, "seed \(seed)")
            #expect(moved - span == instant, "seed \(seed)")
            #expect((moved < instant) == (span < .zero), "seed \(seed)")
        }
    }
}

/// A small generator whose runs can be repeated from the seed (SplitMix64).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
