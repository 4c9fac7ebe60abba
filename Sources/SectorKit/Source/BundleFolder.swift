public import Dabiao
import Foundation

extension BundleSource {
    /// Reads the files of a bundle from its folder.
    ///
    /// Symbolic links, devices, pipes and sockets below the folder are refused, whatever they point to; hidden files
    /// are skipped.
    ///
    /// - Throws: `.notFound` where there is no such folder; `.invalid`, naming every file that is refused; `.system`
    ///   where reading fails.
    public init(directory: String) throws(DabiaoError) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DabiaoError(
                .notFound, Phrase("打不开插件文件夹 \(directory)", "the bundle's folder \(directory) cannot be opened"),
                remedy: Phrase("请检查路径和读取权限", "check the path and the permission to read it"),
                cause: String(cString: strerror(errno)))
        }
        var reading = FolderReading()
        try reading.readFolder(descriptor, path: "", depth: 1)
        try Self.refuse(reading.problems)
        try self.init(files: reading.files)
    }
}

/// Walks a folder by descriptors, so that nothing can be swapped for a link between looking and opening.
private struct FolderReading {
    var files: [String: Data] = [:]
    var problems: [Phrase] = []
    private var bytes = 0

    /// Reads what is in the folder of a descriptor, which it closes.
    mutating func readFolder(_ descriptor: Int32, path: String, depth: Int) throws(DabiaoError) {
        guard let stream = fdopendir(descriptor) else {
            close(descriptor)
            throw failure(path)
        }
        defer { closedir(stream) }
        for name in names(in: stream) where !name.hasPrefix(".") {
            try readEntry(name, of: descriptor, path: path.isEmpty ? name : "\(path)/\(name)", depth: depth)
        }
    }

    private func names(in stream: OpaquePointer) -> [String] {
        var names: [String] = []
        while let entry = readdir(stream) {
            withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    names.append(String(cString: $0))
                }
            }
        }
        return names.sorted()
    }

    private mutating func readEntry(
        _ name: String, of folder: Int32, path: String, depth: Int
    ) throws(DabiaoError) {
        let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            guard errno == ELOOP || errno == ENXIO else { throw failure(path) }
            problems.append(
                Phrase("\(path)：不接受符号链接和特殊文件", "\(path): symbolic links and special files are refused"))
            return
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            close(descriptor)
            throw failure(path)
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR where depth < BundleSource.Limit.depth:
            try readFolder(descriptor, path: path, depth: depth + 1)
        case S_IFREG:
            defer { close(descriptor) }
            try readFile(descriptor, size: Int(status.st_size), path: path)
        default:
            close(descriptor)
            problems.append(Phrase("\(path)：不是普通文件，或文件夹套得太深", "\(path): not an ordinary file, or nested too deep"))
        }
    }

    private mutating func readFile(_ descriptor: Int32, size: Int, path: String) throws(DabiaoError) {
        if let problem = BundleSource.problem(ofSize: size, at: path) {
            problems.append(problem)
            return
        }
        guard files.count < BundleSource.Limit.files, bytes + size <= BundleSource.Limit.bytes else {
            problems.append(Phrase("\(path)：插件包文件太多或总量太大", "\(path): the bundle has too many files or bytes"))
            return
        }
        var content = Data(count: size)
        let count = content.withUnsafeMutableBytes { buffer in
            var (filled, result) = (0, 1)
            while filled < buffer.count, result > 0 {
                result = read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
                filled += max(result, 0)
            }
            return result < 0 ? -1 : filled
        }
        guard count == size else { throw failure(path) }
        files[path] = content
        bytes += size
    }

    private func failure(_ path: String) -> DabiaoError {
        let cause = errno == 0 ? nil : String(cString: strerror(errno))
        return DabiaoError(
            .system, Phrase("读不了 \(path)", "\(path) cannot be read"),
            remedy: Phrase("请检查读取权限后重试", "check the permission to read it and try again"), cause: cause)
    }
}
