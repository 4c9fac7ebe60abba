import GRDB

/// The schema and its forward migrations. A migration that has shipped is frozen: neither its name nor its text changes.
///
/// Tables are singular and camelCase; STRICT; a date is a day that exists; a change of history is refused by a trigger.
/// Names with an underscore (`facts_…`, `list_…`, `table_…`) and `calendar` belong to the rule engine.
enum Schema {
    /// What marks a database as ours (`PRAGMA application_id`): "dabi".
    static let applicationID: Int32 = 0x6461_6269

    /// The number of migrations, kept in `PRAGMA user_version`.
    static let version = 1

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-foundation") { database in
            for part in [bundles, subjects, assessments, verdicts, occurrences, outbox, audit] {
                try database.execute(sql: part)
            }
            try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 1")
        }
        return migrator
    }
}
