/// Who takes part in the scheme, as a `ref` may name them.
public enum PartyKind: String, Sendable, Codable, CaseIterable {
    case enterprise, site, reviewer, expert, district, subdistrict
    case reviewOrganizer = "review-organizer"
    case reviewBody = "review-body"
    case cityDepartment = "city-department"
    case districtDepartment = "district-department"
    case committeeOffice = "committee-office"
}
