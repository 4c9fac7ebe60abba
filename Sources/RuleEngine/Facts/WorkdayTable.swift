public import Dabiao
public import GRDB

/// The work calendar as a table, for expressions that count workdays: a row per day with the number of workdays up to
/// and including it; a workday has the same number as its own.
///
/// The number leaps where days are missing, so that no count reaches over them.
public enum WorkdayTable {
    /// Changes whenever the table's columns or their meaning do: a table of another shape is made anew.
    public static let shape = "day-number-workday:"

    private static let definition = """
        CREATE TABLE "calendar" ("day" TEXT PRIMARY KEY, "number" INTEGER NOT NULL, "workday" INTEGER) \
        STRICT, WITHOUT ROWID
        """
    private static let index = #"CREATE UNIQUE INDEX "calendarByWorkday" ON "calendar" ("workday")"#

    /// More workdays than the civil years have: the leap of the numbers, and the least count that is never answered.
    static let leap = 1_000_000

    /// Replaces the calendar by that of the given days, ordered, each with whether it is a workday.
    public static func fill(_ days: some Sequence<(day: CivilDate, isWorkday: Bool)>, in database: Database) throws {
        try database.execute(sql: #"DROP TABLE IF EXISTS "calendar""#)
        try database.execute(sql: definition)
        try database.execute(sql: index)
        let insert = try database.makeStatement(
            sql: #"INSERT INTO "calendar" ("day", "number", "workday") VALUES (?, ?, ?)"#)
        var number = 0
        var last: CivilDate?
        for (day, isWorkday) in days {
            if let last, last.days(until: day) != 1 { number += leap }
            number += isWorkday ? 1 : 0
            try insert.execute(arguments: [day.description, number, isWorkday ? number : nil])
            last = day
        }
    }
}
