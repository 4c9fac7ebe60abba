import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("A drop-in bundle")
struct DropInTests {
    @Test("It sets figures, effects, rows and bases, and says what was there before")
    func applies() throws {
        let checked = try DropInSample.check()
        let plugin = try #require(checked.plugin, "\(checked.diagnostics.map { $0.text(.english) })")
        let bundle = plugin.bundle
        #expect(bundle.id == "depot")
        #expect(bundle.parameters.first?.value == .number(400))
        #expect(bundle.parameters.first?.basis.map(\.standard) == ["部门文件 1 号"])
        #expect(bundle.vetoRules.first?.effect == .block)
        #expect(bundle.tables.first?.rows.map { $0.cells["most_kg"] } == [.number(900), .number(250)])
        #expect(bundle.checklist.first?.basis.first?.certainty == .verified)
        #expect(bundle.obligations.first?.basis.first?.clause == "第3条")
        let changes = plugin.changes.map { change in
            "\(change.target.kind) \(change.target.id): "
                + change.differences.map { "\($0.name) \($0.before) → \($0.after)" }.joined(separator: ", ")
        }
        #expect(
            changes == [
                "parameter limit_kg: value 500 → 400", "veto too-much: effect review → block", "item signs: ",
                "obligation drill: ", "row grades(二级): most_kg 300 → 250",
            ])
        #expect(plugin.changes.first?.formerBasis.first?.certainty == .unconfirmed)
        #expect(plugin.changes.allSatisfy { $0.amendment == "depot-city" })
    }

    @Test("Its own cases are run with it, those of the bundle without it")
    func cases() throws {
        let plugin = try #require(try DropInSample.check().plugin)
        let results = plugin.test(try ToolsTests.calendar())
        #expect(results.map(\.name) == ["超过本市限值"])
        #expect(results.filter { !$0.hasPassed }.map(\.diagnostic) == [])
        let failing = try #require(try DropInSample.check("cases/city.yaml", "401", "400").plugin)
        let difference = try #require(failing.test(try ToolsTests.calendar()).first)
        #expect(!difference.hasPassed)
        #expect(difference.location.file == "cases/city.yaml")
        let alone = plugin.unamended.test(try ToolsTests.calendar())
        #expect(alone.count == 3)
        #expect(alone.allSatisfy { $0.hasPassed })
    }

    @Test("The combination has a content hash of its own, by which it is restored")
    func hash() throws {
        let plugin = try #require(try DropInSample.check().plugin)
        #expect(plugin.bundle.contentHash == plugin.source.contentHash)
        #expect(plugin.bundle.contentHash != plugin.unamended.bundle.contentHash)
        #expect(try plugin.source.withoutDropIns() == plugin.unamended.source)
        let other = try #require(try DropInSample.check("amendments.yaml", "value: 400", "value: 399").plugin)
        #expect(other.bundle.contentHash != plugin.bundle.contentHash)
    }

    @Test("Nothing that is set twice, by two drop-ins on one day, is set by the luck of the order")
    func conflict() throws {
        let version = try #require(BundleVersion("1.0.0"))
        let versions = try #require(VersionRange(">=1.0.0"))
        func amendment(_ id: String, _ span: Span) -> Amendment {
            let basis = [Citation(standard: id, edition: nil, clause: nil, certainty: .verified, force: .law)]
            let place = SourceLocation(file: "amendments.yaml", line: 2, column: 5)
            return Amendment(
                id: id, version: version, title: id, department: "d", base: "depot",
                versions: versions, span: span,
                settings: [.init(target: .parameter("limit_kg"), value: .number(200), basis: basis, location: place)],
                cases: [], location: place)
        }
        let bundle = try #require(BundleReader.read(try DropInSample.source(DropInSample.base)).bundle)
        let both = bundle.amended(by: [amendment("b", Span()), amendment("a", Span())])
        #expect(both.diagnostics.count == 1)
        let text = try #require(both.diagnostics.first).text(.english)
        #expect(text.contains("amendments.yaml:2:5"))
        #expect(text.contains("b and a both set limit_kg"))
        let first = Span(until: CivilDate(2026, 7, 1))
        let second = Span(effective: CivilDate(2026, 7, 1))
        #expect(bundle.amended(by: [amendment("a", first), amendment("b", second)]).diagnostics == [])
    }

    @Test(
        "What is wrong is told at its file and line, with what was expected",
        arguments: [
            ("amendments.yaml", "name: limit_kg", "name: limt_kg", "amendments.yaml:2", "did you mean 'limit_kg'?"),
            ("amendments.yaml", "id: too-much", "id: too-mch", "amendments.yaml:4", "did you mean 'too-much'?"),
            ("amendments.yaml", "id: signs", "id: sign", "amendments.yaml:6", "did you mean 'signs'?"),
            ("amendments.yaml", "id: drill", "id: dril", "amendments.yaml:8", "did you mean 'drill'?"),
            ("amendments.yaml", "table: grades", "table: grade", "amendments.yaml:10", "did you mean 'grades'?"),
            ("amendments.yaml", "grade: 二级", "grade: 三级", "amendments.yaml:10", "no row of 'grades' '三级'"),
            ("amendments.yaml", "most_kg: 250", "most: 250", "amendments.yaml:10", "known are most_kg"),
            ("amendments.yaml", "{most_kg: 250}", "{grade: 三级}", "amendments.yaml:10", "known are most_kg"),
            ("amendments.yaml", "key: {grade: 二级}", "key: {}", "amendments.yaml:10", "the key lacks grade"),
            ("amendments.yaml", "value: 400", "value: viele", "amendments.yaml:2", "must be a number (kg)"),
            ("amendments.yaml", "value: 400", "value: 99", "amendments.yaml:2", "must be at least 100 kg"),
            ("amendments.yaml", "value: 400", "value: 1001", "amendments.yaml:2", "must be at most 1000 kg"),
            ("amendments.yaml", "most_kg: 250", "most_kg: 2001", "amendments.yaml:10", "must be at most 2000 kg"),
            ("amendments.yaml", "unit: kg", "unit: t", "amendments.yaml:2", "the unit of 'limit_kg' is kg"),
            ("amendments.yaml", "items:", "itmes:", "amendments.yaml:5", "did you mean 'items'?"),
            (
                "amendments.yaml", "{id: signs, basis: \(DropInSample.document)}", "{id: signs}", "amendments.yaml:6",
                "lacks 'basis'"
            ),
            (
                "amendments.yaml", "{id: signs, basis: \(DropInSample.document)}", "{id: signs, basis: []}",
                "amendments.yaml:6", "at least one"
            ),
            ("plugin.yaml", "<2.0.0", "<1.2.0", "plugin.yaml:6", "amends depot >=1.0.0 <1.2.0, this is depot 1.2.0"),
            ("plugin.yaml", "<2.0.0", "<1.0.0", "plugin.yaml:6", "a range of versions"),
            ("plugin.yaml", "id: depot,", "id: dept,", "plugin.yaml:1", "dept that it amends was not found"),
            ("plugin.yaml", "{id: depot, version", "{version", "plugin.yaml:6", "amends lacks 'id'"),
            ("plugin.yaml", "department", "subject: site\ndepartment", "plugin.yaml:5", "has no key 'subject'"),
            ("plugin.yaml", "amends", "effective: 2026-07-01\namends", "cases/city.yaml:2", "not one on which"),
        ])
    func refused(_ path: String, _ old: String, _ new: String, _ place: String, _ message: String) throws {
        let checked = try DropInSample.check(path, old, new)
        #expect(checked.plugin == nil)
        let texts = checked.diagnostics.map { $0.text(.english) }
        #expect(texts.contains { $0.hasPrefix(place + ":") && $0.contains(message) }, "\(texts)")
    }

    @Test(
        "No effect is lifted above what the new basis supports, whether the rule's own or that of a figure behind it",
        arguments: [
            // The rule's own basis.
            (
                "effect: block, basis: [{standard: 部门文件 1 号, clause: 第3条, certainty: verified, force: mandatory}]",
                "effect: block, basis: [{standard: 草案, certainty: verified, force: draft}]", "support 'advise' at most"
            ),
            (
                "effect: block, basis: [{standard: 部门文件 1 号, clause: 第3条, certainty: verified, force: mandatory}]",
                "basis: [{standard: 草案, certainty: verified, force: draft}]", "support 'advise' at most"
            ),
            // The parameter that it rests on stays unconfirmed.
            (
                "{name: limit_kg, value: 400, unit: kg, basis: [{standard: 部门文件 1 号, clause: 第3条, certainty: verified, force: mandatory}]}",
                "{name: limit_kg, value: 400, basis: [{standard: 传闻, certainty: unconfirmed, force: mandatory}]}",
                "exceeds the basis of a figure it rests on (limit_kg)"
            ),
        ])
    func ceilings(_ old: String, _ new: String, _ message: String) throws {
        let checked = try DropInSample.check("amendments.yaml", old, new)
        #expect(checked.plugin == nil)
        let texts = checked.diagnostics.map { $0.text(.english) }
        #expect(texts.contains { $0.hasPrefix("amendments.yaml:4:") && $0.contains(message) }, "\(texts)")
    }

    @Test("What expressions elsewhere cannot bear is told at the drop-in that brings it")
    func elsewhere() throws {
        // A blocking rule on verified figures, and a drop-in that takes the certainty away from one of them.
        var files = DropInSample.base
        files["veto-rules/too-much.yaml"] = files["veto-rules/too-much.yaml"]?
            .replacingOccurrences(of: "effect: review", with: "effect: block")
        files["facts.yaml"] = files["facts.yaml"]?.replacingOccurrences(of: "unconfirmed", with: "verified")
        let base = try #require(Plugin.check(try DropInSample.source(files), installed: { _ in nil }).plugin)
        var dropIn = DropInSample.dropIn
        dropIn["amendments.yaml"] = """
            parameters:
              - {name: limit_kg, basis: [{standard: 传闻, certainty: unconfirmed, force: mandatory}]}
            """
        let checked = Plugin.check(try DropInSample.source(dropIn), installed: { _ in base })
        #expect(checked.plugin == nil)
        let text = try #require(checked.diagnostics.first).text(.english)
        #expect(text.hasPrefix("amendments.yaml:1:1: with the drop-in depot-city, veto-rules/too-much.yaml:1:1"))
    }

    @Test("It is evaluated as of the day: before it is in force the bundle stands as it was")
    func dated() throws {
        let plugin = try #require(
            try DropInSample.check("plugin.yaml", "amends", "effective: 2026-05-01\nuntil: 2027-01-01\namends").plugin)
        let facts = Data(#"{"facts": {"mass_kg": 450}}"#.utf8)
        for (day, expected) in [
            (CivilDate(2026, 4, 30), Verdict.clear), (CivilDate(2026, 5, 1), .triggered),
            (CivilDate(2026, 12, 31), .triggered), (CivilDate(2027, 1, 1), .clear),
        ] {
            let report = try plugin.evaluate(facts, named: "f", on: day, calendar: try ToolsTests.calendar())
            #expect(report.vetoes.first?.verdict == expected, "\(day)")
        }
    }

    @Test("A drop-in is no bundle by itself, and holds no files that only bundles have")
    func files() throws {
        var files = DropInSample.dropIn
        files["facts.yaml"] = "facts: []"
        let base = try #require(
            Plugin.check(try DropInSample.source(DropInSample.base), installed: { _ in nil }).plugin)
        let checked = Plugin.check(try DropInSample.source(files), installed: { _ in base })
        #expect(checked.diagnostics.map(\.location.file) == ["facts.yaml"])
        files["facts.yaml"] = nil
        files["amendments.yaml"] = nil
        let bare = Plugin.check(try DropInSample.source(files), installed: { _ in base })
        #expect(bare.diagnostics.map(\.location.file) == ["amendments.yaml"])
        var disguised = DropInSample.base
        disguised["amended-by/x/plugin.yaml"] = "id: x"
        let refused = Plugin.check(try DropInSample.source(disguised), installed: { _ in nil })
        #expect(refused.plugin == nil)
    }

    @Test(
        "A range of versions",
        arguments: [
            ("1.0.0", "1.0.0", true), ("1.0.0", "1.0.1", false), (">=1.0.0", "9.0.0", true),
            (">=1.0.0", "0.9.9", false), (">=1.0.0 <2.0.0", "1.99.0", true), (">=1.0.0 <2.0.0", "2.0.0", false),
        ])
    func range(_ range: String, _ version: String, _ holds: Bool) throws {
        let range = try #require(VersionRange(range))
        #expect(range.contains(try #require(BundleVersion(version))) == holds)
        #expect(VersionRange(range.description) == range)
    }

    @Test(
        "No range",
        arguments: ["", "1.0", ">1.0.0", "<2.0.0", "1.0.0 <2.0.0", ">=2.0.0 <2.0.0", ">=1.0.0 <2.0.0 <3.0.0"])
    func noRange(_ text: String) {
        #expect(VersionRange(text) == nil)
    }
}
