/// The work calendar: which days are worked, as the State Council arranged them year by year.
///
/// A workday is a day from Monday to Friday that is no holiday, or a weekend day worked in exchange for one. Years
/// without rows are *not covered*: nothing is known of them, not even that their Mondays are worked. Covered years
/// whose arrangement is not published yet are *provisional*: their days may still move.
public struct WorkCalendar: Hashable, Sendable {
    /// What a day is.
    public enum DayKind: String, Hashable, Sendable, Codable, CaseIterable {
        case workday, weekend, holiday
    }

    /// A day of a covered year.
    public struct Day: Hashable, Sendable {
        public let date: CivilDate
        public let kind: DayKind
        /// The holiday that it is, or that it makes up for; nil for ordinary workdays and weekends.
        public let name: String?
    }

    private struct Year: Hashable {
        let file: String
        let isProvisional: Bool
        let source: String
    }

    private var years: [Int: Year] = [:]
    /// The days that differ from Monday-to-Friday.
    private var arranged: [CivilDate: Day] = [:]

    /// A calendar that covers no year.
    public static let empty = WorkCalendar()

    private init() {}

    /// Reads yearly files; `name` stands in errors only.
    ///
    /// Throws the first fault with its file and line, and refuses a year or a day that two files tell.
    public init(files: [(name: String, text: String)]) throws(DabiaoError) {
        for (name, text) in files {
            try add(CalendarFile(name: name, text: text))
        }
    }

    private mutating func add(_ file: CalendarFile) throws(DabiaoError) {
        if let other = years[file.year] {
            throw DabiaoError(
                .invalid,
                Phrase(
                    "日历文件 \(other.file) 和 \(file.name) 都是 \(file.year) 年",
                    "the calendar files \(other.file) and \(file.name) both tell the year \(file.year)"),
                remedy: Phrase("每年只留一个文件", "Keep one file a year"))
        }
        years[file.year] = Year(file: file.name, isProvisional: file.isProvisional, source: file.source)
        for row in file.rows {
            let day = Day(date: row.date, kind: row.isWorkday ? .workday : .holiday, name: row.name)
            guard arranged.updateValue(day, forKey: row.date) == nil else {
                throw DabiaoError(
                    .invalid,
                    Phrase(
                        "日历文件 \(file.name) 第 \(row.line) 行：\(row.date) 已见于另一文件",
                        "calendar file \(file.name), line \(row.line): \(row.date) stands in another file already"),
                    remedy: Phrase("只留一处", "Keep one of them"))
            }
        }
    }
}

// MARK: - Days and years

extension WorkCalendar {
    /// The day as the calendar knows it; nil in a year without rows.
    public func day(_ date: CivilDate) -> Day? {
        guard covers(date) else { return nil }
        return arranged[date] ?? Day(date: date, kind: date.isWeekend ? .weekend : .workday, name: nil)
    }

    /// What the day is; nil in a year without rows.
    public func kind(of date: CivilDate) -> DayKind? {
        day(date)?.kind
    }

    /// Whether the day is worked; nil in a year without rows.
    public func isWorkday(_ date: CivilDate) -> Bool? {
        kind(of: date).map { $0 == .workday }
    }

    /// True when the day's year has rows.
    public func covers(_ date: CivilDate) -> Bool {
        years[date.year] != nil
    }

    /// True when the year's arrangement is not known to be final: it is provisional or has no rows.
    public func isProvisional(_ year: Int) -> Bool {
        years[year]?.isProvisional ?? true
    }

    /// The notice or statute that the year's rows come from; nil for a year without rows.
    public func source(of year: Int) -> String? {
        years[year]?.source
    }

    /// The years with rows, in order.
    public var coveredYears: [Int] { years.keys.sorted() }

    /// All days of a year in order; nil for a year without rows.
    public func days(of year: Int) -> [Day]? {
        guard years[year] != nil, let first = CivilDate(year: year, month: 1, day: 1),
            let last = CivilDate(year: year, month: 12, day: 31)
        else { return nil }
        return (first.dayNumber...last.dayNumber).compactMap { CivilDate(dayNumber: $0).flatMap(day) }
    }
}
