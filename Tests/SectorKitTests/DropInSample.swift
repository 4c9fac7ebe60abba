import Dabiao
import Foundation
import SectorKit
import Testing

/// A small bundle with a parameter, a table and a rule that rests on both, and a drop-in on it that passes.
enum DropInSample {
    static let base: [String: String] = [
        "plugin.yaml": """
        format: 1
        id: depot
        version: 1.2.0
        title: 仓库
        subject: site
        department: 试验部门
        """,
        "facts.yaml": """
        parameters:
          - name: limit_kg
            title: 最大储量
            type: decimal
            unit: kg
            min: 100
            max: 1000
            value: 500
            basis: [{standard: 试验标准 A, certainty: unconfirmed, force: mandatory}]
        facts:
          - {name: mass_kg, title: 储量, type: decimal, unit: kg, min: 0}
          - {name: grade, title: 等级, type: choice, of: grades.grade}
        tables:
          - {name: grades, title: 等级表, key: grade, columns: [{name: grade, type: text}, {name: most_kg, type: decimal, unit: kg, max: 2000}]}
        derived:
          - {name: over, type: boolean, is: mass_kg > limit_kg}
        """,
        "tables/grades.csv": """
        grade,most_kg,standard,edition,clause,certainty,force
        一级,900,试验标准 B,,,verified,mandatory
        二级,300,试验标准 B,,,recalled,mandatory
        """,
        "veto-rules/too-much.yaml": """
        id: too-much
        title: 超量储存
        rule: over
        basis: [{standard: 试验标准 A, certainty: recalled, force: mandatory}]
        effect: review
        remedy: 减量
        cases:
          - {facts: {mass_kg: 501}, expect: triggered}
          - {facts: {mass_kg: 500}, expect: clear}
          - {facts: {}, expect: undetermined}
        """,
        "checklist/site.yaml": """
        elements: {"GB/T 33000-2025": 现场管理}
        items:
          - {id: signs, title: 标志, points: 5, basis: [{standard: 试验标准 A, certainty: unconfirmed, force: recommended}]}
        """,
        "obligations.yaml": """
        obligations:
          - id: drill
            title: 演练
            every: P6M
            anchor: calendar
            discharge: {register: assessments}
            remind: P7D
            basis: [{standard: 试验标准 A, certainty: unconfirmed, force: recommended}]
        """,
    ]

    static let document = "[{standard: 部门文件 1 号, clause: 第3条, certainty: verified, force: mandatory}]"

    static let dropIn: [String: String] = [
        "plugin.yaml": """
        format: 1
        id: depot-city
        version: 1.0.0
        title: 本市仓库补充规定
        department: 另一部门
        amends: {id: depot, version: ">=1.0.0 <2.0.0"}
        """,
        "amendments.yaml": """
        parameters:
          - {name: limit_kg, value: 400, unit: kg, basis: \(document)}
        vetoes:
          - {id: too-much, effect: block, basis: \(document)}
        items:
          - {id: signs, basis: \(document)}
        obligations:
          - {id: drill, basis: \(document)}
        rows:
          - {table: grades, key: {grade: 二级}, cells: {most_kg: 250}, basis: \(document)}
        """,
        "cases/city.yaml": """
        cases:
          - name: 超过本市限值
            on: 2026-06-01
            facts: {mass_kg: 401}
            expect: {derived: {over: true}, vetoes: {too-much: triggered}}
        """,
    ]

    static func source(_ files: [String: String]) throws -> BundleSource {
        try BundleSource(files: files.mapValues { Data($0.utf8) })
    }

    /// Checks the drop-in, perhaps with a text of one of its files replaced, on the bundle.
    static func check(_ path: String = "", _ old: String = "", _ new: String = "") throws -> Plugin.Checked {
        var files = dropIn
        if !path.isEmpty {
            let text = try #require(files[path])
            try #require(text.contains(old))
            files[path] = text.replacingOccurrences(of: old, with: new)
        }
        let base = Plugin.check(try source(base), installed: { _ in nil })
        let plugin = try #require(base.plugin, "\(base.diagnostics.map { $0.text(.english) })")
        return Plugin.check(try source(files), installed: { $0 == "depot" ? plugin : nil })
    }

    /// Writes bundles into folders below a folder, by name of the folder.
    static func write(_ bundles: [String: [String: String]], to folder: String) throws {
        for (name, files) in bundles {
            for (path, text) in files {
                let file = URL(fileURLWithPath: "\(folder)/\(name)/\(path)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(text.utf8).write(to: file)
            }
        }
    }
}
