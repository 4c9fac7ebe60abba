import Dabiao

extension Citation {
    /// As a clerk reads it, with its certainty unless it is verified.
    var sentence: String {
        let parts = [standard, edition.map { "（\($0) 版）" }, clause.map { " \($0)" }].compactMap { $0 }.joined()
        switch certainty {
        case .verified: return parts
        case .recalled: return parts + "［凭通识，未见原文］"
        case .unconfirmed: return parts + "［未核实］"
        }
    }
}

extension [Citation] {
    /// All of them, as a clerk reads them; each sentence once.
    var sentence: String {
        map(\.sentence).eachOnce().joined(separator: "；")
    }
}
