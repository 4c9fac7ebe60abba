import Foundation
import Glibc

/// Runs tests that need a machine of another make: a full disk, a read-only one, a user without rights, a journal.
///
/// The body runs on a thread that ends with it, with mounts that only it sees, so that nothing of this reaches the
/// machine or other tests. Needs root, as CI has.
enum OwnThread {
    static var isPossible: Bool { geteuid() == 0 }

    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                continuation.resume(
                    with: Swift.Result {
                        try makeMountsPrivate()
                        return try body()
                    })
            }.start()
        }
    }

    /// An empty memory file system at `path`, seen by the calling thread alone.
    static func mountMemory(at path: String, options: String = "") throws {
        try check(mount("tmpfs", path, "tmpfs", 0, options))
    }

    /// Makes the file system that is mounted at `path` read-only for everybody who sees that mount.
    static func makeReadOnly(_ path: String) throws {
        let (remount, readOnly): (UInt, UInt) = (32, 1)
        try check(mount("tmpfs", path, "tmpfs", remount | readOnly, ""))
    }

    /// From here on the thread touches files as a user without any rights of its own (65534, nobody).
    static func becomeNobody() throws {
        typealias SetID = @convention(c) (UInt32) -> Int32
        _ = try function("setfsgid", as: SetID.self)(65534)
        _ = try function("setfsuid", as: SetID.self)(65534)
    }

    private static func makeMountsPrivate() throws {
        typealias Unshare = @convention(c) (Int32) -> Int32
        let (newMounts, recursive, isPrivate): (Int32, UInt, UInt) = (0x2_0000, 0x4000, 0x4_0000)
        try check(function("unshare", as: Unshare.self)(newMounts))
        try check(mount("none", "/", nil, recursive | isPrivate, nil))
    }

    private static func mount(
        _ source: String, _ target: String, _ type: String?, _ flags: UInt, _ options: String?
    ) throws -> Int32 {
        typealias Mount =
            @convention(c) (
                UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafePointer<CChar>?, UInt, UnsafePointer<CChar>?
            ) -> Int32
        return try function("mount", as: Mount.self)(source, target, type, flags, options)
    }

    /// These calls stand in no header that Swift's Glibc module shows.
    private static func function<Function>(_ name: String, as type: Function.Type) throws -> Function {
        guard let symbol = dlsym(nil, name) else { throw POSIXError(.ENOSYS) }
        return unsafeBitCast(symbol, to: type)
    }

    private static func check(_ result: Int32) throws {
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL) }
    }
}
