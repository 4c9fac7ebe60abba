import CSystemd
import Glibc
package import Logging

/// Tells the service manager how the daemon is (`sd_notify`). Without `NOTIFY_SOCKET` every call does nothing, so
/// the daemon runs the same in the foreground.
package struct SystemdNotifier: Sendable {
    private let logger: Logger

    /// - Parameter logger: is warned when the manager's socket does not take a message: the daemon goes on, but a
    ///   manager that hears nothing will end it.
    package init(logger: Logger) {
        self.logger = logger
    }

    /// Recovery is done and calls are answered; also ends a ``reloading()``.
    package func ready() {
        send("READY=1")
    }

    /// What `systemctl status` shows, in one line.
    package func status(_ text: String) {
        send("STATUS=" + Self.oneLine(text))
    }

    /// Bundles and configuration are being read again, until ``ready()``.
    package func reloading() {
        send("RELOADING=1")
    }

    /// The daemon is draining and will end.
    package func stopping() {
        send("STOPPING=1")
    }

    /// The daemon is alive. To be sent only after a hop through all that must be, never from a thread of its own.
    package func watchdog() {
        send("WATCHDOG=1")
    }

    /// Starting, reloading or stopping takes longer: the manager shall wait so long from now before it gives up.
    package func extendTimeout(by duration: Duration) {
        send("EXTEND_TIMEOUT_USEC=\(Self.microseconds(duration))")
    }

    /// Within which time the manager expects each ``watchdog()``: send at half of it. Nil when it expects none of
    /// this process.
    package var watchdogInterval: Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }

    private func send(_ assignment: String) {
        let result = sd_notify(0, assignment)
        guard result < 0 else { return }
        logger.warning("systemd was not told \(assignment): \(String(cString: strerror(-result)))")
    }

    /// A line break would begin another assignment.
    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 })
    }

    private static func microseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? .max : max(0, product + attoseconds / 1_000_000_000_000)
    }
}
