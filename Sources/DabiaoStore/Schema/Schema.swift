import GRDB

/// The schema and its forward migrations. A migration that has shipped is frozen: neither its name nor its text changes.
///
/// Tables are singular and camelCase; STRICT; a date is a day that exists; a change of history is refused by a trigger.
/// Names with an underscore (`facts_…`, `list_…`, `table_…`) and `calendar` belong to the rule engine.
enum Schema {
    /// What marks a database as ours (`PRAGMA application_id`): "dabi".
    static let applicationID: Int32 = 0x6461_6269

    /// Each migration by name; its place, counted from 1, is the version that it leads to (`PRAGMA user_version`).
    private static let migrations: [(name: String, parts: [String])] = [
        ("1-foundation", [bundles, subjects, assessments, verdicts, occurrences, outbox, audit]),
        ("2-registers", [registers]),
        ("3-answers", [answers]),
        ("4-phases", [phases]),
        ("5-expiries", [expiries]),
        ("6-duties", [duties]),
        ("7-calendar-moves", [calendarMoves]),
        ("8-enterprise-changes", [enterpriseChanges]),
    ]

    /// The number of migrations.
    static var version: Int { migrations.count }

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (number, migration) in zip(1..., migrations) {
            migrator.registerMigration(migration.name) { database in
                for part in migration.parts { try database.execute(sql: part) }
                try database.execute(
                    sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(number)")
            }
        }
        return migrator
    }
}
