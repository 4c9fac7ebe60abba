extension Schema {
    /// Migration 7: what another work calendar changed, until it is told.
    static let calendarMoves = """
        CREATE TABLE calendarMove (
          -- An open occurrence whose due day another work calendar moved, and from which day; gone once it is told.
          occurrence INTEGER PRIMARY KEY REFERENCES occurrence (id),
          oldDue TEXT NOT NULL CHECK (oldDue IS date(oldDue, '+0 days'))
        ) STRICT;
        """
}
