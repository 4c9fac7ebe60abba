import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("What bundles need of each other")
struct ShelfTests {
    private func plugin(_ id: String, _ version: String = "1.0.0", requires: String = "") -> [String: String] {
        let needs = requires.isEmpty ? "" : "requires: {\(requires)}\n"
        return [
            "plugin.yaml":
                "format: 1\nid: \(id)\nversion: \(version)\ntitle: t\nsubject: site\ndepartment: d\n\(needs)"
        ]
    }

    /// What is wrong with a bundle among others, in English.
    private func problems(_ id: String, _ bundles: [String: [String: String]]) throws -> [String] {
        var problems: [String] = []
        try AuthoringTests.inFolder { folder in
            try DropInSample.write(bundles, to: folder)
            let entry = try #require(PluginShelf([folder]).entries.first { $0.id == id })
            problems = entry.checked.diagnostics.map { $0.text(.english) }
            #expect((entry.checked.plugin == nil) == !problems.isEmpty)
        }
        return problems
    }

    @Test("A bundle that is there in the version it needs")
    func satisfied() throws {
        let others = ["a": plugin("a", requires: #"b: ">=1.2.0""#), "b": plugin("b", "1.2.0")]
        #expect(try problems("a", others) == [])
    }

    @Test("One that is missing, or too old, is named with what is there")
    func missing() throws {
        let a = plugin("a", requires: #"b: ">=1.2.0""#)
        #expect(
            try problems("a", ["a": a]) == [
                "plugin.yaml:1:1: the plugin b 1.2.0 or newer is required, it was not found: install it first, or put it "
                    + "beside this one"
            ])
        let old = try problems("a", ["a": a, "b": plugin("b", "1.1.9")])
        #expect(old.count == 1)
        #expect(old.first?.contains("only 1.1.9 is there") == true)
    }

    @Test("Those that require each other are told the whole circle")
    func circle() throws {
        let bundles = [
            "a": plugin("a", requires: #"b: ">=1.0.0""#), "b": plugin("b", requires: #"c: ">=1.0.0""#),
            "c": plugin("c", requires: #"a: ">=1.0.0""#), "d": plugin("d", requires: #"a: ">=1.0.0""#),
            "e": plugin("e", requires: #"e: ">=1.0.0""#),
        ]
        #expect(try problems("a", bundles) == ["plugin.yaml:1:1: the plugins require each other: a → b → c → a"])
        #expect(try problems("c", bundles) == ["plugin.yaml:1:1: the plugins require each other: c → a → b → c"])
        #expect(try problems("e", bundles) == ["plugin.yaml:1:1: the plugins require each other: e → e"])
        #expect(try problems("d", bundles).first?.contains("the plugin a 1.0.0 or newer is required") == true)
    }

    @Test(
        "A bundle that would close a circle leaves what is in force, whichever is asked first",
        arguments: [["a", "b"], ["b", "a"]], [true, false])
    func circleAndStock(_ order: [String], _ isWithinFolders: Bool) throws {
        try AuthoringTests.inFolder { folder in
            let b = plugin("b", "2.0.0", requires: #"a: ">=1.0.0""#)
            try DropInSample.write(
                ["a": plugin("a", "2.0.0", requires: #"b: ">=1.0.0""#)].merging(isWithinFolders ? ["b": b] : [:]) {
                    $1
                },
                to: folder)
            let stock = PluginShelf.Stock(bundles: [
                "a": try DropInSample.source(plugin("a")),
                "b": try DropInSample.source(isWithinFolders ? plugin("b") : b),
            ])
            let shelf = PluginShelf([folder], stock: stock)
            let versions = Dictionary(
                uniqueKeysWithValues: order.map { ($0, shelf.plugin($0)?.bundle.version.description) })
            #expect(versions == ["a": "1.0.0", "b": isWithinFolders ? "1.0.0" : "2.0.0"])
            let entry = try #require(shelf.entries.first)
            #expect(entry.checked.diagnostics.first?.text(.english).contains("require each other: a → b → a") == true)
        }
    }

    @Test("A packed bundle lies on the shelf as a folder does, and a broken file is told of")
    func packed() throws {
        try AuthoringTests.inFolder { folder in
            let source = try DropInSample.source(plugin("b", "1.2.0"))
            try PackedBundle.pack(source).write(to: URL(fileURLWithPath: "\(folder)/b.dabiao"))
            try Data("nonsense".utf8).write(to: URL(fileURLWithPath: "\(folder)/c.dabiao"))
            try DropInSample.write(["a": plugin("a", requires: #"b: ">=1.2.0""#)], to: folder)
            let shelf = PluginShelf([folder])
            #expect(shelf.plugin("a") != nil)
            #expect(shelf.plugin("b")?.bundle.contentHash == source.contentHash)
            let broken = try #require(shelf.entries.first { $0.folder.hasSuffix("c.dabiao") })
            #expect(broken.id == nil)
            #expect(broken.checked.diagnostics.first?.text(.english).contains("the packed bundle is wrong") == true)
        }
    }
}
