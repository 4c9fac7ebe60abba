/// A drop-in bundle (补充件): figures, certainty, effects and table rows that a department sets on a bundle, each on the
/// strength of a document of its own.
///
/// It adds nothing and takes nothing away: what it sets must be there. Where an id has several versions in time, it sets
/// all of them.
public struct Amendment: Hashable, Sendable {
    public let id: String
    public let version: BundleVersion
    public let title: String
    public let department: String
    /// The id of the bundle that it is for.
    public let base: String
    /// The versions of that bundle that it was written for.
    public let versions: VersionRange
    /// The days on which it is in force, as a whole.
    public let span: Span
    public let settings: [Setting]
    /// They are run with this drop-in, and with no other; the cases of the bundle itself are run without any.
    public let cases: [BundleCase]
    /// Where it says what it amends.
    public let location: SourceLocation

    public init(
        id: String, version: BundleVersion, title: String, department: String, base: String, versions: VersionRange,
        span: Span, settings: [Setting], cases: [BundleCase], location: SourceLocation
    ) {
        self.id = id
        self.version = version
        self.title = title
        self.department = department
        self.base = base
        self.versions = versions
        self.span = span
        self.settings = settings
        self.cases = cases
        self.location = location
    }

    /// What a setting is about.
    public enum Target: Hashable, Sendable {
        case parameter(String)
        case veto(String)
        case item(String)
        case obligation(String)
        /// A row of a lookup table by the values of its key, in the order of the key's columns.
        case row(table: String, key: [Value])
    }

    /// One thing that is set: always its basis, and what else is written.
    public struct Setting: Hashable, Sendable {
        public let target: Target
        /// A parameter's new figure; nil confirms the one there is.
        public let value: Value?
        /// A veto rule's new effect; nil leaves it.
        public let effect: Effect?
        /// A row's new cells by column; the others stay.
        public let cells: [String: Value]
        /// The document on whose strength this is set: it takes the place of the basis before.
        public let basis: [Citation]
        public let location: SourceLocation

        public init(
            target: Target, value: Value? = nil, effect: Effect? = nil, cells: [String: Value] = [:],
            basis: [Citation], location: SourceLocation
        ) {
            self.target = target
            self.value = value
            self.effect = effect
            self.cells = cells
            self.basis = basis
            self.location = location
        }
    }

    /// The settings of another drop-in that set what this one sets too, on some of the same days.
    public func conflicts(with other: Amendment) -> [Setting] {
        guard base == other.base, span.overlaps(other.span) else { return [] }
        let mine = Set(settings.map(\.target))
        return other.settings.filter { mine.contains($0.target) }
    }

    /// That two drop-ins set the same thing.
    public func disagreement(with other: Amendment, about target: Target) -> Phrase {
        Phrase(
            "补充件“\(id)”和“\(other.id)”都设定了 \(target.id)，有效期重叠：请部门之间先商定由谁设定",
            "the drop-ins \(id) and \(other.id) both set \(target.id) for some of the same days: let the departments "
                + "agree which of them does")
    }
}

extension Amendment.Target {
    /// `parameter`, `veto`, `item`, `obligation` or `row`.
    public var kind: String {
        switch self {
        case .parameter: "parameter"
        case .veto: "veto"
        case .item: "item"
        case .obligation: "obligation"
        case .row: "row"
        }
    }

    /// The name or id; of a row its table and key, as in `grades(GB 50516, 1)`.
    public var id: String {
        switch self {
        case .parameter(let id), .veto(let id), .item(let id), .obligation(let id): id
        case .row(let table, let key): "\(table)(\(key.map(\.description).joined(separator: ", ")))"
        }
    }
}

/// What a drop-in has changed: each thing as it was and as it is.
public struct AmendmentChange: Hashable, Sendable {
    /// A figure, an effect or a cell before and after; only what differs.
    public struct Difference: Hashable, Sendable {
        /// `value`, `effect` or the name of a column.
        public let name: String
        public let before: String
        public let after: String
    }

    /// The id of the drop-in.
    public let amendment: String
    public let target: Amendment.Target
    public let title: String
    /// Empty where what was there is confirmed.
    public let differences: [Difference]
    public let formerBasis: [Citation]
    public let basis: [Citation]
}
