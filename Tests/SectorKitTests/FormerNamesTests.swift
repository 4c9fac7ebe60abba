import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Former names and stored tellings")
struct FormerNamesTests {
    /// A bundle with these facts, lists and derived values.
    private func read(_ facts: String) throws -> (bundle: Dabiao.Bundle?, diagnostics: [Diagnostic]) {
        var files = Sample.files.filter { ["plugin.yaml", "facts.yaml"].contains($0.key) }
        files["facts.yaml"] = facts
        files["README.md"] = "# 样例\n"
        return BundleReader.read(try BundleSource(files: files.mapValues { Data($0.utf8) }))
    }

    private func bundle(_ facts: String) throws -> Dabiao.Bundle {
        let (bundle, diagnostics) = try read(facts)
        return try #require(bundle, "\(diagnostics.map { $0.text(.english) })")
    }

    @Test("A former name and a validity are read where they may stand")
    func read() throws {
        let bundle = try bundle(
            """
            facts:
              - {name: mass, title: 质量, type: decimal, valid_for: P6M, was: [weight, load]}
            lists:
              - name: tanks
                title: 罐
                key: serial
                valid_for: P30D
                was: vessels
                columns: [{name: serial, type: text, was: number}]
            derived:
              - {name: double, type: decimal, is: mass * 2, was: twice}
            """)
        #expect(bundle.facts.first?.validFor == Period(months: 6))
        #expect(bundle.facts.first?.was == ["weight", "load"])
        #expect(bundle.lists.first?.validFor == Period(days: 30))
        #expect(bundle.lists.first?.was == ["vessels"])
        #expect(bundle.lists.first?.columns.first?.was == ["number"])
        #expect(bundle.derived.first?.was == ["twice"])
    }

    @Test(
        "A former name that is still a name, or belongs to two things, is refused",
        arguments: [
            ("{name: a, title: a, type: text, was: b}", "{name: b, title: b, type: text}", "is still a name"),
            ("{name: a, title: a, type: text, was: a}", "{name: b, title: b, type: text}", "is still a name"),
            ("{name: a, title: a, type: text, was: b}", "{name: b, title: b, type: text, was: a}", "is still a name"),
            ("{name: a, title: a, type: text, was: c}", "{name: b, title: b, type: text, was: c}", "one thing only"),
            ("{name: a, title: a, type: text, was: 5}", "{name: b, title: b, type: text}", "name"),
            ("{name: a, title: a, type: text, valid_for: P0D}", "{name: b, title: b, type: text}", "period"),
        ])
    func refused(first: String, second: String, word: String) throws {
        let (bundle, diagnostics) = try read("facts:\n  - \(first)\n  - \(second)\n")
        #expect(bundle == nil)
        #expect(diagnostics.contains { $0.text(.english).contains(word) }, "\(diagnostics)")
    }

    @Test("Columns have former names of their own")
    func columns() throws {
        let (_, diagnostics) = try read(
            """
            facts: [{name: a, title: a, type: text}]
            lists:
              - {name: l, title: l, columns: [{name: b, type: text, was: a}, {name: c, type: text, was: b}]}
            """)
        #expect(diagnostics.map(\.location.line) == [3])
    }

    private static let renamed = """
        facts:
          - {name: mass, title: 质量, type: decimal, unit: kg, was: weight}
          - {name: count, title: 个数, type: integer}
        lists:
          - name: tanks
            title: 罐
            key: serial
            was: vessels
            columns: [{name: serial, type: text, was: number}, {name: volume, type: decimal, unit: m3}]
        """

    @Test("A stored telling is read under the names of today, a new one is told what they are")
    func renames() throws {
        let reader = TellingReader(try bundle(Self.renamed))
        let json = Data(#"{"facts": {"weight": 5}, "lists": {"vessels": [{"number": "A", "volume": 2}]}}"#.utf8)
        let (telling, misfits) = try reader.readStored(json: json)
        #expect(telling.facts == ["mass": .number(5)])
        #expect(telling.lists == ["tanks": [["serial": .text("A"), "volume": .number(2)]]])
        #expect(misfits == Misfits())
        let error = #expect(throws: DabiaoError.self) { try reader.read(json: json, name: "facts") }
        #expect(error?.message.en.contains("'weight' is now called 'mass'") == true)
    }

    @Test("What fits the types and units of today no more is told of, and not read")
    func misfits() throws {
        let reader = TellingReader(try bundle(Self.renamed))
        let json = Data(
            #"{"facts": {"weight": 5, "count": "many"}, "lists": {"tanks": [{"serial": "A", "volume": 2}]}}"#.utf8)
        let (telling, misfits) = try reader.readStored(json: json, units: ["weight": "t", "tanks.volume": ""])
        #expect(telling.facts == [:])
        #expect(telling.lists == ["tanks": [["serial": .text("A")]]])
        #expect(misfits.facts == ["mass", "count"])
        #expect(misfits.cells == ["tanks": [0: ["volume"]]])
        let keyless = Data(#"{"lists": {"tanks": [{"serial": 5}]}}"#.utf8)
        #expect(try reader.readStored(json: keyless).misfits.lists == ["tanks"])
    }
}
