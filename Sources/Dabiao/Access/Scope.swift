/// Whose affairs somebody may see and change: everything, or what lies in any of some parts.
///
/// A site lies where it is and in its own sectors; an enterprise in its own district and in the sectors of its sites.
public struct Scope: Hashable, Sendable {
    /// What meets all that is given; nil asks nothing.
    public struct Part: Hashable, Sendable {
        /// By name.
        public var districts: Set<String>?
        /// By id.
        public var sectors: Set<String>?
        /// The bundles of whose duties, verdicts and assessments it is, by id.
        public var bundles: Set<String>?

        public init(districts: Set<String>? = nil, sectors: Set<String>? = nil, bundles: Set<String>? = nil) {
            self.districts = districts
            self.sectors = sectors
            self.bundles = bundles
        }

        fileprivate var isWhole: Bool { districts == nil && sectors == nil && bundles == nil }
    }

    /// Nil is everything; none is nothing.
    public let parts: [Part]?

    public static let everything = Scope(parts: nil)

    /// What lies in any of the parts.
    public init(_ parts: [Part]) {
        self.init(parts: parts.contains(where: \.isWhole) ? nil : parts.eachOnce())
    }

    private init(parts: [Part]?) {
        self.parts = parts
    }

    /// As people say it.
    public var title: Phrase {
        guard let parts else { return Phrase("全市", "everything") }
        guard !parts.isEmpty else { return Phrase("无", "nothing") }
        let titles = parts.map(\.title)
        return Phrase(
            titles.map(\.zh).joined(separator: "；或"), titles.map(\.en).joined(separator: "; or "))
    }
}

extension Scope.Part {
    fileprivate var title: Phrase {
        let named = [
            (districts, Phrase("区：", "districts ")), (sectors, Phrase("行业：", "sectors ")),
            (bundles, Phrase("插件：", "plugins ")),
        ].compactMap { names, kind in
            names.map { names in
                let sorted = names.sorted()
                return Phrase(
                    kind.zh + (sorted.isEmpty ? "无" : sorted.joined(separator: "、")),
                    kind.en + (sorted.isEmpty ? "none" : sorted.joined(separator: ", ")))
            }
        }
        return Phrase(named.map(\.zh).joined(separator: "，"), named.map(\.en).joined(separator: ", "))
    }
}
