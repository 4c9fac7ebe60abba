public import Dabiao
import GRDB

/// A change of what is known of an enterprise, with the day from which it holds and the reason.
public struct EnterpriseChange: Hashable, Sendable, Stored {
    /// 0 before it is kept.
    public var id: Int64
    public var enterprise: Int64
    /// A column of an enterprise list, ``merger`` or ``site``.
    public var what: String
    /// Nil was not known.
    public var old: String?
    /// Nil is not known any more.
    public var new: String?
    public var effectiveOn: CivilDate
    /// The day it was done; nil while its day is to come.
    public var appliedOn: CivilDate?
    /// Unix seconds.
    public var recordedAt: Int64
    public var reason: String

    /// The enterprise went over into another, whose credit code is `new`.
    public static let merger = "merger"
    /// A site came over from another enterprise, whose credit code is `old`.
    public static let site = "site"

    public init(
        enterprise: Int64, what: String, old: String?, new: String?, effectiveOn: CivilDate, appliedOn: CivilDate?,
        recordedAt: Int64, reason: String
    ) {
        id = 0
        self.enterprise = enterprise
        self.what = what
        self.old = old
        self.new = new
        self.effectiveOn = effectiveOn
        self.appliedOn = appliedOn
        self.recordedAt = recordedAt
        self.reason = reason
    }

    static let columns = """
        enterpriseChange.id, enterpriseChange.enterprise, enterpriseChange.what, enterpriseChange.old, \
        enterpriseChange.new, enterpriseChange.effectiveOn, enterpriseChange.appliedOn, enterpriseChange.recordedAt, \
        enterpriseChange.reason
        """

    init(_ reader: inout RowReader) throws {
        id = try reader.value()
        enterprise = try reader.value()
        what = try reader.value()
        old = try reader.optional()
        new = try reader.optional()
        effectiveOn = try reader.date()
        appliedOn = try reader.optionalDate()
        recordedAt = try reader.value()
        reason = try reader.value()
    }
}

extension Snapshot {
    private static let select = "SELECT \(EnterpriseChange.columns) FROM enterpriseChange"

    /// What was changed of an enterprise, and what is to be, by the day from which it holds.
    public func changes(of enterprise: Int64) throws -> [EnterpriseChange] {
        try fetchAll(Self.select + " WHERE enterprise = ? ORDER BY effectiveOn, id", [enterprise])
    }

    /// The changes whose day has come and that are not done, in the order of their days.
    public func changesToApply(by day: CivilDate, limit: Int) throws -> [EnterpriseChange] {
        try fetchAll(
            Self.select + " WHERE appliedOn IS NULL AND effectiveOn <= ? ORDER BY effectiveOn, id LIMIT ?",
            [day.description, limit])
    }

    /// The first day on which a change is to be done; nil is never.
    public func earliestChangeToApply() throws -> CivilDate? {
        let day: String? = try fetchValue("SELECT min(effectiveOn) FROM enterpriseChange WHERE appliedOn IS NULL")
        return day.flatMap { CivilDate($0[...]) }
    }

    /// How an enterprise went over into another, or will; nil if it stays.
    public func merger(of enterprise: Int64) throws -> EnterpriseChange? {
        try fetchFirst(Self.select + " WHERE enterprise = ? AND what = 'merger'", [enterprise])
    }
}

extension Transaction {
    /// Keeps a change; the `id` of what is given is not read.
    @discardableResult
    public func append(_ change: EnterpriseChange) throws -> Int64 {
        try insert(
            """
            INSERT INTO enterpriseChange (enterprise, what, old, new, effectiveOn, appliedOn, recordedAt, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                change.enterprise, change.what, change.old, change.new, change.effectiveOn.description,
                change.appliedOn?.description, change.recordedAt, change.reason,
            ])
    }

    /// Says that a change has been done.
    public func markApplied(_ change: Int64, on day: CivilDate) throws {
        try run("UPDATE enterpriseChange SET appliedOn = ? WHERE id = ?", [day.description, change])
    }

    /// Makes an enterprise what the record says, what it leaves open included. Its credit code does not change.
    public func replace(_ record: EnterpriseRecord, of enterprise: Int64) throws {
        try run(
            """
            UPDATE enterprise SET name = ?, industry = ?, areaCode = ?, district = ?, subdistrict = ?, address = ?,
              scale = ?, employees = ?
            WHERE id = ?
            """,
            [
                record.name, record.industry, record.areaCode, record.district, record.subdistrict, record.address,
                record.scale, record.employees, enterprise,
            ])
    }

    /// Says where a site is and what it is called, what the record leaves open included; its sectors stay.
    public func replace(_ record: SiteRecord, of site: Int64) throws {
        try run(
            "UPDATE site SET name = ?, district = ?, subdistrict = ?, address = ? WHERE id = ?",
            [record.name, record.district, record.subdistrict, record.address, site])
    }

    /// Gives a site, with its certificates and all that is known of it, to another enterprise.
    public func move(site: Int64, to enterprise: Int64) throws {
        // Both ends of the references change: they are compared when the command ends.
        try database.execute(sql: "PRAGMA defer_foreign_keys = ON")
        try run("UPDATE subject SET enterprise = ? WHERE id = ?", [enterprise, site])
        try run("UPDATE site SET enterprise = ? WHERE id = ?", [enterprise, site])
        try run("UPDATE certificate SET enterprise = ? WHERE site = ?", [enterprise, site])
    }
}
