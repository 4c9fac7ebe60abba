/// What a method of the control socket demands of its caller; every method declares one.
public enum Permission: String, Sendable, Codable, CaseIterable {
    /// To see enterprises, verdicts, duties and what was told, of the caller's scope; and the plugins.
    case read
    /// To enter what happened: enterprises, assessments, what is done about duties, of the caller's scope.
    case submit
    /// To change how the daemon works: plugins, the work calendar, who may do what.
    case manage
    /// To learn whether the audit is as it was written, not what it says.
    case verify
    /// To read the audit.
    case audit
}

extension Role {
    /// What a role may do: the one table. Who administers changes nothing unseen, and who sees that changes nothing:
    /// an administrator learns only whether the audit is whole.
    public var permissions: Set<Permission> {
        switch self {
        case .administrator: [.read, .submit, .manage, .verify]
        case .department: [.read, .submit]
        case .district: [.read, .submit]
        case .auditor: [.read, .verify, .audit]
        case .owner: Set(Permission.allCases)
        }
    }
}

extension Permission {
    /// The roles that have it and can be given to somebody.
    public var roles: [Role] { Role.granted.filter { $0.permissions.contains(self) } }
}
