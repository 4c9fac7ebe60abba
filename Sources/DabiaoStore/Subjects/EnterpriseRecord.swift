public import Dabiao

/// An enterprise as an import or a form tells it. Nil is not told: it changes nothing that is known.
public struct EnterpriseRecord: Hashable, Sendable {
    /// The unified social credit code (GB 32100), checked by the caller.
    public var creditCode: String
    public var name: String
    /// GB/T 4754.
    public var industry: String?
    /// GB/T 2260.
    public var areaCode: String?
    public var district: String
    public var subdistrict: String?
    public var address: String?
    public var scale: String?
    public var employees: Int?

    public init(
        creditCode: String, name: String, industry: String? = nil, areaCode: String? = nil, district: String,
        subdistrict: String? = nil, address: String? = nil, scale: String? = nil, employees: Int? = nil
    ) {
        self.creditCode = creditCode
        self.name = name
        self.industry = industry
        self.areaCode = areaCode
        self.district = district
        self.subdistrict = subdistrict
        self.address = address
        self.scale = scale
        self.employees = employees
    }
}

/// An enterprise as it is known.
public struct Enterprise: Hashable, Sendable, Stored {
    /// Its subject.
    public let id: Int64
    public let record: EnterpriseRecord
    /// The day it was first told of here.
    public let recordedOn: CivilDate

    static let columns = """
        enterprise.id, enterprise.creditCode, enterprise.name, enterprise.industry, enterprise.areaCode, \
        enterprise.district, enterprise.subdistrict, enterprise.address, enterprise.scale, enterprise.employees, \
        subject.recordedOn
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        record = EnterpriseRecord(
            creditCode: try reader.value(), name: try reader.value(), industry: try reader.optional(),
            areaCode: try reader.optional(), district: try reader.value(), subdistrict: try reader.optional(),
            address: try reader.optional(), scale: try reader.optional(), employees: try reader.optional())
        recordedOn = try reader.date()
    }
}

/// What an upsert did.
public struct Upserted: Hashable, Sendable {
    public let id: Int64
    /// False where it was known before.
    public let isNew: Bool
}

/// Which enterprises to list: those that meet all that is given, by id.
public struct EnterpriseFilter: Hashable, Sendable {
    public var district: String?
    /// A sector of any of its sites.
    public var sector: String?
    /// A part of the name or of the credit code.
    public var text: String?
    /// Only those behind this id: the last one of the page before.
    public var after: Int64?
    /// Only those that have not gone over into another enterprise.
    public var isActive = false
    public var limit: Int
    public var offset: Int

    public init(
        district: String? = nil, sector: String? = nil, text: String? = nil, limit: Int = 100, offset: Int = 0
    ) {
        self.district = district
        self.sector = sector
        self.text = text
        self.limit = limit
        self.offset = offset
    }
}
