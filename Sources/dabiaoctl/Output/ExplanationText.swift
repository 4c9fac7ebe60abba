import Dabiao
import DabiaoControl

/// Explanations as lines for people.
enum ExplanationText {
    static func print(_ explanation: VetoInterface.Explanation) {
        let verdict = explanation.verdict
        head(explanation.enterpriseName, explanation.enterprise, verdict.site)
        Output.paragraph(text("否决项：", "veto rule: ") + "\(verdict.title)（\(verdict.bundle)/\(verdict.id)）")
        Output.paragraph(
            text("结论：", "verdict: ") + PhaseWord.text(verdict.phase, verdict.verdict) + text("（以 ", " (as of ")
                + "\(explanation.on)"
                + text(" 为准）", ")"))
        if verdict.phase != .inForce, let day = verdict.effective {
            Output.paragraph(text("生效日：", "in force from: ") + "\(day)")
        }
        Output.paragraph(text("条件：", "condition: ") + explanation.rule)
        for basis in explanation.basis { Output.paragraph(text("依据：", "basis: ") + basis) }
        print(explanation.facts, lists: explanation.scans)
        for scan in explanation.scans { print(scan) }
        for derivation in explanation.derivations { print(derivation) }
        AssessmentText.print(explanation.claims)
        for reason in explanation.reasons { Output.paragraph(text("原因：", "because: ") + reason.text(language)) }
        for row in verdict.rows { Output.paragraph("  \(row.key)  \(row.verdict.word)") }
        if let day = verdict.changesOn {
            Output.paragraph(text("最早于 ", "may change by itself on ") + "\(day)" + text(" 自行变化", ""))
        }
        if verdict.verdict == .triggered { Output.paragraph(text("整改：", "remedy: ") + explanation.remedy) }
        version(verdict.bundle, explanation.version, explanation.hash)
    }

    static func print(_ value: VetoInterface.Value) {
        head(value.enterpriseName, value.enterprise, value.site)
        let isKnownList = value.value == nil && value.reasons.isEmpty
        Output.paragraph(
            "\(value.title)（\(value.bundle)/\(value.name)）"
                + (isKnownList ? "" : "= \(shown(value.value, value.unit))"))
        Output.paragraph(
            text("以 \(value.on) 为准", "as of \(value.on)")
                + (value.known.map { text("，按 \($0) 已知的", ", by what was known at \($0)") } ?? ""))
        for derivation in value.derivations { print(derivation) }
        print(value.facts, lists: value.derivations.flatMap(\.scans))
        for change in value.changes {
            let row = change.row.map { "[\($0)] \(change.column ?? "") " } ?? ""
            Output.paragraph(
                text("变化：", "changed: ")
                    + "\(change.day) \(row)\(FactWord.text(change.was)) → \(FactWord.text(change.became))"
                    + "（\(AssessmentWord.text(change.by))）")
        }
        AssessmentText.print(value.claims)
        for reason in value.reasons { Output.paragraph(text("原因：", "because: ") + reason.text(language)) }
        version(value.bundle, value.version, value.hash)
    }

    // MARK: - Parts

    private static func head(_ name: String, _ code: String, _ site: String?) {
        Output.paragraph("\(name)\(site.map { "（\($0)）" } ?? "")  \(code)")
    }

    private static func version(_ bundle: String, _ version: String, _ hash: String) {
        Output.paragraph(text("规则版本：", "rule version: ") + "\(bundle) \(version) (\(hash.prefix(12)))")
    }

    /// - Parameter lists: what was read of lists: of a list only is told that it was told, its rows follow.
    private static func print(_ facts: [VetoInterface.Fact], lists: [VetoInterface.Scan]) {
        let sources = Set(lists.map(\.source))
        guard !facts.isEmpty else { return }
        Output.paragraph(text("事实：", "facts:"))
        var table = TextTable()
        for fact in facts {
            let told = fact.by.flatMap { by in fact.on.map { "\(AssessmentWord.text(by)) \($0)" } } ?? ""
            let row = fact.row.map { "[\($0)] " } ?? ""
            let source = fact.basis.map { text("依据：", "basis: ") + $0 } ?? told
            let isTold = fact.value == nil && fact.by != nil && sources.contains(fact.name)
            let name = fact.row == "" ? text("（空清单）", " (empty list)") : "（\(fact.name)）"
            let value = isTold ? text("已填报", "told") : fact.row == "" ? "" : shown(fact.value, fact.unit)
            table.add(["  \(fact.row == "" ? "" : row)\(fact.title)\(name)", value, source])
        }
        table.print(within: Output.width)
    }

    private static func print(_ derivation: VetoInterface.Derivation) {
        Output.paragraph(
            text("派生值：", "derived: ")
                + "\(derivation.title)（\(derivation.name)）= \(shown(derivation.value, derivation.unit))")
        Output.paragraph("  " + text("算式：", "expression: ") + derivation.expression)
        for input in derivation.inputs {
            Output.paragraph("  \(input.title)（\(input.name)）= \(shown(input.value, input.unit))")
        }
        if let band = derivation.band {
            Output.paragraph("  " + text("所属档：", "band: ") + "\(band.when) → \(band.value)")
            for basis in band.basis { Output.paragraph("  " + text("依据：", "basis: ") + basis) }
        }
        for scan in derivation.scans { print(scan) }
        for reason in derivation.reasons {
            Output.paragraph("  " + text("原因：", "because: ") + reason.text(language))
        }
    }

    private static func print(_ scan: VetoInterface.Scan) {
        Output.paragraph(
            "  \(scan.operation) "
                + text("取自“\(scan.title)”，\(scan.total) 行：", "over \(scan.title), \(scan.total) rows:"))
        for row in scan.rows {
            let cells = row.cells.map { "\($0.title) \(shown($0.value, $0.unit))" }.joined(separator: "，")
            let taken = row.value.map { " → \(FactWord.text($0))" } ?? ""
            let doubt = row.known ? "" : text("（是否计入未知）", " (unknown whether it counts)")
            Output.paragraph("    \(cells)\(taken)\(doubt)")
            for basis in row.basis { Output.paragraph("      " + text("依据：", "basis: ") + basis) }
        }
    }

    private static func shown(_ value: String?, _ unit: String?) -> String {
        value.map { FactWord.text($0) + (unit.map { " \($0)" } ?? "") } ?? text("未知", "unknown")
    }
}
