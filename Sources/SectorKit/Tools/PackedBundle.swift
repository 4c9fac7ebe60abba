public import Dabiao
import Digest
public import Foundation

/// A bundle as one file: a plain POSIX tar (ustar), the same byte for byte wherever and whenever it is packed.
///
/// The files stand in the order of their paths, each readable by all, owned by nobody in particular and dated at the
/// beginning of 1970. There are no folders, no links, no compression. `tar -tf` lists it.
public enum PackedBundle {
    /// Bytes of a packed bundle at most.
    static let limit = BundleSource.Limit.bytes + BundleSource.Limit.files * 2 * block + 2 * block
    static let block = 512

    /// - Throws: `.invalid` where a path is too long for the format.
    public static func pack(_ source: BundleSource) throws(DabiaoError) -> Data {
        var archive = Data()
        for path in source.paths {
            let content = source.files[path] ?? Data()
            guard let header = TarHeader(path: path, size: content.count) else {
                throw DabiaoError(
                    .invalid, Phrase("路径太长，不能打包：\(path)", "the path is too long to be packed: \(path)"),
                    remedy: Phrase("请把文件名改短到 100 字节以内", "shorten the file's name to 100 bytes"))
            }
            archive += header.bytes + content + padding(after: content.count)
        }
        return archive + Data(count: 2 * block)
    }

    /// SHA-256 over the packed bytes, in lower-case hexadecimal.
    public static func digest(of archive: Data) -> String { SHA256.digest(of: archive) }

    /// The bundle in a packed file.
    ///
    /// - Throws: `.invalid` for what `pack` never writes: links and folders, paths that leave the bundle, a file that
    ///   stands twice, broken sums, anything behind the end.
    public static func unpack(_ archive: Data) throws(DabiaoError) -> BundleSource {
        guard archive.count > 2 * block else { throw broken(Phrase("文件不完整", "it is cut off")) }
        var files: [String: Data] = [:]
        var rest = archive[...]
        while let first = rest.first, first != 0 {
            guard rest.count >= block else { throw broken(Phrase("文件不完整", "it is cut off")) }
            let header = try TarHeader(rest.prefix(block))
            rest = rest.dropFirst(block)
            let length = header.size + padding(after: header.size).count
            guard header.size <= BundleSource.Limit.bytesOfFile, rest.count >= length else {
                throw broken(Phrase("\(header.path)：太大或不完整", "\(header.path) is too large or cut off"))
            }
            guard files.updateValue(Data(rest.prefix(header.size)), forKey: header.path) == nil else {
                throw broken(Phrase("\(header.path) 出现两次", "\(header.path) stands in it twice"))
            }
            rest = rest.dropFirst(length)
        }
        let source = try BundleSource(files: files)
        // There is one way to write a bundle: whatever differs was not written by `pack`, or was changed since.
        guard try pack(source) == archive else {
            throw broken(Phrase("与规范写法不一致", "it is not as 'plugin pack' writes it"))
        }
        return source
    }

    /// The bytes of a packed file.
    static func read(_ path: String) throws(DabiaoError) -> Data {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let cause = String(cString: strerror(errno))
            if descriptor >= 0 { close(descriptor) }
            throw DabiaoError(
                .notFound, Phrase("打不开插件包文件 \(path)", "the packed bundle \(path) cannot be opened"),
                remedy: Phrase("请检查路径和读取权限", "check the path and the permission to read it"), cause: cause)
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
            throw broken(Phrase("\(path)：不是普通文件，或太大", "\(path) is not an ordinary file, or too large"))
        }
        do {
            return try handle.read(upToCount: limit) ?? Data()
        } catch {
            throw DabiaoError(
                .system, Phrase("读不了 \(path)", "\(path) cannot be read"), cause: error.localizedDescription)
        }
    }

    private static func padding(after size: Int) -> Data { Data(count: (block - size % block) % block) }

    static func broken(_ why: Phrase) -> DabiaoError {
        DabiaoError(
            .invalid, Phrase("插件包文件有误：\(why.zh)", "the packed bundle is wrong: \(why.en)"),
            remedy: Phrase(
                "请用 dabiaoctl plugin pack 重新打包，或重新取得该文件",
                "pack it anew with dabiaoctl plugin pack, or get the file again"))
    }
}
