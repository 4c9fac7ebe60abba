public import Dabiao

/// One entry of `access.yaml`: a role, to whom it is given, and about whom it counts.
public struct AccessGrant: Hashable, Sendable {
    /// A name as it was written, and where.
    public struct Name: Hashable, Sendable {
        public let text: String
        public let location: SourceLocation
    }

    public let role: Role
    /// Names or numbers.
    public let users: [Name]
    public let groups: [Name]
    /// Each empty where the entry says nothing of it.
    public let districts: [Name]
    public let sectors: [Name]
    public let bundles: [Name]

    private static let keys = Shape(
        "授权", "a grant",
        [
            .required("role", .word(Role.granted.map(\.rawValue))), .optional("users", .oneOrMore(.text)),
            .optional("groups", .oneOrMore(.text)), .optional("districts", .oneOrMore(.text)),
            .optional("sectors", .oneOrMore(.text)), .optional("bundles", .oneOrMore(.id)),
        ])

    /// What a file of grants looks like.
    static let file = Shape("授权文件", "a file of grants", [.required("grants", .list(.mapping(keys)))])

    /// Reads an entry that was checked against ``file``; nil, with diagnostics, where it does not hold together.
    ///
    /// - Parameter isDropIn: Drop-ins give only roles that have a scope.
    init?(_ fields: Fields, isDropIn: Bool, log: DiagnosticLog) {
        guard let role: Role = fields.word("role") else { return nil }
        self.role = role
        func names(_ key: String) -> [Name] {
            fields.elements(key).compactMap { node in node.text.map { Name(text: $0, location: node.location) } }
        }
        (users, groups) = (names("users"), names("groups"))
        (districts, sectors, bundles) = (names("districts"), names("sectors"), names("bundles"))
        let before = log.count
        checkHolders(fields, log)
        checkScope(fields, log)
        if isDropIn, !role.hasScope {
            log.error(
                at: fields.location(of: "role"), "补充文件只能授予 department 和 district；\(role.rawValue) 要写在主文件里",
                "a drop-in gives department and district only; write \(role.rawValue) into the main file")
        }
        guard log.count == before else { return nil }
    }

    private func checkHolders(_ fields: Fields, _ log: DiagnosticLog) {
        guard users.isEmpty, groups.isEmpty else { return }
        log.error(
            at: fields.location, "没有写授予谁：请写 users（用户）或 groups（组）",
            "this says not to whom: write users or groups")
    }

    private func checkScope(_ fields: Fields, _ log: DiagnosticLog) {
        if !role.hasScope {
            for key in ["districts", "sectors", "bundles"] where fields.has(key) {
                log.error(
                    at: fields.location(of: key), "\(role.rawValue) 不分范围，不能写 \(key)",
                    "\(role.rawValue) has no scope: leave \(key) out")
            }
        } else if role == .department, sectors.isEmpty, bundles.isEmpty {
            log.error(
                at: fields.location, "department 要写明管哪些行业（sectors）或插件（bundles）",
                "a department needs sectors or bundles")
        } else if role == .district, districts.isEmpty {
            log.error(at: fields.location, "district 要写明是哪个区（districts）", "a district needs districts")
        }
    }
}

extension Role {
    /// Whether it counts about some enterprises only.
    fileprivate var hasScope: Bool { self == .department || self == .district }
}
