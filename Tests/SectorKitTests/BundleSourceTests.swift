import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("The files of a bundle")
struct BundleSourceTests {
    /// Runs a body with an empty folder that is gone afterwards.
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "sector-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    @Test("A folder and memory give the same files; hidden ones are skipped")
    func sameFiles() throws {
        try withFolder { folder in
            for (path, text) in Sample.files {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
            try FileManager.default.createDirectory(
                at: folder.appending(path: ".git"), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: folder.appending(path: ".git/config"))
            let source = try BundleSource(directory: folder.path)
            #expect(source == (try Sample.source()))
            #expect(source.contentHash == (try Sample.source()).contentHash)
        }
    }

    @Test("Symbolic links, pipes and large files are refused, all at once")
    func refused() throws {
        try withFolder { folder in
            try Data(count: (1 << 20) + 1).write(to: folder.appending(path: "large.yaml"))
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "facts.yaml").path, withDestinationPath: "/etc/hostname")
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "tables").path, withDestinationPath: "/etc")
            try #require(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
            let error = try #require(throws: DabiaoError.self) { try BundleSource(directory: folder.path) }
            #expect(error.code == .invalid)
            #expect(
                error.message.en.split(separator: "\n").map { $0.prefix { $0 != ":" } } == [
                    "facts.yaml", "large.yaml", "pipe", "tables",
                ])
        }
    }

    @Test("No folder is not found")
    func missing() throws {
        let error = try #require(throws: DabiaoError.self) { try BundleSource(directory: "\(plugins)/NoSuch") }
        #expect(error.code == .notFound)
    }

    @Test(
        "Paths that leave the folder are refused",
        arguments: [
            "../plugin.yaml", "/plugin.yaml", "a/../../b", "a//b", "./a", "a/", "", "a\\b", "a\u{0}b", "a/b/c/d/e",
        ])
    func paths(path: String) throws {
        let error = #expect(throws: DabiaoError.self) { try BundleSource(files: [path: Data()]) }
        #expect(error?.code == .invalid)
    }

    @Test("A file that is not UTF-8 is told of with its byte offset")
    func notUTF8() throws {
        var files = Sample.files.mapValues { Data($0.utf8) }
        files["plugin.yaml"] = Data("format: 1\ntitle: 样".utf8) + [0xE6, 0xA0, 0x0A]
        let (bundle, diagnostics) = BundleReader.read(try BundleSource(files: files))
        #expect(bundle == nil)
        #expect(diagnostics.map { "\($0.location)" } == ["plugin.yaml:2:9"])
        #expect(diagnostics.first?.message.en == "not UTF-8 text (from byte offset 20, counted from 0)")
    }

    @Test(
        "Files that nothing reads are told of",
        arguments: [
            ("fact.yaml", "did you mean 'facts.yaml'?"), ("veto-rule/a.yaml", "did you mean 'veto-rules'?"),
            ("tables/a.yaml", "holds .csv files only"),
            ("veto-rules/x/a.yaml", "holds .yaml files only, and no folders"),
            ("ledgers.yaml", "not supported yet"), ("lifecycles/a.yaml", "not supported yet"),
            ("tables/region.csv", "no table declaration 'region'; did you mean 'regions'?"),
        ])
    func strangers(path: String, message: String) throws {
        let messages = BundleReader.read(try Sample.source([path: "x"])).diagnostics.filter { $0.location.file == path }
        #expect(messages.contains { $0.message.en.contains(message) }, "\(messages)")
    }

    @Test("The content hash changes with any byte, any name, and a byte that moves between files")
    func contentHash() throws {
        let files = ["a.yaml": Data("xy".utf8), "b.yaml": Data("z".utf8)]
        var hashes: Set<String> = [try BundleSource(files: files).contentHash]
        for (path, content) in files {
            for index in content.indices {
                var changed = files
                changed[path]?[index] ^= 1
                #expect(hashes.insert(try BundleSource(files: changed).contentHash).inserted)
            }
        }
        let others = [
            ["a.yaml": Data("x".utf8), "b.yaml": Data("yz".utf8)],
            ["a.yam": Data("lxy".utf8), "b.yaml": Data("z".utf8)],
            ["c.yaml": Data("xy".utf8), "b.yaml": Data("z".utf8)], ["a.yaml": Data("xy".utf8)], [:],
        ]
        for other in others { #expect(hashes.insert(try BundleSource(files: other).contentHash).inserted) }
    }

    @Test("The content hash of given files stays what it is")
    func framing() throws {
        // printf '1:a2:xy' | sha256sum
        #expect(
            try BundleSource(files: ["a": Data("xy".utf8)]).contentHash
                == "f5f76e1926894faceabf0c916f91ad553e9753fd293f4be6f69e20a239c991b2")
    }
}
