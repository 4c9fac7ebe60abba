public import Dabiao
import GRDB

extension Snapshot {
    private static let select = "SELECT \(Enterprise.columns) FROM enterprise JOIN subject USING (id)"

    public func enterprise(id: Int64) throws -> Enterprise? {
        try fetchFirst(Self.select + " WHERE enterprise.id = ?", [id])
    }

    /// Those with these ids, in no order; what is not there is left out.
    public func enterprises(ids: [Int64]) throws -> [Enterprise] {
        try fetchAll(Self.select + " WHERE enterprise.id IN (SELECT value FROM json_each(?))", ["\(ids)"])
    }

    public func enterprise(creditCode: String) throws -> Enterprise? {
        try fetchFirst(Self.select + " WHERE enterprise.creditCode = ?", [creditCode])
    }

    public func enterprises(_ filter: EnterpriseFilter = EnterpriseFilter()) throws -> [Enterprise] {
        let conditions = filter.conditions(scope)
        return try fetchAll(
            Self.select + conditions.clause + " ORDER BY enterprise.id LIMIT ? OFFSET ?",
            conditions.arguments(limit: filter.limit, offset: filter.offset))
    }

    /// How many enterprises the filter finds, whatever its limit and offset.
    public func countEnterprises(_ filter: EnterpriseFilter = EnterpriseFilter()) throws -> Int {
        let conditions = filter.conditions(scope)
        return try fetchValue("SELECT count(*) FROM enterprise" + conditions.clause, conditions.arguments) ?? 0
    }
}

extension EnterpriseFilter {
    fileprivate func conditions(_ scope: Scope) -> Filter {
        var filter = Filter()
        filter.add("enterprise.district = ?", district)
        filter.add(
            """
            enterprise.id IN (
              SELECT site.enterprise FROM siteSector JOIN site ON site.id = siteSector.site WHERE siteSector.sector = ?)
            """, sector)
        filter.add("enterprise.id > ?", after)
        if isActive {
            filter.add(
                """
                NOT EXISTS (SELECT 1 FROM enterpriseChange AS merger WHERE merger.enterprise = enterprise.id
                  AND merger.what = 'merger' AND merger.appliedOn IS NOT NULL)
                """, all: [])
        }
        filter.add("instr(enterprise.name || char(10) || enterprise.creditCode, ?) > 0", text)
        filter.add(scope, reaching: "enterprise.id")
        return filter
    }
}

extension Transaction {
    /// Adds an enterprise, or changes what is told of the one with that credit code.
    ///
    /// - Parameter recordedOn: Today; kept only for a new one.
    @discardableResult
    public func upsert(_ record: EnterpriseRecord, recordedOn: CivilDate) throws -> Upserted {
        let known: Int64? = try fetchValue("SELECT id FROM enterprise WHERE creditCode = ?", [record.creditCode])
        guard let id = known else { return Upserted(id: try add(record, recordedOn), isNew: true) }
        try run(
            """
            UPDATE enterprise SET name = ?, industry = ifnull(?, industry), areaCode = ifnull(?, areaCode),
              district = ?, subdistrict = ifnull(?, subdistrict), address = ifnull(?, address),
              scale = ifnull(?, scale), employees = ifnull(?, employees)
            WHERE id = ?
            """,
            [
                record.name, record.industry, record.areaCode, record.district, record.subdistrict, record.address,
                record.scale, record.employees, id,
            ])
        return Upserted(id: id, isNew: false)
    }

    private func add(_ record: EnterpriseRecord, _ recordedOn: CivilDate) throws -> Int64 {
        let id = try addSubject(.enterprise, of: nil, recordedOn)
        try run(
            """
            INSERT INTO enterprise (id, creditCode, name, industry, areaCode, district, subdistrict, address, scale,
              employees)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                id, record.creditCode, record.name, record.industry, record.areaCode, record.district,
                record.subdistrict, record.address, record.scale, record.employees,
            ])
        return id
    }

    /// The next id of the space that enterprises and sites share; of nil, it is an enterprise's own.
    func addSubject(_ kind: SubjectKind, of enterprise: Int64?, _ recordedOn: CivilDate) throws -> Int64 {
        try insert(
            """
            INSERT INTO subject (id, kind, enterprise, recordedOn)
            SELECT next, ?, ifnull(?, next), ? FROM (SELECT ifnull(max(id), 0) + 1 AS next FROM subject)
            """, [kind.rawValue, enterprise, recordedOn.description])
    }
}
