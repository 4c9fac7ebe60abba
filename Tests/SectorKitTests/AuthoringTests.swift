import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Writing a plugin")
struct AuthoringTests {
    /// A folder of its own, removed at the end.
    static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dabiao-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try body(folder)
    }

    @Test("The skeleton passes lint and its own cases")
    func skeleton() throws {
        try Self.inFolder { folder in
            let path = "\(folder)/cold-storage"
            try BundleSkeleton.write(to: path, id: "cold-storage", title: "冷库")
            let checked = Plugin.check(try BundleSource(directory: path), installed: { _ in nil })
            let plugin = try #require(
                checked.plugin, "\(checked.diagnostics.map { $0.text(.english) }.joined(separator: "\n"))")
            let results = plugin.test(try ToolsTests.calendar())
            #expect(results.count == 6)
            #expect(results.filter { !$0.hasPassed }.map(\.name) == [])
            #expect(plugin.bundle.vetoRules.first?.effect == .review)
        }
    }

    @Test("The skeleton never overwrites, and its id has the form of one")
    func refused() throws {
        try Self.inFolder { folder in
            #expect(throws: DabiaoError.self) { try BundleSkeleton.write(to: folder, id: "x", title: "") }
            for id in ["Cold", "../x", "", "a b", "-x"] {
                #expect(throws: DabiaoError.self) {
                    try BundleSkeleton.write(to: "\(folder)/new", id: id, title: "")
                }
            }
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/new"))
        }
    }

    @Test("Every kind of file has a schema that requires what lint requires", arguments: BundleSchema.files)
    func schema(_ file: String) throws {
        struct Schema: Decodable {
            let type: String
            let required: [String]
            let additionalProperties: Bool
        }
        let schema = try JSONDecoder().decode(Schema.self, from: try BundleSchema.json(of: file))
        #expect(schema.type == "object")
        #expect(!schema.additionalProperties)
        if file == "plugin.yaml" { #expect(schema.required.contains("version")) }
    }

    @Test(
        "Schemas know the days and what comes with them",
        arguments: [
            ("facts.yaml", ["effective", "until", "blank"]), ("veto-rules/*.yaml", ["effective", "warn", "elements"]),
            ("checklist/*.yaml", ["effective", "hazard"]), ("obligations.yaml", ["effective", "until"]),
        ])
    func days(_ file: String, keys: [String]) throws {
        let schema = String(decoding: try BundleSchema.json(of: file), as: UTF8.self)
        for key in keys { #expect(schema.contains("\"\(key)\" : {"), "\(key)") }
    }

    @Test(
        "A list derived from another is checked where it is declared",
        arguments: [
            ("from: inventory\n    per: unit", nil), ("from: inventori\n    per: unit", "did you mean 'inventory'?"),
            ("from: inventory", "'per' is missing"), ("from: inventory\n    per: unti", "did you mean 'unit'?"),
            ("from: inventory\n    per: unit\n    key: unit", "has no 'key'"),
            ("from: inventory\n    per: remark", "is declared in this list"),
        ] as [(String, String?)])
    func gathered(_ head: String, _ problem: String?) throws {
        let facts = """
            lists:
              - name: inventory
                title: 存量
                columns:
                  - {name: unit, type: text, required: true}
                  - {name: remark, type: text}
                  - {name: quantity, type: decimal}
              - name: units
                title: 单元
                \(head)
                columns:
                  - {name: unit, type: text}
                  - {name: total, type: decimal, is: sum(quantity)}
            """
        let plugin = """
            format: 1
            id: gathered
            version: 1.0.0
            title: 样例
            subject: site
            department: 样例
            """
        let source = try BundleSource(files: ["plugin.yaml": Data(plugin.utf8), "facts.yaml": Data(facts.utf8)])
        let checked = Plugin.check(source, installed: { _ in nil })
        let messages = checked.diagnostics.map { $0.text(.english) }
        guard let problem else {
            let plugin = try #require(checked.plugin, "\(messages)")
            let told = Data(#"{"lists": {"units": []}}"#.utf8)
            #expect(throws: DabiaoError.self) { try TellingReader(plugin.bundle).read(json: told, name: "facts") }
            return
        }
        #expect(checked.plugin == nil)
        #expect(messages.contains { $0.contains(problem) }, "\(messages)")
    }
}
