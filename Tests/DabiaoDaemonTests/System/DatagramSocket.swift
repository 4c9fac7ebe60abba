import Foundation
import Glibc

/// A Unix datagram socket of a test's own, in the place of the service manager's or the journal's.
final class DatagramSocket: Sendable {
    /// One datagram: its bytes, and the bytes of the file that came with it, if any.
    struct Message {
        let bytes: Data
        let file: Data?
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    private let descriptor: Int32

    init(at path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let capacity = MemoryLayout.size(ofValue: address.sun_path)
        guard descriptor >= 0, path.utf8.count < capacity else { throw POSIXError(.ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL) }
    }

    deinit {
        close(descriptor)
    }

    /// The next datagram that lies there; nil when there is none.
    func receive() -> Message? {
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        var control = [UInt8](repeating: 0, count: 256)
        let (count, controlLength) = bytes.withUnsafeMutableBytes { buffer in
            control.withUnsafeMutableBytes { controlBuffer in
                var vector = iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
                return withUnsafeMutablePointer(to: &vector) { vector in
                    var header = msghdr()
                    header.msg_iov = vector
                    header.msg_iovlen = 1
                    header.msg_control = controlBuffer.baseAddress
                    header.msg_controllen = controlBuffer.count
                    let count = recvmsg(descriptor, &header, Int32(MSG_DONTWAIT))
                    return (count, header.msg_controllen)
                }
            }
        }
        guard count >= 0 else { return nil }
        return Message(
            bytes: Data(bytes.prefix(count)),
            file: Self.file(in: control, length: controlLength))
    }

    /// After the control header (length 8, level 4, type 4) stands the descriptor that was passed.
    private static func file(in control: [UInt8], length: Int) -> Data? {
        let headerSize = MemoryLayout<cmsghdr>.size
        guard length >= headerSize + MemoryLayout<Int32>.size else { return nil }
        let descriptor = control.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: headerSize, as: Int32.self) }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try? file.seek(toOffset: 0)
        return try? file.readToEnd()
    }
}
