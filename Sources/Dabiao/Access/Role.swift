/// What somebody is here. It decides what may be done; a ``Scope`` decides about whom.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Runs the system for all.
    case administrator
    /// A sector's department: the enterprises and sites of its sectors.
    case department
    /// A district: the enterprises and sites that lie there.
    case district
    /// Looks at what everybody did, and changes nothing.
    case auditor
    /// Who runs the daemon where no `access.yaml` says who is what. It cannot be given to anybody.
    case owner

    /// The roles that `access.yaml` gives.
    public static let granted: [Role] = [.administrator, .department, .district, .auditor]

    public var title: Phrase {
        switch self {
        case .administrator: Phrase("管理员（administrator）", "administrator")
        case .department: Phrase("行业部门（department）", "department")
        case .district: Phrase("区（district）", "district")
        case .auditor: Phrase("审计员（auditor）", "auditor")
        case .owner: Phrase("运行守护进程的用户", "the user who runs the daemon")
        }
    }
}
