import Dabiao
import Foundation
import SectorKit
import Testing

/// A small bundle that reads without a complaint; tests break one file at a time.
enum Sample {
    static let files: [String: String] = [
        "plugin.yaml": """
        format: 1
        id: sample
        version: 1.0.0
        title: 样例
        subject: site
        department: 样例部门
        """,
        "facts.yaml": """
        facts:
          - {name: open_flame, title: 明火, type: boolean}
          - {name: code, title: 标准, type: choice, of: [GB 1, GB 2]}
          - {name: mass_kg, title: 质量, type: decimal, unit: kg, min: 0, max: 100}
          - {name: people, title: 人数, type: integer}
          - {name: tested_on, title: 检测日期, type: date}
          - {name: remark, title: 备注, type: text}
          - {name: risks, title: 风险, type: set, of: [fire, dust, gas]}
          - {name: interval, title: 间隔, type: duration}
          - {name: region, title: 区, type: choice, of: regions.name}
        tables:
          - {name: regions, key: name, columns: [{name: name, type: text}, {name: share, type: decimal}]}
        lists:
          - name: tanks
            title: 罐
            key: serial
            min_rows: 1
            columns:
              - {name: serial, title: 编号, type: text}
              - {name: volume, title: 容积, type: decimal, required: true}
              - {name: due_on, title: 到期, type: date}
              - {name: double, title: 两倍, type: decimal, is: volume * 2}
        derived:
          - {name: total, type: decimal, is: "sum(tanks, volume)"}
        """,
        "tables/regions.csv": """
        name,share,standard,edition,clause,certainty,force
        东城,0.5,GB/T 2260,,,recalled,recommended
        西城,1,GB/T 2260,,,recalled,recommended
        """,
        "veto-rules/open-flame.yaml": """
        id: open-flame
        title: 明火
        rule: open_flame
        basis: [{standard: GB 9, clause: 4.10, certainty: verified, force: recommended}]
        remedy: 熄灭
        cases:
          - {facts: {open_flame: true}, expect: triggered}
        """,
        "checklist/a.yaml": """
        elements: {"GB/T 33000-2016": 现场管理}
        items:
          - {id: judged, title: 人判, points: 2.5, basis: [{standard: GB 9, certainty: verified, force: law}]}
          - {id: computed, title: 机算, points: 1, conforms: open_flame, basis: [{standard: GB 9, certainty: verified, force: law}]}
        """,
        "obligations.yaml": """
        obligations:
          - id: test
            title: 检测
            every: P6M
            anchor: discharge
            start: tested_on
            discharge: {fact: tested_on}
            remind: P30D
            basis: [{standard: GB 9, certainty: verified, force: law}]
        """,
        "cases/a.yaml": """
        cases:
          - name: 一例
            on: 2026-11-24
            facts: {open_flame: false}
            answers: {judged: conforming}
            expect: {derived: {total: unknown}, vetoes: {open-flame: clear}, score: 100}
        """,
    ]

    /// The sample with some files replaced; nil takes a file away.
    static func source(_ changes: [String: String?] = [:]) throws -> BundleSource {
        var files = files
        for (path, text) in changes { files[path] = text }
        return try BundleSource(files: files.mapValues { Data($0.utf8) })
    }

    /// The sample with a text of one file replaced.
    static func source(_ path: String, _ old: String, _ new: String) throws -> BundleSource {
        let text = try #require(files[path])
        try #require(text.contains(old))
        return try source([path: text.replacingOccurrences(of: old, with: new)])
    }

    static func bundle() throws -> Dabiao.Bundle {
        try #require(BundleReader.read(source()).bundle)
    }
}

/// The folder `Plugins` of this repository.
let plugins = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Plugins").path
