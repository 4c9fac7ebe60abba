/// The days on which something of a bundle is in force: from `effective` (inclusive) to `until` (exclusive).
public struct Span: Hashable, Sendable {
    public let effective: CivilDate?
    public let until: CivilDate?

    public init(effective: CivilDate? = nil, until: CivilDate? = nil) {
        self.effective = effective
        self.until = until
    }

    public func contains(_ date: CivilDate) -> Bool {
        (effective.map { $0 <= date } ?? true) && (until.map { date < $0 } ?? true)
    }
}

/// What a rule says of a subject or of a row.
public enum Verdict: String, Sendable, Codable, CaseIterable {
    case triggered, clear, undetermined
    case notApplicable = "not-applicable"

    /// The verdict of a rule whose condition has this truth value; nil is unknown.
    public init(hit: Bool?) {
        switch hit {
        case true?: self = .triggered
        case false?: self = .clear
        case nil: self = .undetermined
        }
    }
}

/// The grade of the hidden hazard (隐患) that a triggered veto or a non-conforming item opens.
public enum HazardSeverity: String, Sendable, CaseIterable {
    case major, general, none
}

/// A veto rule (达标否决项): who meets its condition is barred.
public struct VetoRule: Hashable, Sendable {
    public let id: String
    public let title: String
    /// The list or register whose rows it judges one by one; nil for the bundle's subject itself.
    public let list: String?
    public let when: ExpressionSource?
    public let rule: ExpressionSource
    public internal(set) var basis: [Citation]
    public internal(set) var effect: Effect
    /// The element of the standard, by edition, whose marks a hit takes (`effect: zero-element`); empty for other
    /// effects.
    public let elements: [String: String]
    public let hazard: HazardSeverity
    /// What the enterprise does about it.
    public let remedy: String
    public let span: Span
    /// The day before ``span`` begins from which enterprises are warned; nil where they are not.
    public let warn: CivilDate?
    public internal(set) var cases: [RuleCase]
    public internal(set) var location: SourceLocation

    public init(
        id: String, title: String, list: String? = nil, when: ExpressionSource? = nil, rule: ExpressionSource,
        basis: [Citation], effect: Effect, elements: [String: String] = [:], hazard: HazardSeverity, remedy: String,
        span: Span, warn: CivilDate? = nil, cases: [RuleCase], location: SourceLocation
    ) {
        self.id = id
        self.title = title
        self.list = list
        self.when = when
        self.rule = rule
        self.basis = basis
        self.effect = effect
        self.elements = elements
        self.hazard = hazard
        self.remedy = remedy
        self.span = span
        self.warn = warn
        self.cases = cases
        self.location = location
    }
}

/// A case of a rule: facts in, the verdict that they must give.
public struct RuleCase: Hashable, Sendable {
    public let name: String?
    public let telling: Telling
    /// The day of the assessment; nil is a day on which the rule is in force.
    public let date: CivilDate?
    public let expected: Verdict
    public let location: SourceLocation

    public init(name: String?, telling: Telling, date: CivilDate?, expected: Verdict, location: SourceLocation) {
        self.name = name
        self.telling = telling
        self.date = date
        self.expected = expected
        self.location = location
    }
}

/// What somebody tells of a subject: facts, lists and answers. What is absent is not told.
public struct Telling: Hashable, Sendable {
    public var facts: [String: Value]
    /// Rows by list; an empty array is a list told empty.
    public var lists: [String: [[String: Value]]]
    /// Answers by check item.
    public var answers: [String: Answer]

    public init(
        facts: [String: Value] = [:], lists: [String: [[String: Value]]] = [:], answers: [String: Answer] = [:]
    ) {
        self.facts = facts
        self.lists = lists
        self.answers = answers
    }
}

/// What an assessor found on a check item (检查结果).
public enum Finding: String, Sendable, Codable, CaseIterable {
    case conforming, nonconforming
    case notApplicable = "not-applicable"
    case notChecked = "not-checked"
}

/// An assessor's answer to a check item.
public struct Answer: Hashable, Sendable {
    public let finding: Finding
    public let note: String?
    public let evidence: [Evidence]

    public init(finding: Finding, note: String? = nil, evidence: [Evidence] = []) {
        self.finding = finding
        self.note = note
        self.evidence = evidence
    }
}

/// A check item (检查项), judged by an assessor or computed from facts, never both.
public struct ChecklistItem: Hashable, Sendable {
    public let id: String
    public let title: String
    /// The list or register whose every row must conform; nil for the bundle's subject itself.
    public let list: String?
    /// The element of the standard's edition that it belongs to, by edition (`GB/T 33000-2016: 现场管理`).
    public let elements: [String: String]
    /// Full marks of the item.
    public let points: Double
    /// Computes the marks of the item, clipped to 0…``points``; nil for a judged item.
    public let award: ExpressionSource?
    /// Computes whether the item conforms (all its points or none); nil for a judged item.
    public let conforms: ExpressionSource?
    public let when: ExpressionSource?
    public internal(set) var basis: [Citation]
    /// The hidden hazard that it opens where it does not conform.
    public let hazard: HazardSeverity
    public let span: Span
    public let location: SourceLocation

    public init(
        id: String, title: String, list: String? = nil, elements: [String: String], points: Double,
        award: ExpressionSource? = nil, conforms: ExpressionSource? = nil, when: ExpressionSource? = nil,
        basis: [Citation], hazard: HazardSeverity = .none, span: Span, location: SourceLocation
    ) {
        self.id = id
        self.title = title
        self.list = list
        self.elements = elements
        self.points = points
        self.award = award
        self.conforms = conforms
        self.when = when
        self.basis = basis
        self.hazard = hazard
        self.span = span
        self.location = location
    }
}
