import Dabiao
import Glibc
import Synchronization

/// The state folder, held by one process at a time through a lock on its file `lock`.
///
/// The kernel lets the lock go when the process ends, however it ends. The file tells the holder's pid.
final class StateFolder: Sendable {
    let databasePath: String
    /// The open lock file; -1 once released.
    private let lock: Mutex<Int32>

    /// Takes hold of a folder.
    ///
    /// - Throws: `DabiaoError` if it is no folder, cannot be written, or another process holds it.
    init(_ directory: String) throws {
        try Self.make(directory)
        databasePath = directory + "/dabiao.db"
        lock = Mutex(try Self.lock(directory))
        if access(databasePath, F_OK) == 0, access(databasePath, W_OK) != 0 {
            throw DabiaoError.unwritable(databasePath, errno)
        }
    }

    deinit {
        release()
    }

    func release() {
        lock.withLock { descriptor in
            if descriptor >= 0 { _ = Glibc.close(descriptor) }
            descriptor = -1
        }
    }

    private static func make(_ directory: String) throws {
        // Personal data lies in it: not for others.
        guard mkdir(directory, 0o750) == 0 || errno == EEXIST else { throw DabiaoError.unwritable(directory, errno) }
        var status = stat()
        guard stat(directory, &status) == 0 else { throw DabiaoError.unwritable(directory, errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw DabiaoError.unwritable(directory, ENOTDIR) }
    }

    private static func lock(_ directory: String) throws -> Int32 {
        let descriptor = open(directory + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw DabiaoError.unwritable(directory, errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            defer { _ = Glibc.close(descriptor) }
            throw errno == EWOULDBLOCK
                ? DabiaoError.held(directory, by: holder(descriptor)) : DabiaoError.unwritable(directory, errno)
        }
        let pid = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, pid, pid.count, 0) == pid.count else {
            defer { _ = Glibc.close(descriptor) }
            throw DabiaoError.unwritable(directory, errno)
        }
        return descriptor
    }

    /// The pid that the holder wrote; nil if it has not come to that yet.
    private static func holder(_ descriptor: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return Int(String(decoding: bytes.prefix(max(count, 0)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}

extension DabiaoError {
    fileprivate static func held(_ directory: String, by pid: Int?) -> DabiaoError {
        let (zh, en) = pid.map { ("进程 \($0)", "process \($0)") } ?? ("另一个进程", "another process")
        return DabiaoError(
            .refused,
            Phrase("状态文件夹 \(directory) 正被\(zh)使用", "the state folder \(directory) is in use by \(en)"),
            remedy: Phrase(
                "一个状态文件夹只能由一个 dabiaod 使用：请先停止该进程，或用 --state 另指一个文件夹",
                "only one dabiaod can use a state folder: stop that process, or name another folder with --state"))
    }

    fileprivate static func unwritable(_ path: String, _ error: Int32) -> DabiaoError {
        DabiaoError(
            .system, Phrase("不能在 \(path) 写入", "cannot write in \(path)"),
            remedy: Phrase(
                "请确认它是一个文件夹、所在磁盘可写，并且运行 dabiaod 的用户对它有写权限",
                "make sure that it is a folder on a writable disk, and that the user who runs dabiaod may write in it"),
            cause: String(cString: strerror(error)))
    }
}
