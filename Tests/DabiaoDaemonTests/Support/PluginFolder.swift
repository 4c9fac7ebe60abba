import Foundation

/// A folder of plugins that a test writes and changes.
final class PluginFolder {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Writes a small plugin, or a new version of it.
    ///
    /// - Parameters:
    ///   - files: by path; each replaces the usual one, an empty one removes it.
    func write(
        _ id: String, version: String = "1.0.0", subject: String = "enterprise", requires: String? = nil,
        sector: String? = nil, _ files: [String: String] = [:]
    ) throws {
        let root = URL(filePath: path).appending(path: id)
        try? FileManager.default.removeItem(at: root)
        var plugin = "format: 1\nid: \(id)\nversion: \(version)\ntitle: 试验\nsubject: \(subject)\n"
        plugin += "department: 试验部门\n"
        if let sector { plugin += "sector: \(sector)\n" }
        if let requires { plugin += "requires: {\(requires): \">=1.0.0\"}\n" }
        let usual = ["plugin.yaml": plugin, "README.md": "# 试验\n"]
        for (name, text) in usual.merging(files, uniquingKeysWith: { $1 }) where !text.isEmpty {
            let file = root.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    /// Adds a file to a plugin.
    func add(_ text: String, to id: String, at name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path).appending(path: "\(id)/\(name)"))
    }

    func remove(_ id: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + id)
    }

    /// A plugin that stands in for Common: districts, sectors, one number, and one rule about it.
    func writeCommon(
        version: String = "1.0.0", limit: Int = 5, facts: String = "workers", extra: String = "",
        obligations: String = "", ruleSpan: String = ""
    ) throws {
        try write(
            "common", version: version,
            [
                "facts.yaml": """
                facts:
                  - {name: \(facts), title: 人数, type: integer, min: 0}
                \(extra)
                tables:
                  - name: districts
                    title: 区
                    key: [name]
                    columns:
                      - {name: name, title: 名称, type: text}
                      - {name: code, title: 代码, type: text}
                      - {name: alias, title: 别名, type: text}
                  - name: sectors
                    title: 行业
                    key: [id]
                    columns:
                      - {name: id, title: 标识, type: text}
                      - {name: title, title: 名称, type: text}
                """,
                "tables/districts.csv": """
                name,code,alias,standard,edition,clause,certainty,force
                朝阳区,110105,朝阳,GB/T 2260,,,recalled,recommended
                """,
                "tables/sectors.csv": """
                id,title,standard,edition,clause,certainty,force
                shops,商店,试验标准,,,recalled,recommended
                """,
                "veto-rules/too-many.yaml": Self.rule("too-many", "\(facts) > \(limit)", over: facts, limit, ruleSpan),
                "obligations.yaml": obligations,
            ])
    }

    /// A plugin about sites that reads that number.
    func writeShops(version: String = "1.0.0", rule: String = "common.workers > 7", cases: String? = nil) throws {
        try write(
            "shops", version: version, subject: "site", requires: "common", sector: "shops",
            [
                "facts.yaml": "facts:\n  - {name: area_m2, title: 面积, type: decimal, unit: m2, min: 0}\n",
                "veto-rules/crowded.yaml": """
                id: crowded
                title: 拥挤
                rule: \(rule) OR area_m2 < 10
                basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
                hazard: none
                remedy: 减少人数
                cases:
                  - {name: 太小, facts: {area_m2: 9}, expect: \(cases ?? "triggered")}
                  - {name: 未知, facts: {area_m2: 10}, expect: undetermined}
                """,
            ])
    }

    private static func rule(_ id: String, _ condition: String, over fact: String, _ limit: Int, _ span: String)
        -> String
    {
        """
        id: \(id)
        title: 人太多
        rule: \(condition)
        basis: [{standard: 试验标准, certainty: verified, force: mandatory}]
        hazard: none
        remedy: 减少人数
        \(span)
        cases:
          - {name: 太多, on: 2030-01-01, facts: {\(fact): \(limit + 1)}, expect: triggered}
          - {name: 正好, on: 2030-01-01, facts: {\(fact): \(limit)}, expect: clear}
          - {name: 未知, on: 2030-01-01, facts: {}, expect: undetermined}
        """
    }
}
