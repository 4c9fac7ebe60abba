/// Who takes part in the scheme, as a `ref` may name them.
public enum PartyKind: String, Sendable, Codable, CaseIterable {
    case enterprise, site, reviewer, expert, district, subdistrict
    case reviewOrganizer = "review-organizer"
    case reviewBody = "review-body"
    case cityDepartment = "city-department"
    case districtDepartment = "district-department"
    case committeeOffice = "committee-office"

    /// What people call such a party.
    public var title: Phrase {
        switch self {
        case .enterprise: Phrase("企业", "enterprise")
        case .site: Phrase("场所", "site")
        case .reviewer: Phrase("评审员", "reviewer")
        case .expert: Phrase("专家", "expert")
        case .district: Phrase("区", "district")
        case .subdistrict: Phrase("街道（乡镇）", "subdistrict")
        case .reviewOrganizer: Phrase("评审组织单位", "review organizer")
        case .reviewBody: Phrase("评审单位", "review body")
        case .cityDepartment: Phrase("市级部门", "city department")
        case .districtDepartment: Phrase("区级部门", "district department")
        case .committeeOffice: Phrase("安委办", "committee office")
        }
    }
}
