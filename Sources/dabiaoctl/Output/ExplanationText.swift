import Dabiao
import DabiaoControl

/// Explanations as lines for people.
enum ExplanationText {
    static func print(_ explanation: VetoInterface.Explanation) {
        let verdict = explanation.verdict
        head(explanation.enterpriseName, explanation.enterprise, verdict.site)
        Output.line(text("否决项：", "veto rule: ") + "\(verdict.title)（\(verdict.bundle)/\(verdict.id)）")
        Output.line(
            text("结论：", "verdict: ") + PhaseWord.text(verdict.phase, verdict.verdict) + text("（以 ", " (as of ")
                + "\(explanation.on)"
                + text(" 为准）", ")"))
        if verdict.phase != .inForce, let day = verdict.effective {
            Output.line(text("生效日：", "in force from: ") + "\(day)")
        }
        Output.line(text("条件：", "condition: ") + explanation.rule)
        for basis in explanation.basis { Output.line(text("依据：", "basis: ") + basis) }
        print(explanation.facts)
        for derivation in explanation.derivations { print(derivation) }
        AssessmentText.print(explanation.claims)
        for reason in explanation.reasons { Output.line(text("原因：", "because: ") + reason.text(language)) }
        for row in verdict.rows { Output.line("  \(row.key)  \(row.verdict.word)") }
        if let day = verdict.changesOn {
            Output.line(text("最早于 ", "may change by itself on ") + "\(day)" + text(" 自行变化", ""))
        }
        if verdict.verdict == .triggered { Output.line(text("整改：", "remedy: ") + explanation.remedy) }
        version(verdict.bundle, explanation.version, explanation.hash)
    }

    static func print(_ value: VetoInterface.Value) {
        head(value.enterpriseName, value.enterprise, value.site)
        Output.line("\(value.title)（\(value.bundle)/\(value.name)）= \(shown(value.value, value.unit))")
        Output.line(
            text("以 \(value.on) 为准", "as of \(value.on)")
                + (value.known.map { text("，按 \($0) 已知的", ", by what was known at \($0)") } ?? ""))
        for derivation in value.derivations { print(derivation) }
        print(value.facts)
        for change in value.changes {
            let row = change.row.map { "[\($0)] \(change.column ?? "") " } ?? ""
            Output.line(
                text("变化：", "changed: ")
                    + "\(change.day) \(row)\(FactWord.text(change.was)) → \(FactWord.text(change.became))"
                    + "（\(AssessmentWord.text(change.by))）")
        }
        AssessmentText.print(value.claims)
        for reason in value.reasons { Output.line(text("原因：", "because: ") + reason.text(language)) }
        version(value.bundle, value.version, value.hash)
    }

    // MARK: - Parts

    private static func head(_ name: String, _ code: String, _ site: String?) {
        Output.line("\(name)\(site.map { "（\($0)）" } ?? "")  \(code)")
    }

    private static func version(_ bundle: String, _ version: String, _ hash: String) {
        Output.line(text("规则版本：", "rule version: ") + "\(bundle) \(version) (\(hash.prefix(12)))")
    }

    private static func print(_ facts: [VetoInterface.Fact]) {
        guard !facts.isEmpty else { return }
        Output.line(text("事实：", "facts:"))
        var table = TextTable()
        for fact in facts {
            let told = fact.by.flatMap { by in fact.on.map { "\(AssessmentWord.text(by)) \($0)" } } ?? ""
            let row = fact.row.map { "[\($0)] " } ?? ""
            let source = fact.basis.map { text("依据：", "basis: ") + $0 } ?? told
            table.add(["  \(row)\(fact.title)（\(fact.name)）", shown(fact.value, fact.unit), source])
        }
        table.print()
    }

    private static func print(_ derivation: VetoInterface.Derivation) {
        Output.line(
            text("推算：", "derived: ")
                + "\(derivation.title)（\(derivation.name)）= \(shown(derivation.value, derivation.unit))")
        Output.line("  " + text("算式：", "expression: ") + derivation.expression)
        for input in derivation.inputs {
            Output.line("  \(input.title)（\(input.name)）= \(shown(input.value, input.unit))")
        }
        if let band = derivation.band {
            Output.line("  " + text("所属档：", "band: ") + "\(band.when) → \(band.value)")
            for basis in band.basis { Output.line("  " + text("依据：", "basis: ") + basis) }
        }
        for scan in derivation.scans { print(scan) }
        for reason in derivation.reasons {
            Output.line("  " + text("原因：", "because: ") + reason.text(language))
        }
    }

    private static func print(_ scan: VetoInterface.Scan) {
        Output.line(
            "  \(scan.operation) "
                + text("取自“\(scan.title)”，\(scan.total) 行：", "over \(scan.title), \(scan.total) rows:"))
        for row in scan.rows {
            let cells = row.cells.map { "\($0.title) \(shown($0.value, $0.unit))" }.joined(separator: "，")
            let taken = row.value.map { " → \(FactWord.text($0))" } ?? ""
            let doubt = row.known ? "" : text("（是否计入未知）", " (unknown whether it counts)")
            Output.line("    \(cells)\(taken)\(doubt)")
            for basis in row.basis { Output.line("      " + text("依据：", "basis: ") + basis) }
        }
    }

    private static func shown(_ value: String?, _ unit: String?) -> String {
        value.map { FactWord.text($0) + (unit.map { " \($0)" } ?? "") } ?? text("未知", "unknown")
    }
}
