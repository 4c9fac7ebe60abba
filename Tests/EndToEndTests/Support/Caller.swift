import Foundation
import Glibc

/// A user of this machine who need not be in its list of users.
struct Caller: Hashable, Sendable {
    let uid: UInt32
    /// Secondary ones.
    let groups: [UInt32]

    /// Whether this process may become somebody else.
    static let canChange = geteuid() == 0

    /// Makes the calling thread this user for good, and only it: the C library's own calls would change all threads.
    func become() throws {
        typealias System = @convention(c) (Int, Int, Int, Int) -> Int
        guard let symbol = dlsym(nil, "syscall") else { throw POSIXError(.ENOSYS) }
        let system = unsafeBitCast(symbol, to: System.self)
        #if arch(x86_64)
            let (setgroups, setresgid, setresuid) = (116, 119, 117)
        #else
            let (setgroups, setresgid, setresuid) = (159, 149, 147)
        #endif
        let id = Int(uid)
        let isDone = groups.withUnsafeBufferPointer { groups in
            system(setgroups, groups.count, Int(bitPattern: groups.baseAddress), 0) == 0
                && system(setresgid, id, id, id) == 0 && system(setresuid, id, id, id) == 0
        }
        guard isDone else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM) }
    }
}
