import Foundation

/// The files of the repository that these tests belong to.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The names of the folders in `Sources`.
    static func modules() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path).sorted()
            .filter { !$0.hasPrefix(".") }
    }

    /// The files under a folder, by their paths from the root.
    static func files(under folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path).sorted()
            .map { "\(folder)/\($0)" }
    }

    /// The files that git keeps; where there is no git, every file that does not belong to the build.
    static func tracked() async throws -> [String] {
        let listed = try await Tool.run("git", "ls-files", "-z")
        if listed.status == 0 {
            return listed.output.split(separator: "\0").map(String.init)
                .filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path) }
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path)
            .filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        return names.flatMap { name in
            let below = (try? files(under: name)) ?? []
            return below.isEmpty ? [name] : below
        }
    }

    /// A file's text; an error where it is not UTF-8.
    static func text(of file: String) throws -> String {
        try String(contentsOf: root.appending(path: file), encoding: .utf8)
    }
}
