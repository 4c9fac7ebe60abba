import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Rules that have not begun")
struct PhaseTests {
    private static func rule(_ keys: String) -> String {
        """
        id: open-flame
        title: 明火
        rule: open_flame
        basis: [{standard: GB 9, certainty: verified, force: law}]
        remedy: 熄灭
        \(keys)
        """
    }

    private func plugin(_ files: [String: String?]) throws -> Plugin {
        let checked = Plugin.check(try Sample.source(files), installed: { _ in nil })
        return try #require(checked.plugin, "\(checked.diagnostics.map { $0.text(.english) })")
    }

    @Test(
        "A rule is a shadow, then a warning, then in force, then gone",
        arguments: [
            ("2026-08-31", "shadow"), ("2026-09-01", "warning"), ("2026-12-31", "warning"), ("2027-01-01", "in-force"),
            ("2027-12-31", "in-force"), ("2028-01-01", nil),
        ] as [(String, String?)])
    func phases(day: String, phase: String?) throws {
        let plugin = try plugin([
            "veto-rules/open-flame.yaml": Self.rule("effective: 2027-01-01\nuntil: 2028-01-01\nwarn: 2026-09-01"),
            "cases/a.yaml": nil,
        ])
        let date = try #require(CivilDate(day[...]))
        let report = try plugin.evaluate(
            Data(#"{"facts": {"open_flame": true}}"#.utf8), named: "facts", on: date, calendar: .empty)
        #expect(report.vetoes.map(\.phase.rawValue) == (phase == "in-force" ? ["in-force"] : []))
        #expect(report.upcoming.map(\.phase.rawValue) == (phase == "in-force" ? [] : [phase].compactMap { $0 }))
        for veto in report.vetoes + report.upcoming {
            #expect(veto.verdict == .triggered)
            #expect(veto.effective == CivilDate(2027, 1, 1))
            #expect(veto.facts["open_flame"]?.value == .boolean(true))
        }
    }

    @Test("While one version is in force, the next is its shadow")
    func successor() throws {
        let plugin = try plugin([
            "veto-rules/open-flame.yaml": Self.rule("until: 2027-01-01"),
            "veto-rules/open-flame.2027.yaml": Self.rule("effective: 2027-01-01")
                .replacingOccurrences(of: "rule: open_flame", with: "rule: NOT open_flame"),
        ])
        let report = try plugin.evaluate(
            Data(#"{"facts": {"open_flame": true}}"#.utf8), named: "facts", on: CivilDate(2026, 12, 31),
            calendar: .empty)
        #expect(report.vetoes.map(\.verdict) == [.triggered])
        #expect(report.upcoming.map(\.verdict) == [.clear])
    }

    @Test(
        "A warning comes before the rule", arguments: ["warn: 2026-01-01", "effective: 2026-01-01\nwarn: 2026-01-01"])
    func warning(keys: String) throws {
        let checked = Plugin.check(
            try Sample.source(["veto-rules/open-flame.yaml": Self.rule(keys)]), installed: { _ in nil })
        #expect(checked.plugin == nil)
        #expect(
            checked.diagnostics.map(\.message.en) == [
                "'warn' must be earlier than 'effective': the warning comes first"
            ])
    }

    struct Change: Sendable, CustomTestStringConvertible {
        /// The version in force, and the files of the new one.
        let before: String
        let after: [String: String]
        let isRefused: Bool

        var testDescription: String { "\(before) → \(after)" }
    }

    @Test(
        "A blocking rule ends by a document, never by silence",
        arguments: [
            Change(before: "", after: [:], isRefused: true),
            Change(before: "", after: ["open-flame": ""], isRefused: false),
            Change(before: "", after: ["open-flame": "effect: advise"], isRefused: true),
            Change(before: "", after: ["open-flame": "effect: review"], isRefused: true),
            Change(before: "", after: ["open-flame": "effective: 2027-01-01"], isRefused: true),
            Change(before: "", after: ["open-flame": "until: 2027-01-01"], isRefused: false),
            Change(before: "", after: ["open-flame": "until: 2026-01-01"], isRefused: false),
            Change(
                before: "",
                after: ["open-flame": "until: 2027-01-01", "open-flame.2": "effective: 2027-01-01\neffect: advise"],
                isRefused: false),
            Change(before: "until: 2026-11-24", after: [:], isRefused: false),
            Change(before: "until: 2026-11-25", after: [:], isRefused: true),
            Change(before: "effective: 2027-01-01", after: [:], isRefused: true),
            Change(before: "effect: advise", after: [:], isRefused: false),
            Change(before: "effect: advise", after: ["open-flame": ""], isRefused: false),
        ])
    func silence(change: Change) throws {
        let clean: [String: String?] = ["cases/a.yaml": nil]
        let before = try plugin(clean.merging(["veto-rules/open-flame.yaml": Self.rule(change.before)]) { $1 }).bundle
        var files = clean
        files["veto-rules/open-flame.yaml"] = String?.none
        for (name, keys) in change.after { files["veto-rules/\(name).yaml"] = Self.rule(keys) }
        let after = try plugin(files).bundle
        let endings = SilentEndings(before: before, after: after, today: CivilDate(2026, 11, 24))
        #expect(endings.rules.map(\.id) == (change.isRefused ? ["open-flame"] : []))
        #expect((endings.diagnostic != nil) == change.isRefused)
        if let diagnostic = endings.diagnostic { #expect(diagnostic.message.zh.contains("until")) }
    }
}
