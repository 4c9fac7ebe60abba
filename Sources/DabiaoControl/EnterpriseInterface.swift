public import Dabiao

/// `org.dabiao.Enterprise`: enterprises and their sites.
public enum EnterpriseInterface {
    public static let name = "org.dabiao.Enterprise"
    public static let `import` = Method<ImportRequest, ImportReply>(name, "Import", needs: .submit)
    public static let list = Method<ListRequest, ListReply>(name, "List", needs: .read)
    public static let show = Method<ShowRequest, ShowReply>(name, "Show", needs: .read)

    public struct Enterprise: Codable, Hashable, Sendable {
        public var code: String
        public var name: String
        public var industry: String?
        public var areaCode: String?
        public var district: String
        public var subdistrict: String?
        public var address: String?
        public var scale: String?
        public var employees: Int?
        public var sectors: [String]

        public init(
            code: String, name: String, industry: String?, areaCode: String?, district: String, subdistrict: String?,
            address: String?, scale: String?, employees: Int?, sectors: [String]
        ) {
            self.code = code
            self.name = name
            self.industry = industry
            self.areaCode = areaCode
            self.district = district
            self.subdistrict = subdistrict
            self.address = address
            self.scale = scale
            self.employees = employees
            self.sectors = sectors
        }

        enum CodingKeys: String, CodingKey {
            case code, name, industry, district, subdistrict, address, scale, employees, sectors
            case areaCode = "area_code"
        }
    }

    public struct Site: Codable, Hashable, Sendable {
        public let name: String?
        public let district: String
        public let address: String?
        public let sectors: [String]

        public init(name: String?, district: String, address: String?, sectors: [String]) {
            self.name = name
            self.district = district
            self.address = address
            self.sectors = sectors
        }
    }

    public struct Certificate: Codable, Hashable, Sendable {
        public let site: String?
        public let grade: String
        public let number: String?
        public let certifiedOn: CivilDate
        public let expiresOn: CivilDate?
        public let state: String

        public init(
            site: String?, grade: String, number: String?, certifiedOn: CivilDate, expiresOn: CivilDate?, state: String
        ) {
            self.site = site
            self.grade = grade
            self.number = number
            self.certifiedOn = certifiedOn
            self.expiresOn = expiresOn
            self.state = state
        }

        enum CodingKeys: String, CodingKey {
            case site, grade, number, state
            case certifiedOn = "certified_on"
            case expiresOn = "expires_on"
        }
    }

    public struct RowError: Codable, Hashable, Sendable {
        /// From 1, the header included.
        public let line: Int
        public let column: String?
        public let value: String?
        public let message: Phrase
        /// A word for what was broken: `required`, `credit-code`, `district`, `date`…
        public let rule: String?

        public init(line: Int, column: String?, value: String?, message: Phrase, rule: String? = nil) {
            self.line = line
            self.column = column
            self.value = value
            self.message = message
            self.rule = rule
        }
    }

    public struct ImportRequest: Codable, Hashable, Sendable {
        public let upload: String
        /// The file's name, for errors and the audit.
        public let name: String?
        public let dryRun: Bool?
        /// Refuse enterprises that are recorded already.
        public let onlyNew: Bool?
        /// Tell how far it is, in replies before the last.
        public var progress: Bool?

        public init(
            upload: String, name: String?, dryRun: Bool?, onlyNew: Bool? = nil, progress: Bool? = nil
        ) {
            self.progress = progress
            self.upload = upload
            self.name = name
            self.dryRun = dryRun
            self.onlyNew = onlyNew
        }

        enum CodingKeys: String, CodingKey {
            case upload, name, progress
            case dryRun = "dry_run"
            case onlyNew = "only_new"
        }
    }

    public struct ImportReply: Codable, Hashable, Sendable {
        public var added: Int
        public var changed: Int
        public var unchanged: Int
        public var certificates: Int
        /// How many occurrences of duties the import opened.
        public var occurrences: Int
        /// Every row that was refused; nothing was imported where there are any.
        public var errors: [RowError]
        /// How many faults there are, those included that ``errors`` leaves out.
        public var faults: Int?
        /// Of a dry run: what would become of the rows, by line.
        public var rows: [RowOutcome]?
        /// How many rows that leaves out.
        public var left: Int?
        /// How the file was written.
        public var encoding: String?
        /// How far it is, in replies before the last: `done` of `total` lines (`rows`) or subjects (`duties`).
        public var phase: String?
        public var done: Int?
        public var total: Int?

        public init(
            added: Int = 0, changed: Int = 0, unchanged: Int = 0, certificates: Int = 0, occurrences: Int = 0,
            errors: [RowError] = []
        ) {
            self.added = added
            self.changed = changed
            self.unchanged = unchanged
            self.certificates = certificates
            self.occurrences = occurrences
            self.errors = errors
        }
    }

    public struct ListRequest: Codable, Hashable, Sendable {
        public var district: String?
        public var sector: String?
        public var text: String?
        public var limit: Int?
        public var offset: Int?

        public init(
            district: String? = nil, sector: String? = nil, text: String? = nil, limit: Int? = nil, offset: Int? = nil
        ) {
            self.district = district
            self.sector = sector
            self.text = text
            self.limit = limit
            self.offset = offset
        }
    }

    public struct ListReply: Codable, Hashable, Sendable {
        public let enterprises: [Enterprise]
        public let total: Int

        public init(enterprises: [Enterprise], total: Int) {
            self.enterprises = enterprises
            self.total = total
        }
    }

    public struct ShowRequest: Codable, Hashable, Sendable {
        public let code: String

        public init(code: String) {
            self.code = code
        }
    }

    public struct ShowReply: Codable, Hashable, Sendable {
        public let enterprise: Enterprise
        public let sites: [Site]
        public let certificates: [Certificate]
        /// What was changed of it, and what is to be, by the day from which it holds.
        public let changes: [DatedChange]?

        public init(
            enterprise: Enterprise, sites: [Site], certificates: [Certificate], changes: [DatedChange]? = nil
        ) {
            self.enterprise = enterprise
            self.sites = sites
            self.certificates = certificates
            self.changes = changes
        }
    }
}
