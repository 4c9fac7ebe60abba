public import Dabiao

/// Who an obligation may name beside columns of its row: the rows of the table `roles`, the bundle's own or that of a
/// bundle that it requires, and the kinds of party, which need no table.
public struct Roles: Sendable {
    private static let (table, id, title) = ("roles", "id", "title")

    /// By id, the bundle's own first; a row of the table gives a kind of party its title in the city.
    private let titles: [String: String]
    private let bundle: Dabiao.Bundle

    public init(_ bundle: Dabiao.Bundle, requires: [Dabiao.Bundle]) {
        self.bundle = bundle
        let rows = ([bundle] + requires).flatMap(\.tables).filter { $0.name == Self.table }.flatMap(\.rows)
        let told = rows.compactMap { row in
            row.cells[Self.id].map { ($0.description, row.cells[Self.title]?.description ?? $0.description) }
        }
        let kinds = PartyKind.allCases.map { ($0.rawValue, $0.title.zh) }
        titles = Dictionary(told + kinds) { first, _ in first }
    }

    /// What people call a party that an obligation about a list, or about the subject itself, names.
    public func title(_ name: String, list: String?) -> String {
        bundle.parties(of: list).first { $0.name == name }?.title ?? titles[name] ?? name
    }

    /// Tells of every party that is neither a role nor a column or fact that names a party: nobody would be told.
    func diagnostics(excusing isExcused: (String) -> Bool) -> [Diagnostic] {
        guard !isExcused(Self.table) else { return [] }
        return bundle.partyNames.compactMap { party in
            let columns = party.isRole ? [] : bundle.parties(of: party.list).map(\.name)
            guard titles[party.name] == nil, !columns.contains(party.name), !isExcused(party.name) else { return nil }
            let kind =
                party.isRole ? Phrase("角色", "role") : Phrase("角色或参与方列", "role or column that names a party")
            return Diagnostic(
                at: party.location, .unknown(kind, party.name, among: columns + titles.keys.sorted()))
        }
    }
}
