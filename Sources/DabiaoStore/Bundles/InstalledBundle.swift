public import Foundation

/// A version of a bundle that was installed once; it stays for good.
public struct InstalledBundle: Hashable, Sendable, Stored {
    /// SHA-256 over its files: what verdicts and occurrences are pinned to.
    public var contentHash: String
    /// The bundle's id.
    public var bundle: String
    public var version: String
    public var title: String
    /// Unix seconds.
    public var installedAt: Int64

    public init(contentHash: String, bundle: String, version: String, title: String, installedAt: Int64) {
        self.contentHash = contentHash
        self.bundle = bundle
        self.version = version
        self.title = title
        self.installedAt = installedAt
    }

    static let columns = """
        bundleVersion.contentHash, bundleVersion.bundle, bundleVersion.version, bundleVersion.title, \
        bundleVersion.installedAt
        """

    init(_ reader: inout RowReader) throws {
        contentHash = try reader.value()
        bundle = try reader.value()
        version = try reader.value()
        title = try reader.value()
        installedAt = try reader.value()
    }
}

/// A file of a bundle as it was read.
public struct BundleFile: Hashable, Sendable, Stored {
    /// Relative to the bundle's folder.
    public var path: String
    public var content: Data

    public init(path: String, content: Data) {
        self.path = path
        self.content = content
    }

    static let columns = "bundleFile.path, bundleFile.content"

    init(_ reader: inout RowReader) throws {
        path = try reader.value()
        content = try reader.value()
    }
}

/// The version of a bundle that is in force.
public struct ActiveBundle: Hashable, Sendable, Stored {
    public let installed: InstalledBundle
    /// Unix seconds.
    public let since: Int64

    static let columns = InstalledBundle.columns + ", activeBundle.since"

    init(_ reader: inout RowReader) throws {
        installed = try InstalledBundle(&reader)
        since = try reader.value()
    }
}

/// An entry of the history of what was in force.
public struct Activation: Hashable, Sendable, Stored {
    public enum Action: String, Sendable, Codable { case activated, removed }

    public let action: Action
    /// Unix seconds.
    public let at: Int64
    public let installed: InstalledBundle

    static let columns = "activation.action, activation.at, " + InstalledBundle.columns

    init(_ reader: inout RowReader) throws {
        action = try reader.word()
        at = try reader.value()
        installed = try InstalledBundle(&reader)
    }
}
