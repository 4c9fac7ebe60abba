public import Dabiao

/// `org.dabiao.Veto`: veto rules and their verdicts.
public enum VetoInterface {
    public static let name = "org.dabiao.Veto"
    public static let evaluate = Method<EvaluateRequest, EvaluateReply>(name, "Evaluate", needs: .read)
    public static let explain = Method<ExplainRequest, ExplainReply>(name, "Explain", needs: .read)

    public struct Row: Codable, Hashable, Sendable {
        public let key: String
        public let verdict: Dabiao.Verdict

        public init(key: String, verdict: Dabiao.Verdict) {
            self.key = key
            self.verdict = verdict
        }
    }

    public struct Verdict: Codable, Hashable, Sendable {
        public let bundle: String
        public let id: String
        public let title: String
        public let site: String?
        public let verdict: Dabiao.Verdict
        public let effect: String
        public let missing: [String]
        /// The same as people call them.
        public let missingTitles: [String]
        public let facts: [String: FactValue]
        public let rows: [Row]
        public let changesOn: CivilDate?
        /// Whether it counts yet.
        public let phase: RulePhase
        /// The day from which the rule's version holds; nil where it has always held.
        public let effective: CivilDate?

        public init(
            bundle: String, id: String, title: String, site: String?, verdict: Dabiao.Verdict, effect: String,
            missing: [String], missingTitles: [String], facts: [String: FactValue], rows: [Row], changesOn: CivilDate?,
            phase: RulePhase, effective: CivilDate?
        ) {
            self.bundle = bundle
            self.id = id
            self.title = title
            self.site = site
            self.verdict = verdict
            self.effect = effect
            self.missing = missing
            self.missingTitles = missingTitles
            self.facts = facts
            self.rows = rows
            self.changesOn = changesOn
            self.phase = phase
            self.effective = effective
        }

        enum CodingKeys: String, CodingKey {
            case bundle, id, title, site, verdict, effect, missing, facts, rows, phase, effective
            case missingTitles = "missing_titles"
            case changesOn = "changes_on"
        }
    }

    public struct Fact: Codable, Hashable, Sendable {
        public let name: String
        public let title: String
        /// The key of the row that it belongs to.
        public let row: String?
        /// Nil is unknown.
        public let value: String?
        public let unit: String?
        /// The kind of the submission that told it, and its date.
        public let by: String?
        public let on: CivilDate?
        /// When it was recorded (RFC 3339).
        public let recordedAt: String?
        /// Of a parameter, the document on which its figure rests.
        public let basis: String?

        public init(
            name: String, title: String, row: String?, value: String?, unit: String?, by: String?, on: CivilDate?,
            recordedAt: String?, basis: String? = nil
        ) {
            self.name = name
            self.title = title
            self.row = row
            self.value = value
            self.unit = unit
            self.by = by
            self.on = on
            self.recordedAt = recordedAt
            self.basis = basis
        }

        enum CodingKeys: String, CodingKey {
            case name, title, row, value, unit, by, on, basis
            case recordedAt = "recorded_at"
        }
    }

    public struct Explanation: Codable, Hashable, Sendable {
        public let verdict: Verdict
        public let enterprise: String
        public let enterpriseName: String
        public let on: CivilDate
        /// The rule as its author wrote it.
        public let rule: String
        public let version: String
        public let hash: String
        public let basis: [String]
        public let remedy: String
        public let facts: [Fact]
        /// The rows that decided, of what the rule itself asks of lists, tables and registers.
        public let scans: [Scan]
        /// How the derived values behind it came about.
        public let derivations: [Derivation]
        /// What the enterprise says otherwise of what it read.
        public let claims: [AssessmentInterface.Claim]
        public let reasons: [Phrase]

        public init(
            verdict: Verdict, enterprise: String, enterpriseName: String, on: CivilDate, rule: String, version: String,
            hash: String, basis: [String], remedy: String, facts: [Fact], scans: [Scan],
            derivations: [Derivation], claims: [AssessmentInterface.Claim], reasons: [Phrase]
        ) {
            self.verdict = verdict
            self.enterprise = enterprise
            self.enterpriseName = enterpriseName
            self.on = on
            self.rule = rule
            self.version = version
            self.hash = hash
            self.basis = basis
            self.remedy = remedy
            self.facts = facts
            self.scans = scans
            self.derivations = derivations
            self.claims = claims
            self.reasons = reasons
        }

        enum CodingKeys: String, CodingKey {
            case verdict, enterprise, on, rule, version, hash, basis, remedy, facts, scans, derivations, claims, reasons
            case enterpriseName = "enterprise_name"
        }
    }

    public struct EvaluateRequest: Codable, Hashable, Sendable {
        public let enterprise: String
        public let site: String?
        public let bundle: String?
        public let on: String?
        /// A day (its end) or RFC 3339: only what was known then counts.
        public let known: String?

        public init(enterprise: String, site: String?, bundle: String?, on: String?, known: String? = nil) {
            self.enterprise = enterprise
            self.site = site
            self.bundle = bundle
            self.on = on
            self.known = known
        }
    }

    public struct EvaluateReply: Codable, Hashable, Sendable {
        /// Of the rules in force.
        public let vetoes: [Verdict]
        /// Of those that have not begun: they block nothing.
        public let upcoming: [Verdict]

        public init(vetoes: [Verdict], upcoming: [Verdict]) {
            self.vetoes = vetoes
            self.upcoming = upcoming
        }
    }

    public struct ExplainRequest: Codable, Hashable, Sendable {
        public let enterprise: String
        public let site: String?
        public let bundle: String?
        public let rule: String
        public let on: String?
        public let known: String?

        public init(
            enterprise: String, site: String?, bundle: String?, rule: String, on: String?, known: String? = nil
        ) {
            self.enterprise = enterprise
            self.site = site
            self.bundle = bundle
            self.rule = rule
            self.on = on
            self.known = known
        }
    }

    public struct ExplainReply: Codable, Hashable, Sendable {
        public let explanations: [Explanation]

        public init(explanations: [Explanation]) {
            self.explanations = explanations
        }
    }
}
