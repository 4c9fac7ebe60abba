internal import Foundation

/// Who is connected, and what each user costs: decides who comes in and how much they may hold.
struct Guests {
    private struct User {
        var connections = 0
        /// Bytes in unfinished messages.
        var held = 0
        var refused = 0
    }

    /// Why somebody was not let in.
    struct Refusal: Error, Hashable {
        let reason: String
        /// How often the user was refused since it last had no connection at all.
        let count: Int

        /// Whether this refusal is worth a line in the log: the 1st, 10th, 100th…
        var isTold: Bool {
            var rest = count
            while rest > 1, rest % 10 == 0 { rest /= 10 }
            return rest == 1
        }
    }

    private let limits: ConnectionLimits
    private let own: UInt32
    private var users: [UInt32: User] = [:]
    private var connections = 0

    /// - Parameter own: the user the server runs as.
    init(_ limits: ConnectionLimits, own: UInt32 = geteuid()) {
        self.limits = limits
        self.own = own
    }

    /// - Throws: `Refusal`.
    mutating func admit(_ uid: UInt32) throws(Refusal) {
        var user = users[uid] ?? User()
        defer { users[uid] = user }
        let isTrusted = uid == 0 || uid == own
        let room = isTrusted ? limits.connections : limits.connections - limits.reserved
        if !isTrusted, user.connections >= limits.perUser {
            user.refused += 1
            throw Refusal(reason: "it has \(limits.perUser) connections already", count: user.refused)
        }
        if connections >= room {
            user.refused += 1
            throw Refusal(reason: "there are \(connections) connections already", count: user.refused)
        }
        user.connections += 1
        connections += 1
    }

    mutating func leave(_ uid: UInt32) {
        connections -= 1
        users[uid]?.connections -= 1
        if users[uid]?.connections == 0 { users[uid] = nil }
    }

    /// Takes or gives back memory; false, and nothing taken, where that is too much.
    mutating func hold(_ bytes: Int, of uid: UInt32) -> Bool {
        guard bytes <= 0 || (users[uid]?.held ?? 0) + bytes <= limits.heldPerUser else { return false }
        users[uid]?.held += bytes
        return true
    }
}
