import Dabiao
import DabiaoControl

/// What an import did, would do, or was refused for, as people read it.
struct ImportText {
    let file: String
    let isTrial: Bool

    func print(_ reply: EnterpriseInterface.ImportReply) {
        if !reply.errors.isEmpty { printErrors(reply) }
        if let rows = reply.rows { printRows(rows, left: reply.left ?? 0) }
        guard reply.errors.isEmpty else { return }
        let counts = text(
            "新增 \(reply.added) 家，变更 \(reply.changed) 家，未变 \(reply.unchanged) 家；证书 \(reply.certificates) 张；"
                + "新开义务 \(reply.occurrences) 项",
            "\(reply.added) added, \(reply.changed) changed, \(reply.unchanged) unchanged; "
                + "\(reply.certificates) certificates; \(reply.occurrences) duties opened")
        Output.line(isTrial ? text("（试运行，未写入）", "(dry run, nothing written) ") + counts : counts)
    }

    private func printErrors(_ reply: EnterpriseInterface.ImportReply) {
        let faults = reply.faults ?? reply.errors.count
        Output.line(
            text(
                "\(file)：\(faults) 处有误，什么都没有导入。请改正后重新导入：",
                "\(file): \(faults) errors, nothing was imported. Correct them and import again:"))
        var table = TextTable([text("行", "line"), text("列", "column"), text("值", "value"), text("问题", "problem")])
        for error in reply.errors {
            table.add(["\(error.line)", error.column ?? "", error.value ?? "", error.message.text(language)])
        }
        table.print()
    }

    private func printRows(_ rows: [EnterpriseInterface.RowOutcome], left: Int) {
        guard !rows.isEmpty else { return }
        var table = TextTable([
            text("行", "line"), text("结果", "outcome"), text("企业", "enterprise"), text("变化", "changes"),
        ])
        for row in rows {
            let name = [row.code, row.name, row.site].compactMap { $0 }.joined(separator: " ")
            let changes = row.changes.map { "\($0.column)：\($0.old ?? "—") → \($0.new ?? "—")" }
            table.add(["\(row.line)", Self.outcome(row.outcome), name, changes.joined(separator: "；")])
        }
        table.print()
        if left > 0 { Output.line(text("另有 \(left) 行没有列出", "and \(left) more rows")) }
    }

    private static func outcome(_ word: String) -> String {
        switch word {
        case "added": text("新增", "added")
        case "changed": text("变更", "changed")
        case "same": text("未变", "same")
        case "refused": text("有误", "refused")
        default: word
        }
    }
}

extension EnterpriseInterface.DatedChange {
    /// A change on one line.
    var text: String {
        let what: Phrase =
            switch self.what {
            case "name": Phrase("名称", "name")
            case "district": Phrase("区", "district")
            case "subdistrict": Phrase("街道", "subdistrict")
            case "address": Phrase("地址", "address")
            case "merger": Phrase("并入", "goes over into")
            case "site": Phrase("场所并入", "site came over")
            default: Phrase(self.what, self.what)
            }
        let values = "\(old ?? "—") → \(new ?? "—")"
        let waiting = done ? "" : Phrase("（尚未到期）", " (to come)").text(language)
        return "\(on) \(what.text(language))：\(values)（\(reason)）\(waiting)"
    }
}
