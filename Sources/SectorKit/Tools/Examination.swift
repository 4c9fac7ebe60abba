public import Dabiao

/// What the author's tools found out about a plugin beyond its cases, by boundary sampling.
public struct Examination: Sendable {
    /// A verdict that a rule can give and no case expects.
    public struct MissingCase: Sendable {
        public let rule: String
        public let location: SourceLocation
        public let verdict: Verdict
        /// A line of YAML to paste under `cases:`.
        public let suggestion: String
    }

    /// A mistake that every case of a rule lets through.
    public struct Survivor: Sendable {
        public let rule: String
        public let location: SourceLocation
        /// The derived value that the mistake is in; nil for the rule itself.
        public let derived: String?
        public let change: Phrase
        public let expected: Verdict
        public let mistaken: Verdict
        public let suggestion: String
    }

    /// What sampling did not find, or found to be wrong; only errors are proved.
    public var findings: [Diagnostic] = []
    public var missing: [MissingCase] = []
    public var survivors: [Survivor] = []

    /// Whether there is anything that an author must mend.
    public var hasPassed: Bool {
        missing.isEmpty && survivors.isEmpty && !findings.contains { $0.severity == .error }
    }

    /// Everything as findings about the bundle.
    public var diagnostics: [Diagnostic] {
        findings + missing.map(\.diagnostic) + survivors.map(\.diagnostic)
    }
}

extension Examination.MissingCase {
    public var diagnostic: Diagnostic {
        let word = verdict.word
        return Diagnostic(
            at: location,
            Phrase(
                "否决项“\(rule)”可以得出“\(word.zh)”（\(verdict.rawValue)），但没有用例预期它。可以加：\n    \(suggestion)",
                "the rule \(rule) can be \(verdict.rawValue), and no case expects it. Add for example:\n    \(suggestion)"
            ))
    }
}

extension Examination.Survivor {
    public var diagnostic: Diagnostic {
        let place = derived.map { Phrase("派生值“\($0)”", "the derived value \($0)") } ?? Phrase("", "")
        let told = derived == nil ? place : place.followed(by: Phrase("：", ": "))
        return Diagnostic(
            at: location,
            Phrase(
                "否决项“\(rule)”：\(told.zh)\(change.zh) 后，全部用例仍通过。可以加：\n    \(suggestion)",
                "the rule \(rule): \(told.en)\(change.en), and every case still passes. Add for example:\n    \(suggestion)"
            ))
    }
}

extension Verdict {
    /// What people call it.
    var word: Phrase {
        switch self {
        case .triggered: Phrase("触发", "triggered")
        case .clear: Phrase("未触发", "clear")
        case .undetermined: Phrase("无法判定", "undetermined")
        case .notApplicable: Phrase("不适用", "not applicable")
        }
    }
}
