import Dabiao
import DabiaoControl
import DabiaoStore

/// Enterprises as the rows of a list: imported again, it changes nothing. Those that went over into others are left out.
struct EnterpriseExport: Sendable {
    let office: Office

    /// How many enterprises a page has.
    private static let page = 500

    func page(_ request: EnterpriseInterface.ExportRequest) async throws -> EnterpriseInterface.ExportReply {
        let names = Enterprises(office: office)
        var filter = EnterpriseFilter(
            district: try request.district.map { try names.district($0) },
            sector: try request.sector.map { try names.sector($0) }, text: request.text, limit: Self.page)
        filter.after = request.after
        filter.isActive = true
        return try await office.store.read { [filter] snapshot in
            let enterprises = try snapshot.enterprises(filter)
            return EnterpriseInterface.ExportReply(
                columns: ImportedRow.columns, rows: try enterprises.flatMap { try Self.rows(of: $0, snapshot) },
                next: enterprises.count < Self.page ? nil : enterprises.last?.id)
        }
    }

    /// A row for each site. Of certificates a row has the newest that is in force: of the enterprise where the site has no
    /// name, else of the site.
    private static func rows(of enterprise: Enterprise, _ snapshot: Snapshot) throws -> [[String]] {
        let contact = try snapshot.contacts(of: enterprise.id).first { $0.role == EnterpriseImport.contactRole }
        let certificates = try snapshot.certificates(of: enterprise.id).filter { $0.state == "valid" }
        return try snapshot.coveredSites(of: enterprise.id).map { site in
            let (record, place) = (enterprise.record, site.record)
            let isNamed = place.name != nil
            let certificate = certificates.first { $0.site == (isNamed ? site.id : nil) }
            let cells: [String: String?] = [
                "credit_code": record.creditCode, "name": record.name, "industry": record.industry,
                "area_code": record.areaCode, "district": isNamed ? place.district : record.district,
                "subdistrict": isNamed ? place.subdistrict : record.subdistrict,
                "address": isNamed ? place.address : record.address,
                "sectors": place.sectors.joined(separator: ";"), "scale": record.scale,
                "employees": record.employees.map(String.init), "email": contact?.email, "webhook": contact?.webhook,
                "site": place.name, "grade": certificate?.grade,
                "certified_on": certificate?.certifiedOn.description,
                "expires_on": certificate?.expiresOn?.description, "certificate_no": certificate?.number,
            ]
            return ImportedRow.columns.map { (cells[$0] ?? nil) ?? "" }
        }
    }
}
