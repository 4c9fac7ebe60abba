public import Dabiao

// What would become of a list's rows; changes with a history; lists to be imported again.
extension EnterpriseInterface {
    public static let change = Method<ChangeRequest, ChangeReply>(name, "Change", needs: .submit)
    public static let export = Method<ExportRequest, ExportReply>(name, "Export", needs: .read)

    public struct ColumnChange: Codable, Hashable, Sendable {
        public let column: String
        /// Nil was not known.
        public let old: String?
        public let new: String?

        public init(column: String, old: String?, new: String?) {
            self.column = column
            self.old = old
            self.new = new
        }
    }

    public struct RowOutcome: Codable, Hashable, Sendable {
        public let line: Int
        public let code: String?
        public let name: String?
        public let site: String?
        /// `added`, `changed`, `same` or `refused`.
        public let outcome: String
        public let changes: [ColumnChange]

        public init(
            line: Int, code: String? = nil, name: String? = nil, site: String? = nil, outcome: String,
            changes: [ColumnChange] = []
        ) {
            self.line = line
            self.code = code
            self.name = name
            self.site = site
            self.outcome = outcome
            self.changes = changes
        }
    }

    /// A change of what is known of an enterprise.
    public struct DatedChange: Codable, Hashable, Sendable {
        /// A column of an enterprise list; `merger`, `new` being the successor's credit code; `site`: one that came over
        /// from the enterprise with the credit code `old`.
        public let what: String
        public let old: String?
        public let new: String?
        /// The day from which it holds.
        public let on: CivilDate
        /// False while its day is to come.
        public let done: Bool
        public let reason: String

        public init(what: String, old: String?, new: String?, on: CivilDate, done: Bool, reason: String) {
            self.what = what
            self.old = old
            self.new = new
            self.on = on
            self.done = done
            self.reason = reason
        }
    }

    public struct ChangeRequest: Codable, Hashable, Sendable {
        public let code: String
        public var name: String?
        public var district: String?
        /// With a district: where in it; without one it is not known any more.
        public var subdistrict: String?
        public var address: String?
        /// The credit code of the enterprise that takes this one over.
        public var mergeInto: String?
        /// The day from which it holds.
        public let on: String
        public let reason: String

        public init(
            code: String, name: String? = nil, district: String? = nil, subdistrict: String? = nil,
            address: String? = nil, mergeInto: String? = nil, on: String, reason: String
        ) {
            self.code = code
            self.name = name
            self.district = district
            self.subdistrict = subdistrict
            self.address = address
            self.mergeInto = mergeInto
            self.on = on
            self.reason = reason
        }

        enum CodingKeys: String, CodingKey {
            case code, name, district, subdistrict, address, on, reason
            case mergeInto = "merge_into"
        }
    }

    public struct ChangeReply: Codable, Hashable, Sendable {
        public var changes: [DatedChange]
        /// Of a merger: how many sites went over, duties lapsed, certificates ended.
        public var sites: Int
        public var lapsed: Int
        public var certificates: Int
        /// Whether something else holds since a later day, and holds on.
        public var overtaken: Bool?

        public init(changes: [DatedChange] = [], sites: Int = 0, lapsed: Int = 0, certificates: Int = 0) {
            self.changes = changes
            self.sites = sites
            self.lapsed = lapsed
            self.certificates = certificates
        }
    }

    public struct ExportRequest: Codable, Hashable, Sendable {
        public var district: String?
        public var sector: String?
        public var text: String?
        /// `next` of the page before.
        public var after: Int64?

        public init(district: String? = nil, sector: String? = nil, text: String? = nil, after: Int64? = nil) {
            self.district = district
            self.sector = sector
            self.text = text
            self.after = after
        }
    }

    public struct ExportReply: Codable, Hashable, Sendable {
        public let columns: [String]
        /// A cell for every column; what is not known is empty.
        public let rows: [[String]]
        /// What to ask the next page with; nil where there is none.
        public let next: Int64?

        public init(columns: [String], rows: [[String]], next: Int64?) {
            self.columns = columns
            self.rows = rows
            self.next = next
        }
    }
}
