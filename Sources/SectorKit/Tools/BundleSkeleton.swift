public import Dabiao
import Foundation

/// The commented skeleton of a new bundle: it passes lint and its own cases, and its author replaces it line by line.
public enum BundleSkeleton {
    /// Writes the skeleton into a folder that is not there yet.
    ///
    /// - Parameter id: the plugin's id, also its sector.
    /// - Throws: `DabiaoError` where the id has not the form of one, or the folder is there or cannot be made.
    public static func write(to folder: String, id: String, title: String) throws(DabiaoError) {
        guard id.wholeMatch(of: /[a-z][a-z0-9-]{0,63}/) != nil else {
            throw DabiaoError(
                .invalid, Phrase("“\(id)”不能作插件标识", "\(id) cannot be a plugin's id"),
                remedy: Phrase(
                    "用小写字母、数字和连字符，例如 cold-storage", "use lower-case letters, digits and hyphens, as in cold-storage"))
        }
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw DabiaoError(
                .refused, Phrase("“\(folder)”已经存在，不会覆盖", "\(folder) is there already, it is not overwritten"),
                remedy: Phrase("请换一个文件夹", "choose another folder"))
        }
        do {
            for (path, text) in files(id: id, title: title) {
                let file = URL(fileURLWithPath: folder).appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try "\(text.trimmingCharacters(in: .newlines))\n".write(to: file, atomically: true, encoding: .utf8)
            }
        } catch {
            throw DabiaoError(
                .system, Phrase("写不了“\(folder)”", "\(folder) cannot be written"),
                remedy: Phrase("请检查上级文件夹的权限和磁盘空间", "check the permissions of its parent and the space on the disk"),
                cause: error.localizedDescription)
        }
    }

    static func files(id: String, title: String) -> [String: String] {
        [
            "README.md": """
            # \(title)

            ## 覆盖范围

            待写：这个插件管哪些企业、哪些场所，依据哪些标准。

            ## 不覆盖

            ## 出处与最近核对日期

            ## 未核实的内容

            ## 维护部门

            ## 怎样测试

                dabiaoctl plugin lint DIR
                dabiaoctl plugin test DIR

            """,
            "plugin.yaml": """
            format: 1
            id: \(id)
            version: 0.1.0
            title: \(title)
            subject: site                    # 事实、否决结论和证书是关于场所的；关于整个企业的写 enterprise
            sector: \(id)
            department: 待定
            """,
            "facts.yaml": """
            # 企业要填报的事实。没有填报的一律是“未知”，不会被当成“没有”或 0。
            facts:
              - {name: exits_clear, title: 安全出口畅通, type: boolean}
              - {name: last_drill_on, title: 最近一次演练日期, type: date}
            # 事实、清单、派生值、参数、分档和查询表的行都可以写 effective、until（从哪天起、到哪天前有效）。同一个名字的
            # 几个版本把日子分开写，评定按评定日期取当时的版本：
            #   - {name: staff, title: 人数, type: integer, until: 2027-01-01}
            #   - {name: staff, title: 人数（含外包）, type: integer, effective: 2027-01-01}

            # 清单：一行一件设备。key 是认出同一行的列。
            lists:
              - name: extinguishers
                title: 灭火器
                key: serial
                columns:
                  - {name: serial, title: 编号, type: text}
                  - {name: next_check_on, title: 下次检查日期, type: date}

            # 派生值：由事实和清单算出来。
            derived:
              - {name: extinguisher_count, title: 灭火器数量, type: integer, is: count(extinguishers)}
            """,
            "veto-rules/blocked-exit.yaml": """
            # 一条否决项一个文件，文件名就是 id。换成本行业的条款：依据必须是真实的，条款号拿不准就不写。
            id: blocked-exit
            title: 安全出口被封闭或堵塞
            rule: NOT exits_clear
            basis: [{standard: 待填标准号, certainty: unconfirmed, force: recommended}]
            remedy: 恢复安全出口畅通
            # 改规则不要改旧版本：旧文件写 until: 2027-01-01，新版本另写一个文件 blocked-exit.2027.yaml（id 不变）：
            #   effective: 2027-01-01          # 这天以前只对内显示“生效后将触发”，不拦截
            #   warn: 2026-10-01               # 从这天起向企业预警，仍不拦截
            # effect 不写时取依据允许的最强后果；未核实的依据最多 review（人工决定），不会自动拦截。
            cases:
              - {name: 堵塞即触发, facts: {exits_clear: false}, expect: triggered}
              - {name: 畅通, facts: {exits_clear: true}, expect: clear}
              - {name: 没有填报, facts: {}, expect: undetermined}
            """,
            "checklist/site.yaml": """
            # 检查项按标准的要素分文件。人判的项只写分值；能由事实算出的写 conforms 或 award。
            elements: {"GB/T 33000-2025": 现场管理}
            items:
              - id: exits
                title: 安全出口畅通
                points: 5
                conforms: exits_clear
                basis: [{standard: 待填标准号, certainty: unconfirmed, force: recommended}]
              - id: signs
                title: 安全标志齐全
                points: 5
                basis: [{standard: 待填标准号, certainty: unconfirmed, force: recommended}]
            """,
            "obligations.yaml": """
            # 周期性义务：到期前按 remind 提醒，逾期后按 overdue 催办（最后一档重复）。
            obligations:
              - id: drill
                title: 应急演练
                every: P1Y
                anchor: discharge                  # 从上次演练起算
                start: last_drill_on
                discharge: {fact: last_drill_on}   # 填报更晚的日期即为完成
                remind: [P30D, P7D]
                overdue: [P1D, P7D]
                basis: [{standard: 待填标准号, certainty: unconfirmed, force: recommended}]
                # 义务也有用例：填报什么，应在哪天到期；none 是不欠，undetermined 是缺事实。
                cases:
                  - {name: 上次演练后一年, on: 2026-06-01, facts: {last_drill_on: 2026-03-01}, expect: 2027-03-01}
                  - {name: 没有填报, on: 2026-06-01, facts: {}, expect: undetermined}
              - id: extinguisher-check
                title: 灭火器检查
                for: extinguishers                 # 每一行各自到期
                due: next_check_on
                remind: [P30D, P7D]
                overdue: [P1D, P7D]
                basis: [{standard: 待填标准号, certainty: unconfirmed, force: recommended}]
            """,
            "cases/site.yaml": """
            # 整包用例：填报什么，应得出什么。
            cases:
              - name: 一处出口堵塞
                on: 2026-06-01
                facts: {exits_clear: false}
                lists: {extinguishers: [{serial: A1, next_check_on: 2026-09-01}]}
                answers: {signs: conforming}
                expect:
                  derived: {extinguisher_count: 1}
                  vetoes: {blocked-exit: triggered}
                  score: 50
                  deadlines: {drill: undetermined, extinguisher-check: {A1: 2026-09-01}}
            """,
        ]
    }
}
