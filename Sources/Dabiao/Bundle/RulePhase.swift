/// How far a veto rule has come on a day: what it says counts only once it is in force.
public enum RulePhase: String, Sendable, Codable, CaseIterable {
    /// Before it is in force: evaluated and shown to staff, blocks nothing.
    case shadow
    /// Before it is in force, from its `warn:` on: shown to enterprises too, blocks nothing.
    case warning
    case inForce = "in-force"
}

extension VetoRule {
    /// Its phase on a day; nil where it has ended.
    public func phase(on day: CivilDate) -> RulePhase? {
        if span.contains(day) { return .inForce }
        guard !span.hasEnded(by: day) else { return nil }
        return warn.map { $0 <= day } == true ? .warning : .shadow
    }
}
