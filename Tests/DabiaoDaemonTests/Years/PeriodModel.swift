import Dabiao

/// The first days of the periods of a duty, counted month by month.
enum PeriodModel {
    /// Of so many months each, by the calendar.
    static func byCalendar(_ months: Int, through last: CivilDate) -> [CivilDate] {
        (1990...last.year).flatMap { year in
            (1...12).filter { ($0 - 1) % months == 0 }.map { CivilDate(year, $0, 1) }
        }
    }

    /// Of so many months each, from a day on; where a month has no such day, on its last.
    static func from(_ origin: CivilDate, _ months: Int, through last: CivilDate) -> [CivilDate] {
        var starts: [CivilDate] = []
        for number in 0... {
            let month = origin.month - 1 + number * months
            let (year, index) = (origin.year + month / 12, month % 12 + 1)
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][index - 1]
            starts.append(CivilDate(year, index, min(origin.day, length)))
            if starts[number] > last { break }
        }
        return starts
    }
}
