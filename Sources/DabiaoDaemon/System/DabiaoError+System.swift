import Dabiao
import Glibc

extension DabiaoError {
    /// A refusal of the operating system, in words that say what to do about it.
    ///
    /// - Parameters:
    ///   - attempt: what could not be done, with the path: “无法写入 /var/lib/dabiao/spool”.
    ///   - errno: the number that the failed call left; its own text becomes the cause.
    static func system(_ attempt: Phrase, errno number: Int32) -> DabiaoError {
        let known = refusal(number)
        return DabiaoError(
            .system,
            known.map { Phrase("\(attempt.zh)：\($0.reason.zh)", "\(attempt.en): \($0.reason.en)") } ?? attempt,
            remedy: known?.remedy, cause: String(cString: strerror(number)))
    }

    private static func refusal(_ number: Int32) -> (reason: Phrase, remedy: Phrase)? {
        switch number {
        case ENOSPC, EDQUOT:
            (Phrase("磁盘已满", "the disk is full"), Phrase("请清理或扩大磁盘后重试", "make room on the disk, then try again"))
        case EROFS:
            (
                Phrase("所在文件系统是只读的", "its file system is read-only"),
                Phrase("请以可写方式重新挂载，或用 --state 指定别的目录", "mount it writable, or name another folder with --state")
            )
        case EACCES, EPERM:
            (
                Phrase("没有权限", "permission denied"),
                Phrase("请检查目录的属主和权限（运行用户须可读写）", "check owner and mode: the daemon's user must read and write it")
            )
        case ENOENT:
            (
                Phrase("路径不存在", "there is no such path"),
                Phrase("请先建立上级目录，或改正路径", "make its parent folder first, or correct the path")
            )
        case ENOTDIR:
            (Phrase("路径中有一段不是目录", "a part of the path is not a folder"), Phrase("请改正路径", "correct the path"))
        case ENAMETOOLONG, ELOOP:
            (Phrase("路径无法使用", "the path cannot be used"), Phrase("请改正路径", "correct the path"))
        case EIO:
            (
                Phrase("磁盘读写出错", "the disk failed"),
                Phrase(
                    "请检查磁盘（journalctl -k），必要时从备份恢复", "check the disk (journalctl -k); restore from a backup if need be")
            )
        case EMFILE, ENFILE:
            (Phrase("打开的文件过多", "too many open files"), Phrase("请提高 LimitNOFILE", "raise LimitNOFILE"))
        default: nil
        }
    }
}
