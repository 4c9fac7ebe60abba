public import Dabiao

/// What became of one case of a bundle.
public struct CaseResult: Sendable {
    /// The rule or obligation it belongs to and its name, or the name of a whole-bundle case.
    public let name: String
    public let location: SourceLocation
    /// What differs from what the case expects; empty where it passed.
    public let differences: [CaseDifference]

    public var hasPassed: Bool { differences.isEmpty }

    /// The failure as a finding about the bundle.
    public var diagnostic: Diagnostic {
        let phrases = differences.map(\.phrase)
        return Diagnostic(
            at: location,
            Phrase(
                "用例“\(name)”不符：" + phrases.map(\.zh).joined(separator: "；"),
                "the case \(name) fails: " + phrases.map(\.en).joined(separator: "; ")))
    }
}

/// One thing that came out otherwise than a case expects.
public struct CaseDifference: Hashable, Sendable, Encodable {
    public enum Kind: String, Sendable, Codable {
        case verdict, derived, score, deadline
        /// The evaluation itself failed.
        case failure
    }

    public let kind: Kind
    /// The id of the rule or obligation, or the derived fact; empty for the score.
    public let name: String
    public let expected: String
    public let found: String
    /// Why it came out so: what is missing, or what was read.
    public let reasons: [Phrase]

    init(_ kind: Kind, _ name: String, expected: String, found: String, reasons: [Phrase] = []) {
        (self.kind, self.name, self.expected, self.found, self.reasons) = (kind, name, expected, found, reasons)
    }

    /// The difference as a sentence.
    public var phrase: Phrase {
        guard kind != .failure else { return reasons.first ?? Phrase("计算失败", "the evaluation failed") }
        let subject = kind == .score ? Phrase("得分", "the score") : Phrase(name, name)
        let why =
            reasons.isEmpty ? Phrase("", "") : Phrase("（", " (").followed(by: joined).followed(by: Phrase("）", ")"))
        return Phrase(
            "\(subject.zh) 应为 \(expected)，实为 \(found)", "\(subject.en) expected \(expected), found \(found)"
        ).followed(by: why)
    }

    /// The reasons in one line.
    public var joined: Phrase {
        Phrase(reasons.map(\.zh).joined(separator: "；"), reasons.map(\.en).joined(separator: "; "))
    }
}
