public import Dabiao

// How values came about: what was told, what was derived, and the rows that decided.
extension VetoInterface {
    public static let explainValue = Method<ExplainValueRequest, ExplainValueReply>(name, "ExplainValue", needs: .read)

    /// A name with its value.
    public struct Named: Codable, Hashable, Sendable {
        public let name: String
        public let title: String
        /// Nil is unknown.
        public let value: String?
        public let unit: String?

        public init(name: String, title: String, value: String? = nil, unit: String? = nil) {
            self.name = name
            self.title = title
            self.value = value
            self.unit = unit
        }
    }

    /// A row that counted.
    public struct ScannedRow: Codable, Hashable, Sendable {
        public let cells: [Named]
        /// What was taken from it.
        public let value: String?
        /// False where it is unknown whether it counts.
        public let known: Bool
        public let basis: [String]

        public init(cells: [Named], value: String? = nil, known: Bool, basis: [String]) {
            self.cells = cells
            self.value = value
            self.known = known
            self.basis = basis
        }
    }

    /// An aggregate or lookup with the rows that decided.
    public struct Scan: Codable, Hashable, Sendable {
        public let operation: String
        public let source: String
        public let title: String
        public let rows: [ScannedRow]
        /// How many rows there are; not all may be listed.
        public let total: Int

        public init(operation: String, source: String, title: String, rows: [ScannedRow], total: Int) {
            self.operation = operation
            self.source = source
            self.title = title
            self.rows = rows
            self.total = total
        }
    }

    /// The band of a classification that decided.
    public struct Band: Codable, Hashable, Sendable {
        public let when: String
        public let value: String
        public let basis: [String]

        public init(when: String, value: String, basis: [String]) {
            self.when = when
            self.value = value
            self.basis = basis
        }
    }

    /// How a derived value came about.
    public struct Derivation: Codable, Hashable, Sendable {
        public let name: String
        public let title: String
        /// Nil is unknown.
        public let value: String?
        public let unit: String?
        /// As its author wrote it.
        public let expression: String
        /// What it reads directly.
        public let inputs: [Named]
        public let scans: [Scan]
        public let band: Band?
        /// Why it is unknown.
        public let reasons: [Phrase]

        public init(
            name: String, title: String, value: String? = nil, unit: String? = nil, expression: String, inputs: [Named],
            scans: [Scan], band: Band? = nil, reasons: [Phrase]
        ) {
            self.name = name
            self.title = title
            self.value = value
            self.unit = unit
            self.expression = expression
            self.inputs = inputs
            self.scans = scans
            self.band = band
            self.reasons = reasons
        }
    }

    /// A known value that was replaced by another.
    public struct Changed: Codable, Hashable, Sendable {
        public let name: String
        public let row: String?
        public let column: String?
        public let was: String
        public let became: String
        public let day: CivilDate
        public let by: String

        public init(
            name: String, row: String? = nil, column: String? = nil, was: String, became: String, day: CivilDate,
            by: String
        ) {
            self.name = name
            self.row = row
            self.column = column
            self.was = was
            self.became = became
            self.day = day
            self.by = by
        }
    }

    /// A value of a subject, told or derived.
    public struct Value: Codable, Hashable, Sendable {
        public let bundle: String
        public let site: String?
        public let enterprise: String
        public let enterpriseName: String
        public let on: CivilDate
        /// As it was known then (RFC 3339); nil is now.
        public let known: String?
        public let version: String
        public let hash: String
        public let name: String
        public let title: String
        /// Nil is unknown, and for lists.
        public let value: String?
        public let unit: String?
        /// It and every derived value behind it, what is read after what reads it; none for a told value.
        public let derivations: [Derivation]
        /// What was told of it, or of what it rests on.
        public let facts: [Fact]
        public let claims: [AssessmentInterface.Claim]
        /// Of a told value.
        public let changes: [Changed]
        /// Why it is unknown.
        public let reasons: [Phrase]

        public init(
            bundle: String, site: String? = nil, enterprise: String, enterpriseName: String, on: CivilDate,
            known: String? = nil, version: String, hash: String, name: String, title: String, value: String? = nil,
            unit: String? = nil, derivations: [Derivation], facts: [Fact], claims: [AssessmentInterface.Claim],
            changes: [Changed], reasons: [Phrase]
        ) {
            self.bundle = bundle
            self.site = site
            self.enterprise = enterprise
            self.enterpriseName = enterpriseName
            self.on = on
            self.known = known
            self.version = version
            self.hash = hash
            self.name = name
            self.title = title
            self.value = value
            self.unit = unit
            self.derivations = derivations
            self.facts = facts
            self.claims = claims
            self.changes = changes
            self.reasons = reasons
        }

        enum CodingKeys: String, CodingKey {
            case bundle, site, enterprise, on, known, version, hash, name, title, value, unit, derivations, facts,
                claims, changes, reasons
            case enterpriseName = "enterprise_name"
        }
    }

    public struct ExplainValueRequest: Codable, Hashable, Sendable {
        public let enterprise: String
        public let site: String?
        public let bundle: String?
        public let name: String
        public let on: String?
        public let known: String?

        public init(
            enterprise: String, site: String? = nil, bundle: String? = nil, name: String, on: String? = nil,
            known: String? = nil
        ) {
            self.enterprise = enterprise
            self.site = site
            self.bundle = bundle
            self.name = name
            self.on = on
            self.known = known
        }
    }

    public struct ExplainValueReply: Codable, Hashable, Sendable {
        public let values: [Value]

        public init(values: [Value]) {
            self.values = values
        }
    }
}
