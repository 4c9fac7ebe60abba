import Foundation
import Glibc

/// Waits for a file of the spool by watching the folder.
final class SpoolWatch: Sendable {
    private let scene: Scene
    private let descriptor: Int32

    init(_ scene: Scene) throws {
        self.scene = scene
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard inotify_add_watch(descriptor, scene.spool, UInt32(IN_MOVED_TO)) >= 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL)
        }
    }

    deinit {
        close(descriptor)
    }

    /// The message with this key, as soon as it lies there.
    func message(_ key: String) async throws -> JSON {
        let deadline = ContinuousClock.now + DaemonProcess.patience
        while !(try scene.spooled().contains(key)) {
            guard ContinuousClock.now < deadline else { throw Missing(key: key, there: try scene.spooled()) }
            await change()
        }
        return try scene.message(key)
    }

    /// Waits until the folder changes, a second at most.
    private func change() async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [descriptor] in
                var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                if poll(&poller, 1, 1000) > 0 {
                    var events = [UInt8](repeating: 0, count: 65536)
                    _ = read(descriptor, &events, events.count)
                }
                continuation.resume()
            }
        }
    }

    private struct Missing: Error, CustomStringConvertible {
        let key: String
        let there: Set<String>
        var description: String { "no message \(key) came; there are \(there.count): \(there.sorted().prefix(5))" }
    }
}
