public import Dabiao
public import GRDB

/// The work calendar as a table, for expressions that count workdays: a row per day with the number of workdays
/// up to and including it.
public enum WorkdayTable {
    static let definition = """
        CREATE TABLE IF NOT EXISTS "calendar" ("day" TEXT PRIMARY KEY, "number" INTEGER NOT NULL) STRICT, WITHOUT ROWID
        """
    static let index = #"CREATE INDEX IF NOT EXISTS "calendarByNumber" ON "calendar" ("number", "day")"#

    /// Replaces the calendar by that of the given days, ordered, each with whether it is a workday.
    public static func fill(_ days: some Sequence<(day: CivilDate, isWorkday: Bool)>, in database: Database) throws {
        try database.execute(sql: definition)
        try database.execute(sql: index)
        try database.execute(sql: #"DELETE FROM "calendar""#)
        let insert = try database.makeStatement(sql: #"INSERT INTO "calendar" ("day", "number") VALUES (?, ?)"#)
        var number = 0
        for (day, isWorkday) in days {
            number += isWorkday ? 1 : 0
            try insert.execute(arguments: [day.description, number])
        }
    }
}
