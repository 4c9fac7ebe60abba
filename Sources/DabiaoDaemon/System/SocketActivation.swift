import CSystemd
package import Dabiao
import Glibc

/// The sockets that the service manager opened for the daemon (`dabiaod.socket`).
package enum SocketActivation {
    /// The descriptors handed over, in the order of the unit's `Listen…=` lines; empty when the daemon was started
    /// by hand. They belong to the caller, who closes them.
    ///
    /// - Throws: ``DabiaoError/Code/invalid`` when one of them is no listening Unix stream socket: the control
    ///   socket can be nothing else.
    package static func descriptors() throws(DabiaoError) -> [Int32] {
        let count = sd_listen_fds(0)
        guard count >= 0 else {
            throw DabiaoError.system(
                Phrase("无法接管 systemd 传来的套接字", "the sockets handed over by systemd cannot be taken"), errno: -count)
        }
        return try checked(SD_LISTEN_FDS_START..<(SD_LISTEN_FDS_START + count))
    }

    static func checked(_ descriptors: Range<Int32>) throws(DabiaoError) -> [Int32] {
        for descriptor in descriptors where sd_is_socket_unix(descriptor, Int32(SOCK_STREAM.rawValue), 1, nil, 0) <= 0 {
            throw DabiaoError(
                .invalid,
                Phrase(
                    "systemd 传来的描述符 \(descriptor) 不是监听中的 Unix 流套接字",
                    "descriptor \(descriptor) from systemd is not a listening Unix stream socket"),
                remedy: Phrase(
                    "请在 dabiaod.socket 中只保留一行 ListenStream=/run/dabiao/control.sock",
                    "leave one line in dabiaod.socket: ListenStream=/run/dabiao/control.sock"))
        }
        return Array(descriptors)
    }
}
