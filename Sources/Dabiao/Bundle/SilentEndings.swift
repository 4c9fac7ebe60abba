/// What a new version of a bundle does to blocking rules without saying so: a rule ends only by an `until` that a document
/// supports, never by being left out, weakened or put off.
public struct SilentEndings: Sendable {
    /// The rules as they are in force, that would end.
    public let rules: [VetoRule]
    private let after: Bundle

    /// - Parameters:
    ///   - before: the version in force.
    ///   - after: the one that is to replace it.
    ///   - today: what ended before may be left out.
    public init(before: Bundle, after: Bundle, today: CivilDate) {
        self.after = after
        rules = before.vetoRules.filter { rule in
            guard rule.effect <= .zeroElement, !rule.span.hasEnded(by: today) else { return false }
            // The day from which it must go on: with an end of its own, where it ends.
            let day = max(today, rule.span.effective ?? .earliest)
            return !after.vetoRules.contains {
                $0.id == rule.id && $0.effect <= rule.effect && $0.span.hasBegun(by: day)
            }
        }
    }

    /// The first of them as a finding about the new version; nil where there is none.
    public var diagnostic: Diagnostic? {
        guard let rule = rules.first else { return nil }
        let names = rules.map(\.id)
        let successor = after.vetoRules.first { $0.id == rule.id }
        return Diagnostic(
            at: successor?.location ?? SourceLocation(file: "plugin.yaml", line: 1, column: 1),
            Phrase(
                "否决项 \(names.joined(separator: "、")) 正在拦截（或扣要素得分），这一版却删掉了它、减弱了后果或推迟了生效。否决项只能依文件废止：保留原来的规则文件"
                    + "（\(rule.location.file)），后果不变，写上“until: 日期”和废止的依据；要改内容，另写一个 \(rule.id).2027.yaml 这样的新版本",
                "the veto rules \(names.joined(separator: ", ")) block (or take marks), and this version leaves them out, weakens their "
                    + "effect or puts them off. A rule ends only by a document: keep its file (\(rule.location.file)) with "
                    + "its effect, and give it 'until: DATE' and the basis of its end; to change it, add a new version, "
                    + "\(rule.id).2027.yaml or the like"))
    }
}
