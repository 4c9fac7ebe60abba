import Dabiao
import GRDB
import Glibc

/// Looks at a database file before it is opened for good, through a connection that cannot change it.
enum DatabaseProbe {
    /// - Throws: `DabiaoError` if the file belongs to another program or to a newer dabiao; `DatabaseError` if it is
    ///   no database.
    static func examine(_ path: String) throws {
        guard access(path, F_OK) == 0 else { return }
        try examineFile(path)
    }

    /// The same, where an empty file will not do.
    static func examineFilled(_ path: String) throws {
        try examineFile(path)
        let queue = try DatabaseQueue(path: path, configuration: .aside())
        let identity = try queue.unsafeRead { try Int32.fetchOne($0, sql: "PRAGMA application_id") }
        try queue.close()
        guard identity == Schema.applicationID else { throw foreign(path) }
    }

    private static func examineFile(_ path: String) throws {
        do {
            try examine(path, readonly: true)
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
            // A crash before WAL was on left a journal, which only a writing connection can roll back.
            try examine(path, readonly: false)
        }
    }

    private static func examine(_ path: String, readonly: Bool) throws {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        // No transaction of GRDB's: its first statement shall be the one that reads the header.
        try queue.unsafeRead { database in
            let identity = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") == 0
            guard identity == Schema.applicationID || (identity == 0 && isEmpty) else { throw foreign(path) }
            guard version <= Schema.version, try !Schema.migrator.hasBeenSuperseded(database) else {
                throw newer(path, version)
            }
        }
        try queue.close()
    }

    private static func foreign(_ path: String) -> DabiaoError {
        DabiaoError(
            .refused,
            Phrase("\(path) 是其他程序的数据库，未作任何改动", "\(path) is another program's database; it was not touched"),
            remedy: Phrase("请用 --state 另指一个文件夹", "name another folder with --state"))
    }

    private static func newer(_ path: String, _ version: Int) -> DabiaoError {
        DabiaoError(
            .refused,
            Phrase(
                "\(path) 由更新的 dabiao 建立（结构版本 \(version)，本程序只认识到 \(Schema.version)），未作任何改动",
                "\(path) was made by a newer dabiao (schema version \(version); this program knows \(Schema.version)); "
                    + "it was not touched"),
            remedy: Phrase(
                "请安装更新的 dabiao，或恢复升级前的备份",
                "install the newer dabiao, or restore the backup from before the upgrade"))
    }
}
