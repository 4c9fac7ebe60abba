public import Dabiao

/// A site as an import or a form tells it. Nil is not told: it changes nothing that is known.
public struct SiteRecord: Hashable, Sendable {
    /// Nil: the enterprise's only site, whatever its name.
    public var name: String?
    public var district: String
    public var subdistrict: String?
    public var address: String?
    /// Replaces the sectors known; empty is not told.
    public var sectors: [String]

    public init(
        name: String? = nil, district: String, subdistrict: String? = nil, address: String? = nil,
        sectors: [String] = []
    ) {
        self.name = name
        self.district = district
        self.subdistrict = subdistrict
        self.address = address
        self.sectors = sectors
    }
}

/// A site as it is known.
public struct Site: Hashable, Sendable, Stored {
    /// Its subject.
    public let id: Int64
    /// The enterprise's subject.
    public let enterprise: Int64
    /// Without a name it is the implicit site. Its sectors are sorted.
    public let record: SiteRecord
    /// The day it was first told of here.
    public let recordedOn: CivilDate

    static let columns = """
        site.id, site.enterprise, site.name, site.district, site.subdistrict, site.address, \
        (SELECT json_group_array(sector) FROM siteSector WHERE siteSector.site = site.id), subject.recordedOn
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        enterprise = try reader.value()
        record = SiteRecord(
            name: try reader.optional(), district: try reader.value(), subdistrict: try reader.optional(),
            address: try reader.optional(), sectors: try reader.array().sorted())
        recordedOn = try reader.date()
    }
}

/// An enterprise or a site, as that which facts and verdicts are about.
public struct Subject: Hashable, Sendable, Stored {
    public let id: Int64
    public let kind: SubjectKind
    /// The enterprise it is, or belongs to.
    public let enterprise: Int64
    /// The day it was first told of here.
    public let recordedOn: CivilDate

    static let columns = "subject.id, subject.kind, subject.enterprise, subject.recordedOn"

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        kind = try reader.word()
        enterprise = try reader.value()
        recordedOn = try reader.date()
    }
}
