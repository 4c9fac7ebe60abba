import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Packed bundles")
struct PackingTests {
    private func sample() throws -> BundleSource { try DropInSample.source(DropInSample.base) }

    @Test("A bundle is packed the same byte for byte, and unpacked the same", arguments: ["Common", "HydrogenStation"])
    func roundTrip(_ folder: String) throws {
        let source = try BundleSource(directory: "\(plugins)/\(folder)")
        let archive = try PackedBundle.pack(source)
        let again = try BundleSource(files: Dictionary(source.files.shuffled()) { first, _ in first })
        #expect(try PackedBundle.pack(again) == archive)
        let unpacked = try PackedBundle.unpack(archive)
        #expect(unpacked == source)
        #expect(unpacked.contentHash == source.contentHash)
        #expect(archive.count % 512 == 0)
    }

    @Test("tar reads it")
    func tar() throws {
        try AuthoringTests.inFolder { folder in
            let file = "\(folder)/a.dabiao"
            let long = "cases/\(String(repeating: "长", count: 30)).yaml"
            let deep = "\(String(repeating: "d", count: 60))/\(String(repeating: "e", count: 60)).md"
            let source = try BundleSource(files: [
                "plugin.yaml": Data("id: x\n".utf8), long: Data(), deep: Data("d".utf8),
            ])
            try PackedBundle.pack(source).write(to: URL(fileURLWithPath: file))
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["tar", "--quoting-style=literal", "-tf", file]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let listed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(listed.split(separator: "\n").map(String.init) == source.paths)
            #expect(try BundleSource(path: file) == source)
        }
    }

    @Test("A path that a header cannot hold is refused when it is packed")
    func longPath() throws {
        let path = "cases/\(String(repeating: "x", count: 101)).yaml"
        let source = try BundleSource(files: [path: Data()])
        #expect(throws: DabiaoError.self) { try PackedBundle.pack(source) }
    }

    /// A header of the given path, type and size, with a right sum.
    private func header(_ path: String, type: Character = "0", size: Int = 0) throws -> Data {
        let archive = try PackedBundle.pack(try BundleSource(files: ["a": Data(count: size)]))
        var bytes = [UInt8](archive.prefix(512))
        bytes.replaceSubrange(0..<path.utf8.count, with: path.utf8)
        bytes[156] = try #require(type.asciiValue)
        bytes.replaceSubrange(148..<156, with: repeatElement(UInt8(ascii: " "), count: 8))
        let sum = String(bytes.reduce(0) { $0 + Int($1) }, radix: 8)
        let digits = String(repeating: "0", count: 6 - sum.count) + sum
        bytes.replaceSubrange(148..<156, with: Array(digits.utf8) + [0, UInt8(ascii: " ")])
        return Data(bytes)
    }

    @Test("The helper of these tests writes what pack writes")
    func helper() throws {
        let archive = try header("plugin.yaml") + Data(count: 1024)
        #expect(try PackedBundle.unpack(archive).paths == ["plugin.yaml"])
    }

    @Test(
        "What pack never writes is refused",
        arguments: [
            ("../a", "0"), ("/etc/passwd", "0"), ("a/../b", "0"), ("a/./b", "0"), ("a//b", "0"), ("a\\b", "0"),
            (".hidden", "0"), ("a/b/c/d/e", "0"), ("link", "1"), ("link", "2"), ("device", "3"), ("folder/", "5"),
            ("pax", "x"), ("old", "\0"),
        ] as [(String, Character)])
    func refused(_ path: String, _ type: Character) throws {
        let archive = try header(path, type: type) + Data(count: 1024)
        #expect(throws: DabiaoError.self) { try PackedBundle.unpack(archive) }
    }

    @Test("A file that stands twice is refused, and so is any order but that of the paths")
    func doubles() throws {
        let end = Data(count: 1024)
        let (first, second) = (try header("a"), try header("b"))
        #expect(try PackedBundle.unpack(first + second + end).paths == ["a", "b"])
        #expect(throws: DabiaoError.self) { try PackedBundle.unpack(first + first + end) }
        #expect(throws: DabiaoError.self) { try PackedBundle.unpack(second + first + end) }
        #expect(throws: DabiaoError.self) { try PackedBundle.unpack(first + second + end + end) }
        #expect(throws: DabiaoError.self) { try PackedBundle.unpack(first + second) }
    }

    @Test("Sizes beyond what a bundle may have are refused before anything is read")
    func sizes() throws {
        var huge = [UInt8](try header("a"))
        huge.replaceSubrange(124..<136, with: Array("77777777777".utf8) + [0])
        #expect(throws: DabiaoError.self) { try PackedBundle.unpack(Data(huge) + Data(count: 1024)) }
        let many = try (0...1000).map { try header("f\(1000 + $0)") }.reduce(Data(), +) + Data(count: 1024)
        #expect(throws: DabiaoError.self) { try PackedBundle.unpack(many) }
    }

    @Test("Any byte changed, any tail cut off is found out, or leads to another content", arguments: [1, 2, 3])
    func damaged(_ round: Int) throws {
        let archive = try PackedBundle.pack(try sample())
        let hash = try sample().contentHash
        for offset in stride(from: round, to: archive.count, by: 97) {
            var changed = archive
            changed[offset] ^= UInt8(1 << round)
            let unpacked = try? PackedBundle.unpack(changed)
            #expect(unpacked?.contentHash != hash, "byte \(offset)")
            #expect((try? PackedBundle.unpack(archive.prefix(offset))) == nil, "cut at \(offset)")
        }
    }

    @Test("A bundle that passes is verified with its hashes; one whose case fails is not")
    func verification() throws {
        let checked = try DropInSample.check()
        let plugin = try #require(checked.plugin)
        let source = try DropInSample.source(DropInSample.dropIn)
        let verification = try Verification(plugin, of: source, calendar: try ToolsTests.calendar())
        #expect(verification.id == "depot-city")
        #expect(verification.amends == "depot")
        #expect(verification.contentHash == source.contentHash)
        #expect(verification.cases == 1)
        let archive = try PackedBundle.pack(source)
        #expect(verification.sha256 == PackedBundle.digest(of: archive))
        #expect(verification.bytes == archive.count)
        try verification.confirm(sha256: verification.sha256.uppercased())
        #expect(throws: DabiaoError.self) { try verification.confirm(sha256: String(repeating: "0", count: 64)) }
        let failing = try #require(try DropInSample.check("cases/city.yaml", "401", "400").plugin)
        #expect(throws: DabiaoError.self) {
            try Verification(failing, of: failing.source, calendar: try ToolsTests.calendar())
        }
    }
}
