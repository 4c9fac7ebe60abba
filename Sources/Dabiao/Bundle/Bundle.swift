/// Who a bundle's facts, verdicts and certificates are about.
public enum SubjectKind: String, Sendable, Codable, CaseIterable {
    case enterprise, site
}

/// A version of a bundle, ordered as semantic versions are: `1.2.10` is newer than `1.2.9`.
public struct BundleVersion: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let major: Int
    public let minor: Int
    public let patch: Int

    /// Reads `MAJOR.MINOR.PATCH`; nil for any other form.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } && part.utf8.count <= 6
                ? Int(part) : nil
        }
        guard parts.count == 3, numbers.count == 3 else { return nil }
        (major, minor, patch) = (numbers[0], numbers[1], numbers[2])
    }

    public static func < (left: BundleVersion, right: BundleVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    public var description: String { "\(major).\(minor).\(patch)" }
}

/// A sector plugin as it was read: everything it declares, and nothing it computed.
public struct Bundle: Hashable, Sendable {
    public let id: String
    public let version: BundleVersion
    public let title: String
    public let subject: SubjectKind
    /// The sector whose enterprises it is for; nil where it is for all of them (Common).
    public let sector: String?
    public let department: String
    /// The bundles whose facts and tables it reads, with the least version of each.
    public let requires: [String: BundleVersion]
    public var parameters: [ParameterDeclaration] = []
    public var facts: [FactDeclaration] = []
    public var tables: [TableDeclaration] = []
    public var lists: [ListDeclaration] = []
    public var derived: [DerivedDeclaration] = []
    public var vetoRules: [VetoRule] = []
    public var checklist: [ChecklistItem] = []
    public var obligations: [Obligation] = []
    public var cases: [BundleCase] = []
    /// Every element of a standard that its files name, with the place.
    public var elementNames: [ElementName] = []
    /// Every party that its obligations name, with the place.
    public var partyNames: [PartyName] = []
    /// SHA-256 over the names and contents of its files, in hexadecimal: what a verdict is pinned to.
    public var contentHash = ""

    public init(
        id: String, version: BundleVersion, title: String, subject: SubjectKind, sector: String?, department: String,
        requires: [String: BundleVersion]
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.subject = subject
        self.sector = sector
        self.department = department
        self.requires = requires
    }
}

/// A case over a whole bundle: a telling in; derived facts, verdicts, the score and deadlines out.
public struct BundleCase: Hashable, Sendable {
    public let name: String
    public let date: CivilDate
    public let telling: Telling
    /// Expected derived values by name; nil expects unknown.
    public let derived: [String: Value?]
    public let vetoes: [String: Verdict]
    public let score: Double?
    /// What is owed when, by obligation.
    public let deadlines: [String: ExpectedDeadline]
    public let location: SourceLocation

    public init(
        name: String, date: CivilDate, telling: Telling, derived: [String: Value?], vetoes: [String: Verdict],
        score: Double?, deadlines: [String: ExpectedDeadline] = [:], location: SourceLocation
    ) {
        self.name = name
        self.date = date
        self.telling = telling
        self.derived = derived
        self.vetoes = vetoes
        self.score = score
        self.deadlines = deadlines
        self.location = location
    }
}
