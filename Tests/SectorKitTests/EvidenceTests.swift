import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Evidence")
struct EvidenceTests {
    private let folder: URL
    /// Of "abc", by FIPS 180-2.
    private static let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "dabiao-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "photos"), withIntermediateDirectories: true)
        try Data("abc".utf8).write(to: folder.appending(path: "photos/a.jpg"))
    }

    private func seal(_ evidence: String) throws -> Telling {
        var files = EvidenceFiles(beside: folder)
        let json = Data(#"{"answers": {"judged": {"finding": "conforming", "evidence": [\#(evidence)]}}}"#.utf8)
        return try TellingReader(Sample.bundle()).read(json: try files.sealing(json), name: "facts.json")
    }

    @Test(
        "The digest of a named file goes into the telling",
        arguments: [
            #""photos/a.jpg""#, #"{"file": "photos/a.jpg"}"#, #"{"file": "photos/a.jpg", "sha256": "\#(digest)"}"#,
        ])
    func sealed(evidence: String) throws {
        let telling = try seal(evidence)
        #expect(
            telling.answers["judged"]?.evidence == [Evidence(file: "photos/a.jpg", sha256: Self.digest)])
        try FileManager.default.removeItem(at: folder)
    }

    @Test(
        "A file that is not there, lies elsewhere, or is another one is refused, all at once",
        arguments: [
            (#""b.jpg""#, "b.jpg is not there"), (#""../a.jpg""#, "is not there"), (#""/etc/passwd""#, "is not there"),
            (#"{"file": "photos/a.jpg", "sha256": "\#(String(repeating: "0", count: 64))"}"#, digest),
        ])
    func refused(evidence: String, word: String) throws {
        let error = #expect(throws: DabiaoError.self) { try seal(#""c.jpg", "# + evidence) }
        #expect(error?.message.en.contains(word) == true, "\(error?.message.en ?? "")")
        #expect(error?.message.en.contains("c.jpg is not there") == true)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("A file without evidence stays as it is, byte for byte")
    func untouched() throws {
        var files = EvidenceFiles(beside: folder)
        for json in [#"{ "facts": {"mass_kg": 4.10} }"#, #"{"answers": {"judged": "conforming"}}"#, "{", "[]"] {
            #expect(try files.sealing(Data(json.utf8)) == Data(json.utf8))
        }
        try FileManager.default.removeItem(at: folder)
    }

    @Test(
        "An entry of another shape is told with its path",
        arguments: [
            (#"[{"file": "a", "sha256": "xyz"}]"#, "evidence[0].sha256: must be a SHA-256"),
            (#"[{"sha256": "\#(digest)"}]"#, "evidence[0]: 'file' is missing"),
            (#"[{"file": "a", "hash": "b"}]"#, "evidence[0].hash: there is no key 'hash'"),
            (#"[1]"#, "evidence[0]: must be"),
        ])
    func shapes(evidence: String, word: String) throws {
        let json = Data(#"{"answers": {"judged": {"finding": "conforming", "evidence": \#(evidence)}}}"#.utf8)
        let error = #expect(throws: DabiaoError.self) {
            try TellingReader(Sample.bundle()).read(json: json, name: "facts.json")
        }
        #expect(error?.message.en.contains(word) == true, "\(error?.message.en ?? "")")
    }
}
