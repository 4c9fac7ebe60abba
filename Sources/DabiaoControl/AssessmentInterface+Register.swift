public import Dabiao

// The register of assessments: listed, shown with what is known, compared.
extension AssessmentInterface {
    public static let list = Method<ListRequest, ListReply>(name, "List", needs: .read)
    public static let show = Method<ShowRequest, ShowReply>(name, "Show", needs: .read)
    public static let compare = Method<CompareRequest, CompareReply>(name, "Compare", needs: .read)

    /// What the enterprise tells, and somebody else found otherwise: nothing changes by it.
    public struct Claim: Codable, Hashable, Sendable {
        /// The fact, list or check item.
        public let name: String
        public let title: String
        /// The key of the list's row.
        public let row: String?
        public let column: String?
        public let columnTitle: String?
        /// What the enterprise says, in words.
        public let claim: Phrase
        /// Nil where the claim is about a whole row.
        public let value: String?
        /// What stands instead; nil where that is no single value.
        public let known: String?
        /// The kind of the submission that it stands by.
        public let by: String?
        public let on: CivilDate?
        public let claimedOn: CivilDate

        public init(
            name: String, title: String, row: String? = nil, column: String? = nil, columnTitle: String? = nil,
            claim: Phrase, value: String? = nil, known: String? = nil, by: String? = nil, on: CivilDate? = nil,
            claimedOn: CivilDate
        ) {
            self.name = name
            self.title = title
            self.row = row
            self.column = column
            self.columnTitle = columnTitle
            self.claim = claim
            self.value = value
            self.known = known
            self.by = by
            self.on = on
            self.claimedOn = claimedOn
        }

        enum CodingKeys: String, CodingKey {
            case name, title, row, column, claim, value, known, by, on
            case columnTitle = "column_title"
            case claimedOn = "claimed_on"
        }
    }

    /// An assessment in the register.
    public struct Entry: Codable, Hashable, Sendable {
        public let id: Int
        public let bundle: String
        public let site: String?
        public let kind: String
        public let date: CivilDate
        /// Nil while unknown.
        public let score: Double?
        public let provisional: Bool
        /// RFC 3339.
        public let recordedAt: String

        public init(
            id: Int, bundle: String, site: String? = nil, kind: String, date: CivilDate, score: Double? = nil,
            provisional: Bool, recordedAt: String
        ) {
            self.id = id
            self.bundle = bundle
            self.site = site
            self.kind = kind
            self.date = date
            self.score = score
            self.provisional = provisional
            self.recordedAt = recordedAt
        }

        enum CodingKeys: String, CodingKey {
            case id, bundle, site, kind, date, score, provisional
            case recordedAt = "recorded_at"
        }
    }

    public struct Evidence: Codable, Hashable, Sendable {
        public let file: String
        /// Nil for what was filed before digests were asked for.
        public let sha256: String?

        public init(file: String, sha256: String? = nil) {
            self.file = file
            self.sha256 = sha256
        }
    }

    /// An answer to a check item.
    public struct Answer: Codable, Hashable, Sendable {
        public let item: String
        public let title: String
        public let finding: String
        public let note: String?
        public let evidence: [Evidence]

        public init(item: String, title: String, finding: String, note: String? = nil, evidence: [Evidence]) {
            self.item = item
            self.title = title
            self.finding = finding
            self.note = note
            self.evidence = evidence
        }
    }

    /// A fact, or a cell of a list's row.
    public struct Fact: Codable, Hashable, Sendable {
        public let name: String
        public let title: String
        /// The key of the list's row; empty for a list that was told empty.
        public let row: String?
        public let column: String?
        public let columnTitle: String?
        /// Nil is unknown.
        public let value: String?
        public let unit: String?
        /// The kind of the submission that told it, the day it is true of, and when it was recorded (RFC 3339).
        public let by: String?
        public let on: CivilDate?
        public let recordedAt: String?
        /// Why it is unknown.
        public let reason: Phrase?

