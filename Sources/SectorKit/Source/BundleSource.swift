public import Dabiao
import Digest
public import Foundation

/// The files of a bundle as bytes, by path relative to the bundle's folder (`veto-rules/a.yaml`).
///
/// A bundle is read whole and at once, from a folder or from the database, and never executed.
public struct BundleSource: Hashable, Sendable {
    /// Contents by path; hidden files (`.git`, `.DS_Store`) are no part of a bundle.
    public let files: [String: Data]

    /// The paths in the order of their bytes.
    public var paths: [String] { files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// What a bundle may be at most; far more than any needs.
    enum Limit {
        static let bytesOfFile = 1 << 20
        static let bytes = 16 << 20
        static let files = 1000
        static let depth = 4
    }

    /// Takes the files of a bundle from memory.
    ///
    /// - Throws: `.invalid`, naming every path that leaves the folder or is not of the form `folder/name`, and every
    ///   file that is too large.
    public init(files: [String: Data]) throws(DabiaoError) {
        let visible = files.filter { !Self.isHidden($0.key) }
        var problems = visible.compactMap { path, content in
            Self.problem(ofPath: path) ?? Self.problem(ofSize: content.count, at: path)
        }
        if visible.count > Limit.files || visible.values.reduce(0, { $0 + $1.count }) > Limit.bytes {
            problems.append(
                Phrase(
                    "文件太多或总量太大：最多 \(Limit.files) 个、\(Limit.bytes >> 20) MiB",
                    "too many files or bytes: at most \(Limit.files) files and \(Limit.bytes >> 20) MiB"))
        }
        try Self.refuse(problems)
        self.files = visible
    }

    /// SHA-256 over all paths and contents, each with its length before it, so that no byte can move from one to
    /// the other unseen. Lower-case hexadecimal.
    public var contentHash: String {
        let hash = SHA256()
        for path in paths {
            let content = files[path] ?? Data()
            hash.update("\(path.utf8.count):\(path)\(content.count):".utf8)
            hash.update(content)
        }
        return hash.finish()
    }

    /// Throws all problems as one error, sorted; does nothing when there is none.
    static func refuse(_ problems: [Phrase]) throws(DabiaoError) {
        guard !problems.isEmpty else { return }
        let sorted = problems.sorted { $0.en < $1.en }
        throw DabiaoError(
            .invalid,
            Phrase(sorted.map(\.zh).joined(separator: "\n"), sorted.map(\.en).joined(separator: "\n")),
            remedy: Phrase(
                "插件包只能含普通文件，放在自己的文件夹里", "a bundle holds ordinary files only, inside its own folder"))
    }

    static func problem(ofSize size: Int, at path: String) -> Phrase? {
        size <= Limit.bytesOfFile
            ? nil
            : Phrase(
                "\(path)：文件超过 \(Limit.bytesOfFile >> 20) MiB",
                "\(path): the file exceeds \(Limit.bytesOfFile >> 20) MiB")
    }

    private static func problem(ofPath path: String) -> Phrase? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        let isPrintable = !path.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{7F}" || $0 == "\\" }
        guard isPlain, isPrintable, parts.count <= Limit.depth else {
            return Phrase("\(path)：路径离开了插件文件夹或写法不对", "\(path): the path leaves the bundle's folder or is malformed")
        }
        return nil
    }

    /// A name that starts with a dot, but is not one of the two that lead out of a folder.
    private static func isHidden(_ path: String) -> Bool {
        path.split(separator: "/").contains { $0.hasPrefix(".") && $0 != "." && $0 != ".." }
    }
}
