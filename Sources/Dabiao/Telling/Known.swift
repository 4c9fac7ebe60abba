/// What is known of a subject on a day, and from whom.
public struct Known: Hashable, Sendable {
    /// Something that was told, with its source.
    public struct Cell<Content: Hashable & Sendable>: Hashable, Sendable {
        /// Nil where what was told does not fit the type of today: told, and unknown all the same.
        public let value: Content?
        public let source: Testimony.Source
    }

    /// A row of a list.
    public struct Row: Hashable, Sendable {
        public let key: String
        public var cells: [String: Cell<Value>]
    }

    public var facts: [String: Cell<Value>] = [:]
    public var lists: [String: [Row]] = [:]
    public var answers: [String: Cell<Answer>] = [:]
    /// What the enterprise says otherwise.
    public var claims: [Claim] = []
    /// Facts and lists that are unknown again (`valid_for`), with the last day on which they were valid.
    public var expired: [String: CivilDate] = [:]
    /// Facts and lists with the first day on which they will be unknown, or something of them will.
    public var expiries: [String: CivilDate] = [:]
    /// Lists that were told and do not fit the types of today.
    public var misfitLists: Set<String> = []

    public init() {}

    /// The values alone.
    public var telling: Telling {
        Telling(
            facts: facts.compactMapValues(\.value),
            lists: lists.mapValues { rows in rows.map { $0.cells.compactMapValues(\.value) } },
            answers: answers.compactMapValues(\.value))
    }

    /// Whether a fact, a list or a column (`list.column`) was told and does not fit the types of today.
    public func isMisfit(_ name: String) -> Bool {
        if let fact = facts[name] { return fact.value == nil }
        if misfitLists.contains(name) { return true }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return false }
        return (lists[parts[0]] ?? []).contains { row in row.cells[parts[1]].map { $0.value == nil } ?? false }
    }

    /// Who told a fact, or last told anything of a list.
    public func source(of name: String) -> Testimony.Source? {
        facts[name]?.source ?? lists[name]?.flatMap { $0.cells.values.map(\.source) }.max()
    }
}

/// What the enterprise told and somebody else found otherwise: kept and shown, and changing nothing.
public struct Claim: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        case value(Value)
        case finding(Finding)
        /// A row that the complete list of somebody else does not have.
        case additionalRow
        /// A row that somebody else found is not in the enterprise's list.
        case missingRow
        /// Another list, of one that has no key to tell rows by.
        case otherRows
    }

    /// The fact, list or check item.
    public let name: String
    /// The key of a list's row.
    public let row: String?
    public let column: String?
    public let content: Content
    public let source: Testimony.Source
}
