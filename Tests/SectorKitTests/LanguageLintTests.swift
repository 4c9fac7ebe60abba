import Dabiao
import Foundation
import SectorKit
import Testing

@Suite("Lint of types, names and expressions together")
struct LanguageLintTests {
    private static func errors(_ changes: [String: String?]) throws -> [String] {
        let checked = Plugin.check(try Sample.source(changes), installed: { _ in nil })
        #expect((checked.plugin == nil) == !checked.diagnostics.isEmpty)
        return checked.diagnostics.map { $0.text(.english) }
    }

    private static func changed(_ path: String, _ old: String, _ new: String) throws -> String {
        let text = try #require(Sample.files[path])
        try #require(text.contains(old))
        return text.replacingOccurrences(of: old, with: new)
    }

    private static let rule = "veto-rules/open-flame.yaml"

    @Test("A file of another shape and an expression that is wrong are told of together, each once")
    func together() throws {
        let found = try Self.errors([
            Self.rule: Self.changed(Self.rule, "rule: open_flame", "rule: open_flam"),
            "obligations.yaml": Self.changed("obligations.yaml", "anchor: discharge", "anchor: never"),
        ])
        #expect(found.count == 2, "\(found)")
        #expect(found.contains { $0.hasPrefix("\(Self.rule):3:7: ") && $0.contains("did you mean") })
        #expect(found.contains { $0.hasPrefix("obligations.yaml:") })
    }

    @Test("A name whose declaration is broken is no second error; what else is wrong with its expression is")
    func excused() throws {
        let found = try Self.errors([
            "facts.yaml": Self.changed("facts.yaml", "明火, type: boolean", "明火, type: bolean"),
            Self.rule: Self.changed(Self.rule, "rule: open_flame", "rule: open_flame AND total > region"),
        ])
        #expect(found.count == 2, "\(found)")
        #expect(found.contains { $0.contains("bolean") })
        #expect(found.contains { $0.contains("cannot be compared") })
        let column = try Self.changed("facts.yaml", "容积, type: decimal, required", "容积, type: decimall, required")
        let alone = try Self.errors(["facts.yaml": column])
        #expect(alone.count == 1, "\(alone)")
    }

    @Test(
        "No name of an author's holds SQL",
        arguments: [
            "a; DROP TABLE x", "a\"", "a'b", "a--", "a/*b*/", "[a]", "`a`", "sqlite_master; --", "a b", "a.b", "达标",
            "a\u{0301}", "", "load_extension('x')", "pragma_table_info()", "randomblob(9)", ":subject", "?1",
        ])
    func names(_ name: String) throws {
        let quoted = "'\(name.replacingOccurrences(of: "'", with: "''"))'"
        for old in ["remark", "tanks", "due_on", "total", "regions"] {
            let facts = try Self.changed("facts.yaml", "name: \(old)", "name: \(quoted)")
            #expect(try !Self.errors(["facts.yaml": facts]).isEmpty, "\(old)")
        }
        let rule = try Self.changed(Self.rule, "id: open-flame", "id: \(quoted)")
        #expect(try !Self.errors([Self.rule: rule]).isEmpty)
    }

    @Test("References name a list with one key of text, or a kind of party, and nothing of tables")
    func references() throws {
        func reference(_ target: String, _ old: String = "", _ new: String = "") throws -> [String] {
            let facts = try Self.changed("facts.yaml", "备注, type: text}", "备注, type: ref, of: \(target)}")
            return try Self.errors(["facts.yaml": facts.replacingOccurrences(of: old, with: new)])
        }
        #expect(try reference("tanks").isEmpty)
        #expect(try reference("review-body").isEmpty)
        #expect(try reference("review-bodi").first?.contains("did you mean 'review-body'?") == true)
        #expect(try reference("regions").isEmpty == false)
        #expect(try reference("tanks", "    key: serial\n").contains { $0.contains("needs a 'key' of one column") })
        let table = try Self.changed("facts.yaml", "share, type: decimal}", "share, type: ref, of: tanks}")
        #expect(try Self.errors(["facts.yaml": table]).contains { $0.contains("columns of lists") })
    }

    @Test("Rows of lists and registers owe duties and conform; an item that is judged has no rows")
    func registers() throws {
        func item(_ keys: String) throws -> [String] {
            let checklist = try Self.changed("checklist/a.yaml", "conforms: open_flame", keys)
            return try Self.errors(["checklist/a.yaml": checklist])
        }
        #expect(try item("for: tanks, conforms: volume > 1").isEmpty)
        #expect(try item("for: certificates, conforms: \"state = 'valid'\"").isEmpty)
        #expect(try item("for: tanks").first?.contains("'conforms' or 'award'") == true)
        #expect(try item("for: site, conforms: open_flame").isEmpty == false)
        let every =
            "every: P6M\n    anchor: discharge\n    start: tested_on\n    discharge: {fact: tested_on}"
        func duty(_ register: String) throws -> [String] {
            let keys =
                "for: certificates\n    every: P1Y\n    anchor: discharge\n    start: certified_on\n    discharge: {register: \(register)}"
            return try Self.errors(["obligations.yaml": Self.changed("obligations.yaml", every, keys)])
        }
        #expect(try duty("certificates").isEmpty)
        #expect(try duty("verdicts").isEmpty == false)
    }
}
