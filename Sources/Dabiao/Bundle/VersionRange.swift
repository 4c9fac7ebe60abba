/// Which versions of a bundle something fits: `1.0.0` alone, `>=1.0.0` and all later ones, or `>=1.0.0 <2.0.0`.
public struct VersionRange: Hashable, Sendable, CustomStringConvertible {
    public let least: BundleVersion
    /// The first version that it does not fit any more; nil where there is no end.
    public let end: BundleVersion?
    /// True where it fits ``least`` and nothing else.
    public let isExact: Bool

    /// Nil for any other form, and for a range that holds no version.
    public init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard let first = parts.first, parts.count <= 2 else { return nil }
        isExact = !first.hasPrefix(">=")
        guard let least = BundleVersion(String(isExact ? first : first.dropFirst(2))) else { return nil }
        self.least = least
        guard parts.count == 2 else {
            end = nil
            return
        }
        guard !isExact, parts[1].hasPrefix("<"), let end = BundleVersion(String(parts[1].dropFirst())), least < end
        else { return nil }
        self.end = end
    }

    public func contains(_ version: BundleVersion) -> Bool {
        isExact ? version == least : least <= version && (end.map { version < $0 } ?? true)
    }

    public var description: String {
        isExact ? "\(least)" : ">=\(least)" + (end.map { " <\($0)" } ?? "")
    }
}
