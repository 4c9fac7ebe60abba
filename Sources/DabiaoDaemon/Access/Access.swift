import Dabiao
import Varlink

/// Who may do what: the grants in force, by the numbers that the kernel tells of a caller.
struct Access: Hashable, Sendable {
    struct Grant: Hashable, Sendable {
        let role: Role
        let uids: Set<UInt32>
        let gids: Set<UInt32>
        /// About whom it counts.
        let part: Scope.Part

        func isHeld(by peer: Peer) -> Bool {
            uids.contains(peer.uid) || gids.contains(peer.gid) || !gids.isDisjoint(with: peer.groups)
        }
    }

    let grants: [Grant]
    /// Whom to ask, as their names were written; empty where no file says.
    let administrators: [String]

    /// Without a file: who runs the daemon and root may do everything, everybody else nothing.
    static func owned(by uid: UInt32) -> Access {
        Access(
            grants: [Grant(role: .owner, uids: [uid, 0], gids: [], part: Scope.Part())], administrators: [])
    }

    /// Whether a file says who may do what.
    var isConfigured: Bool { !grants.contains { $0.role == .owner } }

    /// The roles of a caller; none who is both administrator and auditor has any.
    func roles(of peer: Peer) -> Set<Role> {
        let all = allRoles(of: peer)
        return Self.exclude(all) ? [] : all
    }

    /// About whom a caller may do what a permission is for; nil where nothing.
    func scope(of peer: Peer, for permission: Permission) -> Scope? {
        guard !isBoth(peer) else { return nil }
        let parts = grants.filter { $0.role.permissions.contains(permission) && $0.isHeld(by: peer) }.map(\.part)
        return parts.isEmpty ? nil : Scope(parts)
    }

    /// Whether the grants make somebody administrator and auditor: then neither counts.
    func isBoth(_ peer: Peer) -> Bool { Self.exclude(allRoles(of: peer)) }

    private func allRoles(of peer: Peer) -> Set<Role> {
        Set(grants.filter { $0.isHeld(by: peer) }.map(\.role))
    }

    private static func exclude(_ roles: Set<Role>) -> Bool { roles.isSuperset(of: [.administrator, .auditor]) }
}