        public init(
            name: String, title: String, row: String? = nil, column: String? = nil, columnTitle: String? = nil,
            value: String? = nil, unit: String? = nil, by: String? = nil, on: CivilDate? = nil,
            recordedAt: String? = nil, reason: Phrase? = nil
        ) {
            self.name = name
            self.title = title
            self.row = row
            self.column = column
            self.columnTitle = columnTitle
            self.value = value
            self.unit = unit
            self.by = by
            self.on = on
            self.recordedAt = recordedAt
            self.reason = reason
        }

        enum CodingKeys: String, CodingKey {
            case name, title, row, column, value, unit, by, on, reason
            case columnTitle = "column_title"
            case recordedAt = "recorded_at"
        }
    }

    /// A fact, cell or answer on which assessments differ.
    public struct Difference: Codable, Hashable, Sendable {
        public let name: String
        public let title: String
        public let row: String?
        public let column: String?
        public let columnTitle: String?
        /// By those that told it.
        public let cells: [Cell]

        public init(
            name: String, title: String, row: String? = nil, column: String? = nil, columnTitle: String? = nil,
            cells: [Cell]
        ) {
            self.name = name
            self.title = title
            self.row = row
            self.column = column
            self.columnTitle = columnTitle
            self.cells = cells
        }

        enum CodingKeys: String, CodingKey {
            case name, title, row, column, cells
            case columnTitle = "column_title"
        }
    }

    public struct Cell: Codable, Hashable, Sendable {
        public let assessment: Int
        public let value: String

        public init(assessment: Int, value: String) {
            self.assessment = assessment
            self.value = value
        }
    }

    public struct ListRequest: Codable, Hashable, Sendable {
        public let enterprise: String
        public let site: String?
        public let bundle: String?

        public init(enterprise: String, site: String? = nil, bundle: String? = nil) {
            self.enterprise = enterprise
            self.site = site
            self.bundle = bundle
        }
    }

    public struct ListReply: Codable, Hashable, Sendable {
        /// Newest first.
        public let assessments: [Entry]

        public init(assessments: [Entry]) {
            self.assessments = assessments
        }
    }

    public struct ShowRequest: Codable, Hashable, Sendable {
        public let id: Int
        public let on: String?
        public let known: String?

        public init(id: Int, on: String? = nil, known: String? = nil) {
            self.id = id
            self.on = on
            self.known = known
        }
    }

    public struct ShowReply: Codable, Hashable, Sendable {
        public let assessment: Entry
        public let enterprise: String
        public let enterpriseName: String
        public let answers: [Answer]
        /// What this assessment told.
        public let told: [Fact]
        /// The day of which the facts are known.
        public let on: CivilDate
        /// As they were known then (RFC 3339); nil is now.
        public let known: String?
        /// What is known of the subject.
        public let facts: [Fact]
        public let claims: [Claim]

        public init(
            assessment: Entry, enterprise: String, enterpriseName: String, answers: [Answer], told: [Fact],
            on: CivilDate, known: String? = nil, facts: [Fact], claims: [Claim]
        ) {
            self.assessment = assessment
            self.enterprise = enterprise
            self.enterpriseName = enterpriseName
            self.answers = answers
            self.told = told
            self.on = on
            self.known = known
            self.facts = facts
            self.claims = claims
        }

        enum CodingKeys: String, CodingKey {
            case assessment, enterprise, answers, told, on, known, facts, claims
            case enterpriseName = "enterprise_name"
        }
    }

    public struct CompareRequest: Codable, Hashable, Sendable {
        public let enterprise: String
        public let site: String?
        public let bundle: String
        public let on: String?
        public let known: String?

        public init(enterprise: String, site: String? = nil, bundle: String, on: String? = nil, known: String? = nil) {
            self.enterprise = enterprise
            self.site = site
            self.bundle = bundle
            self.on = on
            self.known = known
        }
    }

    public struct CompareReply: Codable, Hashable, Sendable {
        /// The newest of each kind, in the order of the procedure.
        public let assessments: [Entry]
        public let differences: [Difference]

        public init(assessments: [Entry], differences: [Difference]) {
            self.assessments = assessments
            self.differences = differences
        }
    }
}
