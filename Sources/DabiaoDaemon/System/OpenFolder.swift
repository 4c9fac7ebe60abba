import Dabiao
import Glibc

/// A folder held open, and what is done to the files in it by name. Errors are ``DabiaoError/Code/system`` and name
/// the path.
struct OpenFolder: ~Copyable {
    let path: String
    let descriptor: Int32

    init(_ path: String) throws(DabiaoError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .system(Phrase("无法打开目录 \(path)", "the folder \(path) cannot be opened"), errno: errno)
        }
    }

    deinit {
        close(descriptor)
    }

    /// The bytes of a file, nil where there is none.
    func contents(of name: String) throws(DabiaoError) -> [UInt8]? {
        let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failed("读取", "read", name)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count > 0 { bytes += chunk.prefix(count) }
            if count < 0, errno != EINTR { throw failed("读取", "read", name) }
        }
    }

    /// Makes or overwrites a file, readable by the group. What was written of one that failed is removed again.
    func write(_ bytes: [UInt8], to name: String) throws(DabiaoError) {
        let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw failed("写入", "written", name) }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) }
            if count < 0, errno != EINTR {
                let error = failed("写入", "written", name)
                unlinkat(descriptor, name, 0)
                throw error
            }
        }
    }

    /// Gives a file its final name at one stroke, in the place of any of that name.
    func rename(_ name: String, to final: String) throws(DabiaoError) {
        guard renameat(descriptor, name, descriptor, final) == 0 else {
            let error = failed("写入", "written", final)
            unlinkat(descriptor, name, 0)
            throw error
        }
    }

    /// Removes a file; one that is gone already is fine.
    func remove(_ name: String) throws(DabiaoError) {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else { throw failed("删除", "removed", name) }
    }

    /// The names of all that lies in the folder, in no order.
    func names() throws(DabiaoError) -> [String] {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { throw failed("读取", "read", ".") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
                })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    private func failed(_ zh: String, _ en: String, _ name: String) -> DabiaoError {
        .system(Phrase("无法\(zh) \(path)/\(name)", "\(path)/\(name) cannot be \(en)"), errno: errno)
    }
}
