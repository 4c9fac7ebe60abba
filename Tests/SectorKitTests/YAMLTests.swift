import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("YAML that a bundle may not contain")
struct YAMLTests {
    private func diagnostics(_ plugin: String) throws -> [String] {
        BundleReader.read(try Sample.source(["plugin.yaml": plugin])).diagnostics.map {
            "\($0.location): \($0.message.en)"
        }
    }

    @Test("An alias bomb is refused before anything is composed, also as a key")
    func bomb() throws {
        var text = "a0: &a0 [x, x]\n"
        for level in 1...60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        text += "? *a60 : x\n"
        #expect(
            try diagnostics(text) == [
                "plugin.yaml:2:10: YAML anchors and aliases are not supported: write the content out"
            ])
    }

    @Test("Deep nesting is refused without deep recursion", arguments: [33, 900, 100_000], ["[", "{a: ", "- "])
    func deep(levels: Int, opening: String) throws {
        let told = try diagnostics("a: " + (opening == "- " ? "\n" : "") + String(repeating: opening, count: levels))
        #expect(!told.isEmpty)
        #expect(told.allSatisfy { $0.hasPrefix("plugin.yaml:") })
    }

    @Test("An ampersand and a star inside text are text")
    func innocent() throws {
        let told = try diagnostics(
            Sample.files["plugin.yaml"]?.replacingOccurrences(of: "样例部门", with: "'A & B *重点*'") ?? "")
        #expect(told.isEmpty)
    }

    @Test("Keys that are one after normalisation are one")
    func doubleKey() throws {
        let told = try diagnostics((Sample.files["plugin.yaml"] ?? "") + "\nｉｄ: other\n")
        #expect(told == ["plugin.yaml:7:1: key 'id' is written more than once: write each key once"])
    }

    @Test(
        "Other things are malformed",
        arguments: ["", "# nothing\n", "- a\n", "word", "a: b: c", "\t- x", "a: \u{7}", "%TAG ! x\n"])
    func malformed(text: String) throws {
        #expect(!(try diagnostics(text)).isEmpty)
    }

    @Test("A byte order mark and Windows line ends are no matter")
    func windows() throws {
        let text = "\u{FEFF}" + (Sample.files["plugin.yaml"] ?? "").replacingOccurrences(of: "\n", with: "\r\n")
        #expect(try diagnostics(text).isEmpty)
    }
}
