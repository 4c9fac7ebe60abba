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

    @Test(
        "Anchors, aliases, merge keys and double keys are refused wherever they stand",
        arguments: [
            ("facts.yaml", "facts:\n", "facts: &facts\n", "anchors and aliases"),
            ("facts.yaml", "title: 明火", "title: *flame", "undefined alias"),
            ("cases/a.yaml", "facts: {open_flame: false}", "facts: {<<: {open_flame: false}}", "no fact '<<'"),
            ("cases/a.yaml", "{open_flame: false}", "{open_flame: false, open_flame: true}", "more than once"),
            ("facts.yaml", "title: 明火,", "title: 明火, title: 火,", "more than once"),
            ("checklist/a.yaml", "{\"GB/T 33000-2016\": 现场管理}", "{A: x, A: y}", "more than once"),
        ])
    func refused(path: String, old: String, new: String, message: String) throws {
        let told = BundleReader.read(try Sample.source(path, old, new)).diagnostics
        #expect(told.contains { $0.location.file == path && $0.message.en.contains(message) }, "\(told)")
    }

    @Test(
        "A truth value is true or false, a number has digits: other spellings of YAML are told of",
        arguments: [
            ("open_flame", "on"), ("open_flame", "no"), ("open_flame", "1"), ("people", "12:30"), ("people", "0x1F"),
            ("people", "1_000"), ("tested_on", "2026-1-5"),
        ])
    func typed(fact: String, word: String) throws {
        let source = try Sample.source("cases/a.yaml", "{open_flame: false}", "{\(fact): \(word)}")
        let told = BundleReader.read(source).diagnostics
        #expect(told.map(\.location.line) == [4])
        #expect(told.first?.message.en.contains("found '\(word)'") == true, "\(told)")
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
