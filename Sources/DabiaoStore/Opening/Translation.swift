import Dabiao
import GRDB

/// Runs an access to the database at `path`, and tells its failures in words for people.
func translatingErrors<Result>(about path: String, _ body: () throws -> Result) throws -> Result {
    do {
        return try body()
    } catch let error as DatabaseError {
        throw DabiaoError(error, about: path)
    }
}

/// The same for an asynchronous access.
func translatingErrors<Result>(
    about path: String, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Result
) async throws -> Result {
    do {
        return try await body()
    } catch let error as DatabaseError {
        throw DabiaoError(error, about: path)
    }
}

extension DabiaoError {
    /// What SQLite could not do, and what to do about it.
    init(_ error: DatabaseError, about path: String) {
        let (code, message, remedy) = Self.meaning(of: error.resultCode, path)
        let text = error.message.map { ": \($0)" } ?? ""
        self.init(code, message, remedy: remedy, cause: "SQLite \(error.extendedResultCode.rawValue)\(text)")
    }

    /// A value in the database that its own schema does not allow.
    static func damaged(cause: String) -> DabiaoError {
        let (code, message, remedy) = meaning(of: .SQLITE_CORRUPT, "dabiao.db")
        return DabiaoError(code, message, remedy: remedy, cause: cause)
    }

    /// A database file that cannot be read.
    static func damaged(_ path: String) -> DabiaoError {
        let (code, message, remedy) = meaning(of: .SQLITE_CORRUPT, path)
        return DabiaoError(code, message, remedy: remedy)
    }

    private static func meaning(of result: ResultCode, _ path: String) -> (Code, Phrase, Phrase) {
        switch result {
        case .SQLITE_FULL:
            (
                .system, Phrase("磁盘已满，本次操作没有保存：\(path)", "the disk is full; nothing of this was saved: \(path)"),
                Phrase("请腾出磁盘空间后重试", "free some space and try again")
            )
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            (
                .system,
                Phrase("数据库不可写，本次操作没有保存：\(path)", "the database cannot be written; nothing of this was saved: \(path)"),
                Phrase("请检查磁盘是否变为只读，以及文件的权限", "check whether the disk became read-only, and the file's permissions")
            )
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            (
                .system, Phrase("数据库已损坏或不是 SQLite 文件：\(path)", "the database is damaged, or no SQLite file: \(path)"),
                Phrase(
                    "请停止 dabiaod，保留该文件以备检查，并恢复最近的备份",
                    "stop dabiaod, keep the file for examination, and restore the last backup")
            )
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            (
                .system, Phrase("数据库正被其他程序占用：\(path)", "another program keeps the database busy: \(path)"),
                Phrase("请关闭打开该文件的其他程序后重试", "close the other program that has the file open, and try again")
            )
        case .SQLITE_IOERR:
            (
                .system, Phrase("磁盘读写出错，本次操作没有保存：\(path)", "the disk failed; nothing of this was saved: \(path)"),
                Phrase("请检查磁盘和系统日志", "check the disk and the system's journal")
            )
        case .SQLITE_CONSTRAINT:
            (
                .invalid, Phrase("数据不符合数据库的约束，没有保存", "the database's constraints refuse this; nothing was saved"),
                Phrase("请按下面的约束名检查所提交的内容", "check what was submitted against the constraint named below")
            )
        default:
            (
                .system, Phrase("数据库操作失败，本次操作没有保存：\(path)", "the database failed; nothing of this was saved: \(path)"),
                Phrase("请把下面的原文报告给维护人员", "report the text below to the maintainers")
            )
        }
    }
}
