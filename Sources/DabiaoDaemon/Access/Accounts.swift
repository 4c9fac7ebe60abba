import Foundation
import Glibc

/// The users and groups of a machine.
struct Accounts: Sendable {
    /// The uid of a user of that name.
    var user: @Sendable (String) -> UInt32?
    /// The gid of a group of that name.
    var group: @Sendable (String) -> UInt32?
    /// All groups of a user, the primary one too.
    var groups: @Sendable (_ uid: UInt32) -> Set<UInt32>
    /// The users who are told as members of a group; those whose primary group it is need not be.
    var members: @Sendable (_ gid: UInt32) -> Set<UInt32>
    /// Names that somebody may have meant.
    var userNames: @Sendable () -> [String]
    var groupNames: @Sendable () -> [String]

    /// Those of this machine, as the C library knows them.
    static let system = Accounts(
        user: { name in System.user { getpwnam_r(name, $0, $1, $2, $3) }?.uid },
        group: { name in System.group { getgrnam_r(name, $0, $1, $2, $3) }?.gid },
        groups: { uid in System.groups(of: uid) },
        members: { gid in
            let names = System.group { getgrgid_r(gid, $0, $1, $2, $3) }?.members ?? []
            return Set(names.compactMap { name in System.user { getpwnam_r(name, $0, $1, $2, $3) }?.uid })
        },
        userNames: { System.names(in: "/etc/passwd") }, groupNames: { System.names(in: "/etc/group") })
}

/// What the C library says, copied out of its buffers.
private enum System {
    /// Bytes of an entry, at most: a group with thousands of members has a long one.
    private static let room = 1 << 20

    static func user(
        _ ask: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<
                UnsafeMutablePointer<passwd>?
            >
        ) -> Int32
    ) -> (uid: UInt32, gid: UInt32, name: String)? {
        var (entry, found) = (passwd(), UnsafeMutablePointer<passwd>?.none)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { buffer in
            guard let base = buffer.baseAddress, ask(&entry, base, room, &found) == 0, found != nil,
                let name = entry.pw_name
            else { return nil }
            return (entry.pw_uid, entry.pw_gid, String(cString: name))
        }
    }

    static func group(
        _ ask: (
            UnsafeMutablePointer<Glibc.group>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<
                UnsafeMutablePointer<Glibc.group>?
            >
        ) -> Int32
    ) -> (gid: UInt32, members: [String])? {
        var (entry, found) = (Glibc.group(), UnsafeMutablePointer<Glibc.group>?.none)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { buffer in
            guard let base = buffer.baseAddress, ask(&entry, base, room, &found) == 0, found != nil else { return nil }
            var members: [String] = []
            var next = entry.gr_mem
            while let member = next?.pointee {
                members.append(String(cString: member))
                next = next?.successor()
            }
            return (entry.gr_gid, members)
        }
    }

    static func groups(of uid: UInt32) -> Set<UInt32> {
        guard let user = user({ getpwuid_r(uid, $0, $1, $2, $3) }) else { return [] }
        var count: Int32 = 64
        // The first answer says how many there are, where they are more.
        for _ in 0..<2 {
            var groups = [gid_t](repeating: 0, count: Int(count))
            if getgrouplist(user.name, user.gid, &groups, &count) >= 0 { return Set(groups.prefix(Int(count))) }
        }
        return [user.gid]
    }

    /// The first fields of a file of accounts.
    static func names(in file: String) -> [String] {
        let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").compactMap { $0.split(separator: ":").first.map(String.init) }
    }
}
