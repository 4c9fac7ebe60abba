/// A year of the work calendar, day by day, as `dabiaoctl calendar show` tells it.
///
/// As JSON: `{"year", "provisional", "days": [{"date", "kind", "name"}]}`, the name null for ordinary days.
public struct CalendarYear: Hashable, Sendable, Encodable {
    public let year: Int
    public let provisional: Bool
    public let days: [WorkCalendar.Day]
}

extension WorkCalendar {
    /// The year day by day; throws for a year without rows.
    public func table(of year: Int) throws(DabiaoError) -> CalendarYear {
        guard CivilDate.years.contains(year) else {
            throw DabiaoError(
                .invalid,
                Phrase(
                    "年份应在 \(CivilDate.years.lowerBound)–\(CivilDate.years.upperBound) 之间",
                    "the year must be within \(CivilDate.years.lowerBound)–\(CivilDate.years.upperBound)"))
        }
        guard let days = days(of: year) else { throw DabiaoError(UncoveredYear(year: year)) }
        return CalendarYear(year: year, provisional: isProvisional(year), days: days)
    }
}

extension WorkCalendar.Day: Encodable {
    private enum Key: String, CodingKey { case date, kind, name }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(date, forKey: .date)
        try container.encode(kind, forKey: .kind)
        try container.encode(name, forKey: .name)
    }
}

extension DabiaoError {
    /// A direct question about days that no row tells is refused, never guessed.
    init(_ uncovered: UncoveredYear) {
        let year = uncovered.year
        guard CivilDate.years.contains(year) else {
            self = .outsideOfYears
            return
        }
        self.init(
            .notFound,
            Phrase("没有 \(year) 年的工作日历，无法推算", "there is no work calendar for \(year) to reckon with"),
            remedy: Phrase(
                "把国务院办公厅公布的 \(year) 年放假安排存为日历文件夹中的 cn-\(year).csv 后再查",
                "Save the State Council's arrangement for \(year) as cn-\(year).csv in the calendar folder and ask again"
            ))
    }

    static let outsideOfYears = DabiaoError(
        .invalid,
        Phrase(
            "日期超出 \(CivilDate.years.lowerBound)–\(CivilDate.years.upperBound) 年",
            "a date is outside of \(CivilDate.years.lowerBound)–\(CivilDate.years.upperBound)"),
        remedy: Phrase("请缩短周期或减少个数", "Ask for a shorter period or a smaller count"))
}
