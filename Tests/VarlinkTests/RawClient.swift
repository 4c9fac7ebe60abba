import Foundation

/// A client that knows nothing but bytes: it can say what a proper client never would. Its calls block a thread of
/// their own, never one of the tasks' threads.
final class RawClient: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "raw client")
    private let writing = DispatchQueue(label: "raw client writing")

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        // If this throws, `deinit` closes.
        guard Self.connect(descriptor, path) == 0 else { throw Failure(errno: errno) }
    }

    deinit { Foundation.close(descriptor) }

    struct Failure: Error, Equatable { let errno: Int32 }

    /// - Throws: `Failure` if the other end has closed.
    func write(_ bytes: some Sequence<UInt8>) async throws {
        let bytes = Array(bytes)
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            writing.async { [self] in
                var written = 0
                while written < bytes.count {
                    let count = bytes[written...].withUnsafeBytes {
                        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard count > 0 else { return continuation.resume(throwing: Failure(errno: errno)) }
                    written += count
                }
                continuation.resume()
            }
        }
    }

    /// Each text as one message, all in one write.
    func write(messages: String...) async throws {
        try await write(messages.flatMap { Array($0.utf8) + [0] })
    }

    /// Everything up to the next zero byte; nothing at the end.
    func message() async -> String? {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                var bytes: [UInt8] = []
                var chunk = [UInt8](repeating: 0, count: 65536)
                while true {
                    // Looks first, so that nothing of the next message is taken.
                    let seen = recv(descriptor, &chunk, chunk.count, Int32(MSG_PEEK))
                    guard seen > 0 else { return continuation.resume(returning: nil) }
                    let end = Self.zero(in: chunk, before: seen)
                    let count = recv(descriptor, &chunk, end.map { $0 + 1 } ?? seen, 0)
                    bytes += chunk[..<(end ?? count)]
                    if end != nil { return continuation.resume(returning: String(decoding: bytes, as: UTF8.self)) }
                }
            }
        }
    }

    private static func zero(in bytes: [UInt8], before end: Int) -> Int? {
        bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, let zero = memchr(start, 0, end) else { return nil }
            return UnsafeRawPointer(zero) - start
        }
    }

    func messages(_ count: Int) async -> [String] {
        var messages: [String] = []
        while messages.count < count, let message = await message() { messages.append(message) }
        return messages
    }

    /// Says that nothing more will come, and still listens.
    func endWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    func close() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private static func connect(_ descriptor: Int32, _ path: String) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
