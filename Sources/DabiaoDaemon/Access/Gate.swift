import Dabiao
import DabiaoStore
import Varlink

/// Lets a call through to the affairs that its caller may see and change, or refuses it and keeps that.
struct Gate: Sendable {
    let office: Office

    /// Runs what answers a call, with the office as its caller may see it.
    ///
    /// - Throws: What `body` throws; `DabiaoError` (not permitted) that says which role is missing and who to ask.
    func pass<Result: Sendable>(
        _ call: Call, needing permission: Permission, _ body: (Office) async throws -> Result
    ) async throws -> Result {
        do {
            let access = office.access
            guard let scope = access.scope(of: call.peer, for: permission) else {
                throw DabiaoError.lacking(permission, call, access)
            }
            return try await body(scope == .everything ? office : office.limited(to: scope))
        } catch let error as DabiaoError where error.code == .notPermitted {
            await office.audit(refusal: error, of: call)
            throw error
        }
    }
}

extension DabiaoError {
    /// The caller has no role that may do it.
    fileprivate static func lacking(_ permission: Permission, _ call: Call, _ access: Access) -> DabiaoError {
        let roles = access.roles(of: call.peer).map(\.title).sorted { $0.en < $1.en }
        var who = Phrase("您（uid \(call.peer.uid)）没有任何角色", "you (uid \(call.peer.uid)) have no role")
        if access.isBoth(call.peer) {
            who = Phrase(
                "您（uid \(call.peer.uid)）同时被授予管理员和审计员，两者都不起作用",
                "you (uid \(call.peer.uid)) are made both administrator and auditor, and neither counts")
        } else if !roles.isEmpty {
            who = Phrase(
                "您（uid \(call.peer.uid)）的角色是\(roles.map(\.zh).joined(separator: "、"))",
                "you (uid \(call.peer.uid)) are \(roles.map(\.en).joined(separator: ", "))")
        }
        return DabiaoError(
            .notPermitted,
            Phrase("没有权限：\(who.zh)，不能使用 \(call.method)", "not permitted: \(who.en), and cannot use \(call.method)"),
            remedy: remedy(permission, access))
    }

    private static func remedy(_ permission: Permission, _ access: Access) -> Phrase {
        let needed = permission.roles.map(\.title)
        let (zh, en) = (needed.map(\.zh).joined(separator: "、"), needed.map(\.en).joined(separator: ", "))
        guard access.isConfigured else {
            return Phrase(
                "没有配置 access.yaml，只有运行守护进程的用户和 root 能用；请他们写明谁是\(zh)，并在 dabiao.yaml 的 access: 指明该文件",
                "no access.yaml is configured, so only the user who runs the daemon and root may do anything: ask them to "
                    + "say who is \(en), and to name that file as access: in dabiao.yaml")
        }
        let names = access.administrators.isEmpty ? ["root"] : access.administrators
        return Phrase(
            "需要以下角色之一：\(zh)；请管理员（\(names.joined(separator: "、"))）在 access.yaml 中授予",
            "it takes one of these roles: \(en); ask an administrator (\(names.joined(separator: ", "))) to grant it in "
                + "access.yaml")
    }
}
