import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Parties that obligations name")
struct RolesTests {
    /// What lint finds in the sample with keys added to its obligation, facts to its facts, and other files.
    private static func lint(
        _ keys: String, fact: String = "", files: [String: String] = [:], installed: (String) -> Plugin? = { _ in nil }
    ) throws -> [String] {
        var changes: [String: String?] = files.mapValues { $0 }
        changes["obligations.yaml"] = try #require(Sample.files["obligations.yaml"]) + "\n    \(keys)"
        changes["facts.yaml"] = try #require(Sample.files["facts.yaml"])
            .replacingOccurrences(of: "facts:\n", with: "facts:\n\(fact)")
            .replacingOccurrences(of: "tables:\n", with: "tables:\n\(files.isEmpty ? "" : table)")
        return Plugin.check(try Sample.source(changes), installed: installed).diagnostics.map { $0.text(.english) }
    }

    private static let table =
        "  - {name: roles, key: id, columns: [{name: id, type: text}, {name: title, type: text}]}\n"
    private static let rows = """
        id,title,standard,edition,clause,certainty,force
        fire-brigade,消防队,GB 9,,,recalled,recommended
        """
    private static let party = "  - {name: assessor, title: 评审单位, type: ref, of: review-body}\n"

    @Test(
        "A misspelt role is an error with its place and the nearest name",
        arguments: [
            ("by: reviw-body", "10:9", "did you mean 'review-body'?"),
            ("to: [district, sub-district]", "10:20", "did you mean 'subdistrict'?"),
            ("overdue: [P1D, {after: P7D, to: distrct}]", "10:37", "did you mean 'district'?"),
            ("extend: {by: P5D, times: 1, who: review-organiser}", "10:38", "did you mean 'review-organizer'?"),
            ("by: assessor", "10:9", "no role or column that names a party 'assessor'"),
        ])
    func misspelt(keys: String, place: String, message: String) throws {
        let found = try Self.lint(keys)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("obligations.yaml:\(place): ") == true, "\(found)")
        #expect(found.first?.contains(message) == true, "\(found)")
    }

    @Test("Kinds of party need no table")
    func kinds() throws {
        let keys =
            "by: review-body\n    to: [district, committee-office]\n    extend: {by: P5D, times: 1, who: district}"
        #expect(try Self.lint(keys) == [])
    }

    @Test("A fact that names a party will do to owe and to be told, but not to grant an extension")
    func facts() throws {
        #expect(try Self.lint("by: assessor\n    to: assessor", fact: Self.party) == [])
        #expect(try Self.lint("extend: {by: P5D, times: 1, who: assessor}", fact: Self.party).count == 1)
        // One that names something else will not.
        #expect(try Self.lint("by: tested_on").count == 1)
    }

    @Test("A role is a row of the bundle's own table, or of that of a bundle that it requires")
    func tables() throws {
        #expect(try Self.lint("to: fire-brigade", files: ["tables/roles.csv": Self.rows]) == [])
        let near = try Self.lint("to: fire-brigad", files: ["tables/roles.csv": Self.rows])
        #expect(near.first?.contains("did you mean 'fire-brigade'?") == true, "\(near)")
        let common = try #require(
            Plugin.check(try BundleSource(directory: "\(plugins)/Common")) { _ in nil }.plugin)
        let requiring = try #require(Sample.files["plugin.yaml"]) + "\nrequires: {common: \">=1.0.0\"}"
        let source = try Sample.source([
            "plugin.yaml": requiring,
            "obligations.yaml": try #require(Sample.files["obligations.yaml"]) + "\n    to: district-committee-office",
        ])
        #expect(Plugin.check(source) { _ in common }.diagnostics == [])
        let roles = Roles(common.bundle, requires: [])
        #expect(roles.title("district-committee-office", list: nil) == "区安委办")
        #expect(roles.title("city-department", list: nil) == "市级行业主管部门")
        #expect(roles.title("site", list: nil) == "场所")
    }

    @Test("Every role of Common has a kind of party, and every kind its title")
    func kindsOfRoles() throws {
        let common = try #require(BundleReader.read(try BundleSource(directory: "\(plugins)/Common")).bundle)
        let rows = try #require(common.tables.first { $0.name == "roles" }).rows
        #expect(rows.count > 10)
        #expect(rows.allSatisfy { $0.cells["kind"].flatMap { PartyKind(rawValue: $0.description) } != nil })
    }
}
