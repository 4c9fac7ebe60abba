internal import Foundation

/// A listening Unix socket with a name in the file system.
struct UnixSocket {
    static let pathLimit = 107

    let descriptor: Int32
    let path: String
    private let identity: FileIdentity

    /// Binds and listens. A socket file that nobody listens at is replaced.
    ///
    /// - Throws: `SocketTaken`, `SocketError`.
    static func listen(at path: String, mode: UInt32, backlog: Int32) throws -> UnixSocket {
        let descriptor = try open()
        do {
            try bind(descriptor, path)
            // Nobody can connect before `listen`, so the mode is right from the first connection on.
            try check(chmod(path, mode_t(mode)), "chmod \(path)")
            guard let identity = FileIdentity(path) else {
                throw SocketError.failed(call: "lstat \(path)", errno: errno)
            }
            try check(Foundation.listen(descriptor, backlog), "listen")
            return UnixSocket(descriptor: descriptor, path: path, identity: identity)
        } catch {
            Foundation.close(descriptor)
            throw error
        }
    }

    /// - Throws: `SocketError` if the descriptor is not a listening Unix socket.
    static func checkListening(_ descriptor: Int32) throws {
        for (option, expected, name) in [(SO_DOMAIN, AF_UNIX, "Unix"), (SO_ACCEPTCONN, 1, "listening")] {
            var value: Int32 = 0
            var length = socklen_t(MemoryLayout<Int32>.size)
            try check(getsockopt(descriptor, SOL_SOCKET, option, &value, &length), "getsockopt on \(descriptor)")
            guard value == expected else {
                throw SocketError.failed(call: "descriptor \(descriptor): not a \(name) socket", errno: EINVAL)
            }
        }
        try check(fcntl(descriptor, F_SETFD, FD_CLOEXEC), "fcntl")
    }

    /// Removes the name, if it is still ours.
    func unlinkIfOurs() {
        if FileIdentity(path) == identity { unlink(path) }
    }

    private static func open() throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        try check(descriptor, "socket")
        return descriptor
    }

    private static func bind(_ descriptor: Int32, _ path: String) throws {
        // A second round after a stale file is gone; whoever took its place meanwhile is alive.
        for _ in 0..<2 {
            if try withAddress(path, { Foundation.bind(descriptor, $0, $1) }) == 0 { return }
            guard errno == EADDRINUSE else { throw SocketError.failed(call: "bind \(path)", errno: errno) }
            try removeStale(path)
        }
        throw SocketTaken(path: path)
    }

    private static func removeStale(_ path: String) throws {
        guard let found = FileIdentity(path) else { return }
        guard found.isSocket else { throw SocketError.notASocket(path: path) }
        let probe = try open()
        defer { Foundation.close(probe) }
        let connected = try withAddress(path) { connect(probe, $0, $1) }
        // Only a refusal says that nobody is there: a full backlog or a forbidden file has an owner.
        guard connected != 0, errno == ECONNREFUSED || errno == ENOENT else { throw SocketTaken(path: path) }
        if FileIdentity(path) == found { unlink(path) }
    }

    private static func check(_ result: Int32, _ call: String) throws {
        guard result >= 0 else { throw SocketError.failed(call: call, errno: errno) }
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        guard path.utf8.count <= pathLimit, !path.utf8.contains(0) else { throw SocketError.pathTooLong(path: path) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// Which file a path names: a device and an inode.
private struct FileIdentity: Equatable {
    private let device: dev_t
    private let inode: ino_t
    let isSocket: Bool

    init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        device = status.st_dev
        inode = status.st_ino
        isSocket = status.st_mode & S_IFMT == S_IFSOCK
    }
}

func errorText(_ number: Int32) -> String { "\(String(cString: strerror(number))) (\(number))" }
