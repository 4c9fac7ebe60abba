import Foundation
import Testing

@Suite("Package.swift and the table of modules agree")
struct ManifestTests {
    @Test("A target depends on exactly what its module may import, Swift's own modules aside")
    func dependencies() async throws {
        let targets = try await Manifest.read().targets.filter { $0.isModule }
        #expect(Set(targets.map(\.name)) == Set(Layout.mayImport.keys))
        for target in targets {
            let allowed = (Layout.mayImport[target.name] ?? []).subtracting(Layout.standard)
            #expect(Set(target.dependencies.map(\.name)) == allowed, "the target \(target.name)")
        }
    }
}

/// What `swift package dump-package` tells of the manifest.
struct Manifest: Decodable {
    struct Target: Decodable {
        let name: String
        let type: String
        let path: String?
        let dependencies: [Dependency]

        /// Whether it lies in `Sources`: neither a test nor a tool of the tests.
        var isModule: Bool { type != "test" && path?.hasPrefix("Tests/") != true }
    }

    /// `{"byName": ["Dabiao", null]}`, `{"product": ["GRDB", "GRDB.swift", null, null]}`
    struct Dependency: Decodable {
        let name: String

        init(from decoder: any Decoder) throws {
            let kinds = try [String: [Ignored]](from: decoder)
            guard let name = kinds.values.first?.first?.text else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a dependency without a name"))
            }
            self.name = name
        }
    }

    /// A name, or anything else, which does not matter here.
    struct Ignored: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            text = try? decoder.singleValueContainer().decode(String.self)
        }
    }

    let targets: [Target]

    /// Reads the manifest in a build folder of its own: that of the tests is locked while they run.
    static func read() async throws -> Manifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "dabiao-manifest-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let dumped = try await Tool.run(
            "swift", "package", "--package-path", Repository.root.path, "--scratch-path", scratch.path, "dump-package")
        try #require(dumped.status == 0, "\(dumped.output)")
        return try JSONDecoder().decode(Manifest.self, from: Data(dumped.output.utf8))
    }
}
