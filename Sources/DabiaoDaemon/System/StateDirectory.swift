package import Dabiao
import Glibc

/// The folder that holds all that the daemon keeps, and the places in it.
package struct StateDirectory: Hashable, Sendable {
    package let path: String
    /// Where the spool channel puts its files.
    package var spool: String { path + "/spool" }

    /// Makes what is missing of the folder and its subfolders, for the owner and, reading, the group (0750, less what
    /// the umask takes); its parent must exist. What exists keeps its mode.
    ///
    /// - Throws: ``DabiaoError/Code/system`` with the path and what to do, when something else than a folder lies
    ///   there, the file system is read-only, or the daemon's user may not read, write and enter it.
    package init(preparing path: String) throws(DabiaoError) {
        self.path = path
        for folder in [path, spool] {
            guard mkdir(folder, 0o750) == 0 || errno == EEXIST else {
                throw .system(Phrase("无法建立状态目录 \(folder)", "the state folder \(folder) cannot be made"), errno: errno)
            }
            let number = Self.obstacle(to: folder)
            guard number == 0 else {
                throw .system(Phrase("状态目录 \(folder) 不可用", "the state folder \(folder) cannot be used"), errno: number)
            }
        }
    }

    /// Why a folder cannot be read, written and entered by the user the daemon acts as: an error number, or 0.
    private static func obstacle(to folder: String) -> Int32 {
        var status = stat()
        guard stat(folder, &status) == 0 else { return errno }
        guard status.st_mode & S_IFMT == S_IFDIR else { return ENOTDIR }
        return faccessat(AT_FDCWD, folder, R_OK | W_OK | X_OK, AT_EACCESS) == 0 ? 0 : errno
    }
}
