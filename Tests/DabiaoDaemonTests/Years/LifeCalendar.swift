import Dabiao
import Foundation
import SectorKit

/// The folder of a life's work calendars: the years to come are provisional, and each year's file is published some day.
struct LifeCalendar {
    let folder: TemporaryFolder
    /// The year that is published next, and the day on which its file arrives, perhaps long after the year began.
    private var year: Int
    private var arrival: CivilDate

    /// How many years ahead lies a provisional file.
    private static let horizon = 3

    init(from first: Int, _ seed: inout Seed) throws {
        folder = try TemporaryFolder()
        (year, arrival) = (first, .earliest)
        for year in first...first + Self.horizon { try write(year, isPublished: false, &seed) }
        try publish(&seed)
    }

    func read() throws -> WorkCalendar { try CalendarFolder.read(folder.path) }

    func isDue(on today: CivilDate) -> Bool { arrival <= today }

    /// Publishes the next year's file, and sometimes those of the years after it too.
    mutating func publish(_ seed: inout Seed) throws {
        for _ in 0..<seed.pick([1, 2, 4]) {
            try write(year, isPublished: true, &seed)
            try write(year + Self.horizon, isPublished: false, &seed)
            year += 1
        }
        arrival = CivilDate(year, 1, 1).adding(days: seed.number(-80..<160)) ?? .latest
    }

    private func write(_ year: Int, isPublished: Bool, _ seed: inout Seed) throws {
        var rows = ["\(year)-01-01,holiday,元旦"] + (1...3).map { "\(year)-10-0\($0),holiday,国庆节" }
        if isPublished {
            rows += (4...seed.number(5..<9)).map { "\(year)-10-0\($0),holiday,国庆节" }
            let spring = CivilDate(year, 1, 21).adding(days: seed.number(0..<30)) ?? .latest
            rows += (0..<7).compactMap { spring.adding(days: $0) }.map { "\($0),holiday,春节" }
            // Weekend days before and after, worked instead.
            let around = [-4, -3, -2, 9, 10, 11].compactMap { spring.adding(days: $0) }.filter(\.isWeekend)
            rows += around.prefix(seed.number(0..<3)).map { "\($0),workday,春节" }
        }
        let text = """
            # year: \(year)
            # status: \(isPublished ? "published" : "provisional")
            # source: 试验
            date,kind,name
            \(rows.joined(separator: "\n"))

            """
        try folder.write(text, to: "cn-\(year).csv")
    }
}
