import Dabiao
import SectorKit
import Varlink

/// Finds whom and what the names of `access.yaml` mean here and now. A name that means nothing gives nobody anything,
/// and is told.
struct AccessResolver {
    private let accounts: Accounts
    private let catalogue: Catalogue
    /// What means nothing here, each with its line.
    private(set) var unknown: [Diagnostic] = []

    init(_ accounts: Accounts, _ catalogue: Catalogue) {
        self.accounts = accounts
        self.catalogue = catalogue
    }

    /// - Throws: `DabiaoError` with the line that makes somebody both administrator and auditor.
    mutating func resolve(_ file: AccessFile) throws(DabiaoError) -> Access {
        var grants: [Access.Grant] = []
        for source in file.grants { grants.append(grant(source)) }
        let administrators = file.grants.filter { $0.role == .administrator }
        let access = Access(
            grants: grants,
            administrators: administrators.flatMap { $0.users.map(\.text) + $0.groups.map { "@" + $0.text } })
        let faults = both(file, access)
        guard faults.isEmpty else { throw DabiaoError(accessFaults: faults) }
        return access
    }

    private mutating func grant(_ source: AccessGrant) -> Access.Grant {
        let uids = source.users.compactMap { uid($0) }
        let gids = source.groups.compactMap { gid($0) }
        return Access.Grant(role: source.role, uids: Set(uids), gids: Set(gids), part: part(source))
    }

    // MARK: - Whom

    private mutating func uid(_ name: AccessGrant.Name) -> UInt32? {
        if let uid = number(name, accounts.user) { return uid }
        miss(name, Phrase("用户", "user"), among: accounts.userNames())
        return nil
    }

    private mutating func gid(_ name: AccessGrant.Name) -> UInt32? {
        if let gid = number(name, accounts.group) { return gid }
        miss(name, Phrase("组", "group"), among: accounts.groupNames())
        return nil
    }

    /// Where auditors are named who are administrators too: by name, by a group that they are in, or as a group.
    private func both(_ file: AccessFile, _ access: Access) -> [Diagnostic] {
        let sides = access.grants.filter { $0.role == .administrator || $0.role == .auditor }
        let uids = Set(sides.flatMap { $0.uids.union($0.gids.flatMap(accounts.members)) })
        let groups = Set(sides.flatMap(\.gids)).sorted().map { Peer(uid: .max, gid: $0, pid: 0, groups: [$0]) }
        let people = uids.sorted().map { Peer(uid: $0, gid: .max, pid: 0, groups: accounts.groups($0).sorted()) }
        let auditors = file.grants.filter { $0.role == .auditor }
        let names = auditors.flatMap { grant in
            grant.users.map { (name: $0, uid: number($0, accounts.user), gid: UInt32?.none) }
                + grant.groups.map { (name: $0, uid: UInt32?.none, gid: number($0, accounts.group)) }
        }
        let found = (groups + people).filter(access.isBoth).compactMap { peer in
            names.first { $0.uid == peer.uid || $0.gid.map(peer.groups.contains) == true }.map { ($0.name, peer) }
        }
        return found.eachOnce(by: \.0).map { name, peer in
            let who = peer.uid == .max || number(name, accounts.user) == peer.uid ? "" : "（uid \(peer.uid)）"
            return Diagnostic(
                at: name.location,
                Phrase(
                    "“\(name.text)”\(who)既是管理员又是审计员：一个人只能是其中之一",
                    "\(name.text)\(who) would be both administrator and auditor: nobody may be both"))
        }
    }

    /// A number, or what a name stands for.
    private func number(_ name: AccessGrant.Name, _ find: (String) -> UInt32?) -> UInt32? {
        UInt32(name.text) ?? find(name.text)
    }

    // MARK: - About whom

    private mutating func part(_ source: AccessGrant) -> Scope.Part {
        var part = Scope.Part()
        if !source.districts.isEmpty { part.districts = Set(source.districts.compactMap { district($0) }) }
        if !source.sectors.isEmpty { part.sectors = Set(source.sectors.compactMap { sector($0) }) }
        if !source.bundles.isEmpty {
            let entries = source.bundles.compactMap { bundle($0) }
            part.bundles = Set(entries.map(\.bundle.id))
            // A bundle is about its own sector; one without a sector about everybody.
            let sectors = entries.map(\.bundle.sector)
            if source.sectors.isEmpty, !sectors.contains(nil) { part.sectors = Set(sectors.compactMap { $0 }) }
        }
        return part
    }

    private mutating func district(_ name: AccessGrant.Name) -> String? {
        let districts = catalogue.districts
        let found = districts.first {
            $0.name == name.text || (!$0.code.isEmpty && $0.code == name.text) || $0.aliases.contains(name.text)
        }
        if found == nil { miss(name, Phrase("区", "district"), among: districts.flatMap { [$0.name] + $0.aliases }) }
        return found?.name
    }

    private mutating func sector(_ name: AccessGrant.Name) -> String? {
        let sectors = catalogue.sectors
        let found = sectors.first { $0.id == name.text || $0.title == name.text }
        if found == nil { miss(name, Phrase("行业", "sector"), among: sectors.flatMap { [$0.id, $0.title] }) }
        return found?.id
    }

    private mutating func bundle(_ name: AccessGrant.Name) -> Catalogue.Entry? {
        let found = catalogue[name.text]
        if found == nil {
            miss(name, Phrase("插件", "plugin"), among: catalogue.entries.map(\.bundle.id))
        }
        return found
    }

    private mutating func miss(_ name: AccessGrant.Name, _ kind: Phrase, among known: [String]) {
        let nearest = name.text.nearest(among: known)
        let hint = nearest.map { Phrase("，是否是“\($0)”？", "; did you mean \($0)?") } ?? Phrase("", "")
        unknown.append(
            Diagnostic(
                .warning, at: name.location,
                Phrase("没有\(kind.zh)“\(name.text)”" + hint.zh, "there is no \(kind.en) \(name.text)" + hint.en)))
    }
}
