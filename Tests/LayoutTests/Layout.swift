/// Which module may import what: the architecture as a table.
///
/// Dependencies run downward only, and every outside package has its home in few modules. A new line here is a
/// decision about the design.
enum Layout {
    /// Everything that each module of `Sources` may import, and no more.
    static let mayImport: [String: Set<String>] = [
        "COpenSSL": [],
        "CPeer": [],
        "CSystemd": [],
        "Dabiao": [],
        "Digest": ["COpenSSL"],
        "RuleEngine": ["Dabiao", "Digest", "GRDB"],
        "SectorKit": ["Dabiao", "Digest", "RuleEngine", "Yams", "Foundation", "Synchronization"],
        "DabiaoStore": ["Dabiao", "Digest", "GRDB", "Foundation", "Glibc", "Synchronization"],
        "Varlink": ["CPeer", "NIOCore", "NIOPosix", "Logging", "Foundation", "FoundationEssentials"],
        "DabiaoControl": ["Dabiao", "Varlink", "Foundation"],
        "DabiaoDaemon": [
            "Dabiao", "Digest", "RuleEngine", "SectorKit", "DabiaoStore", "Varlink", "DabiaoControl", "CSystemd",
            "Logging", "Foundation", "Glibc", "Dispatch", "Synchronization",
        ],
        "dabiaod": [
            "Dabiao", "DabiaoDaemon", "ArgumentParser", "Logging", "ServiceLifecycle", "UnixSignals", "Foundation",
        ],
        "dabiaoctl": ["Dabiao", "DabiaoControl", "Digest", "SectorKit", "Varlink", "ArgumentParser", "Foundation"],
    ]

    /// The modules that come with Swift: no dependency in the manifest stands for them.
    static let standard: Set<String> = ["Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization"]

    /// Where each module of an outside package or of the system is at home.
    static let homes: [String: Set<String>] = [
        "Yams": ["SectorKit"],
        "GRDB": ["RuleEngine", "DabiaoStore"],
        "NIOCore": ["Varlink"],
        "NIOPosix": ["Varlink"],
        "Logging": ["Varlink", "DabiaoDaemon", "dabiaod"],
        "ArgumentParser": ["dabiaod", "dabiaoctl"],
        "ServiceLifecycle": ["dabiaod"],
        "UnixSignals": ["dabiaod"],
        "COpenSSL": ["Digest"],
        "CPeer": ["Varlink"],
        "CSystemd": ["DabiaoDaemon"],
    ]

    /// Everything that may lie at the top of the repository, hidden files aside.
    static let top: Set<String> = [
        "Package.swift", "Sources", "Plugins", "Tests", "config", "packaging", "README.md", "CHANGELOG.md", "LICENSE",
    ]

    /// The modules that a file of the given module imports and may not.
    static func forbidden(in source: String, of module: String) -> Set<String> {
        ImportLine.modules(in: source).subtracting(mayImport[module] ?? [])
    }
}
