import Dabiao
import Foundation

/// A file on its way: written under another name beside its own, synced, and only then given its name. One that is not
/// published is removed.
final class FileDraft {
    private let path: String
    private let temporary: String
    private let descriptor: Int32

    /// - Throws: `DabiaoError` where nothing can be written there.
    init(for path: String) throws {
        self.path = path
        temporary = "\(path).\(getpid()).part"
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
    }

    func append(_ bytes: Data) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) }
            if count < 0, errno != EINTR { throw Self.failure(path) }
        }
    }

    /// Makes it durable under its name, in the place of another one only where that is wanted.
    func publish(overwriting: Bool) throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(path) }
        if overwriting {
            guard rename(temporary, path) == 0 else { throw Self.failure(path) }
        } else {
            guard link(temporary, path) == 0 else { throw errno == EEXIST ? Self.isThere(path) : Self.failure(path) }
        }
        let folder = open(
            URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw Self.failure(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw Self.failure(path) }
    }

    static func isThere(_ path: String) -> DabiaoError {
        DabiaoError(
            .refused, Phrase("文件“\(path)”已存在", "the file \(path) is there already"),
            remedy: Phrase("换一个文件名，或加 --force 覆盖", "name another one, or add --force"))
    }

    private static func failure(_ path: String) -> DabiaoError {
        DabiaoError(
            .invalid, Phrase("写不了文件“\(path)”", "the file \(path) cannot be written"),
            remedy: Phrase("请检查路径、权限和剩余空间", "check the path, its permissions and the space left"),
            cause: String(cString: strerror(errno)))
    }
}
