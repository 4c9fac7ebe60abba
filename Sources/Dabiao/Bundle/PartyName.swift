/// A party as an obligation names it: who owes it (`by`), who is told (`to`, at a rung too), who grants an extension.
public struct PartyName: Hashable, Sendable {
    /// A role, or a column or fact that names a party.
    public let name: String
    /// The list whose row owes the obligation; nil for the subject itself.
    public let list: String?
    /// Whether only a role will do.
    public let isRole: Bool
    public let location: SourceLocation

    public init(_ name: String, list: String?, isRole: Bool, at location: SourceLocation) {
        self.name = name
        self.list = list
        self.isRole = isRole
        self.location = location
    }
}

extension Bundle {
    /// The columns of a list that name a party, or without a list the facts of the subject that do: name and title.
    public func parties(of list: String?) -> [(name: String, title: String)] {
        guard let list else { return facts.filter { $0.type.isParty }.map { ($0.name, $0.title) } }
        let columns = lists.first { $0.name == list }?.columns ?? []
        return columns.filter { $0.type.isParty }.map { ($0.name, $0.title) }
    }
}

extension ValueType {
    fileprivate var isParty: Bool {
        if case .reference(let target) = self { PartyKind(rawValue: target) != nil } else { false }
    }
}
