import Dabiao
import Foundation

/// The calendar that ships with the repository.
enum Shipped {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config/calendar")

    static func file(_ year: Int) throws -> (name: String, text: String) {
        let name = "cn-\(year).csv"
        return (name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
    }

    static func calendar(_ years: ClosedRange<Int> = 2024...2036) throws -> WorkCalendar {
        try WorkCalendar(files: years.map(file))
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func date(_ years: ClosedRange<Int> = 1900...2200) -> CivilDate {
        let first = CivilDate(years.lowerBound, 1, 1).dayNumber
        let last = CivilDate(years.upperBound, 12, 31).dayNumber
        return CivilDate(dayNumber: Int.random(in: first...last, using: &self)) ?? .earliest
    }
}

/// `2026-02-28` in tables; a typing error stops the test.
func day(_ text: String) -> CivilDate {
    guard let date = CivilDate(text) else { fatalError("no such day: \(text)") }
    return date
}

/// `P1Y6M` in tables; a typing error stops the test.
func period(_ text: String) -> Period {
    guard let period = Period(text) else { fatalError("no such period: \(text)") }
    return period
}
