import Dabiao
import Foundation
import Glibc
import Logging
import Testing

@testable import DabiaoDaemon

/// The service manager speaks through the environment, which belongs to the whole process: each test has its own.
@Suite("systemd")
struct SystemdNotifierTests {
    /// Held by the suite, so that it lives as long as the test.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("The manager hears each message, a status in one line")
    func messages() async {
        let path = folder.path + "/notify"
        await #expect(processExitsWith: .success) { [path = path as String] in
            let manager = try DatagramSocket(at: path)
            setenv("NOTIFY_SOCKET", path, 1)
            let notifier = SystemdNotifier(logger: Logger(label: "test"))
            notifier.status("正在恢复\nREADY=1\r\n第 2 步")
            notifier.extendTimeout(by: .milliseconds(90_500))
            notifier.ready()
            notifier.watchdog()
            notifier.reloading()
            notifier.stopping()
            var heard: [String] = []
            while let message = manager.receive() { heard.append(message.text) }
            #expect(
                heard == [
                    "STATUS=正在恢复 READY=1 第 2 步", "EXTEND_TIMEOUT_USEC=90500000", "READY=1", "WATCHDOG=1",
                    "RELOADING=1", "STOPPING=1",
                ])
        }
    }

    @Test("Without a manager nothing happens; with one that ended, a warning is logged")
    func noManager() async {
        await #expect(processExitsWith: .success) {
            let log = LogLines()
            let notifier = SystemdNotifier(logger: Logger(label: "test") { _ in log })
            unsetenv("NOTIFY_SOCKET")
            notifier.ready()
            #expect(log.lines.isEmpty)

            setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1)
            notifier.ready()
            #expect(log.lines.count == 1)
            #expect(log.lines.first?.contains("READY=1") == true)
        }
    }

    @Test("The watchdog's interval is known only to the process that it watches")
    func watchdog() async {
        await #expect(processExitsWith: .success) {
            let notifier = SystemdNotifier(logger: Logger(label: "test"))
            unsetenv("WATCHDOG_USEC")
            #expect(notifier.watchdogInterval == nil)
            setenv("WATCHDOG_USEC", "30000000", 1)
            setenv("WATCHDOG_PID", "\(getpid())", 1)
            #expect(notifier.watchdogInterval == .seconds(30))
            setenv("WATCHDOG_PID", "1", 1)
            #expect(notifier.watchdogInterval == nil)
        }
    }

    @Test("Sockets handed to another process, or none, are none of ours")
    func noSockets() async {
        await #expect(processExitsWith: .success) {
            unsetenv("LISTEN_FDS")
            let byHand = try SocketActivation.descriptors()
            setenv("LISTEN_FDS", "1", 1)
            setenv("LISTEN_PID", "1", 1)
            let ofAnother = try SocketActivation.descriptors()
            #expect(byHand == [] && ofAnother == [])
        }
    }

    @Test("A descriptor that is no listening stream socket is refused by its number")
    func wrongSocket() async {
        await #expect(processExitsWith: .success) {
            while fcntl(3, F_GETFD) < 0 { _ = open("/dev/null", O_RDONLY) }
            setenv("LISTEN_FDS", "1", 1)
            setenv("LISTEN_PID", "\(getpid())", 1)
            let error = try #require(throws: DabiaoError.self) { try SocketActivation.descriptors() }
            #expect(error.code == .invalid)
            #expect(error.message.zh.contains("描述符 3 "))
        }
    }

    @Test("A listening Unix stream socket is taken, one that does not listen is not")
    func sockets() throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: (folder.path + "/control").utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        #expect(throws: DabiaoError.self) { try SocketActivation.checked(descriptor..<descriptor + 1) }
        #expect(listen(descriptor, 1) == 0)
        #expect(try SocketActivation.checked(descriptor..<descriptor + 1) == [descriptor])
    }
}
