import CSystemd
import Dabiao
import Glibc
import Synchronization

/// A timerfd on `CLOCK_REALTIME`, absolute, that also tells when the clock was set.
final class KernelTimer: Sendable {
    /// What reading or setting the timer told.
    enum Outcome: Hashable {
        case expired
        case clockSet
        /// Neither: the arming that had expired was replaced before it was read, or a signal came between.
        case nothing
        /// The descriptor is of no use any more.
        case broken

        /// - Parameters:
        ///   - count: what `read` returned: the eight bytes of the number of expirations, or -1.
        ///   - error: `errno` after -1.
        init(count: Int, error: Int32) {
            self =
                switch (count, error) {
                case (MemoryLayout<UInt64>.size, _): .expired
                case (-1, ECANCELED): .clockSet
                case (-1, EAGAIN), (-1, EINTR): .nothing
                default: .broken
                }
        }
    }

    private struct State {
        /// Where the timer stands, in real time; nil when nothing is armed.
        var instant: Instant?
        /// False once closed: the number may then belong to another file.
        var isOpen = true
    }

    let descriptor: Int32
    private let state = Mutex(State())

    init() throws(DabiaoError) {
        descriptor = timerfd_create(CLOCK_REALTIME, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
        guard descriptor >= 0 else {
            throw DabiaoError.system(Phrase("无法创建定时器", "no timer can be made"), errno: errno)
        }
    }

    deinit {
        close()
    }

    /// Arms at an instant of real time, or disarms. `.clockSet` when the clock was set since the last reading: the
    /// timer is armed nevertheless.
    @discardableResult
    func set(_ instant: Instant?) -> Outcome {
        state.withLock { state in
            guard state.isOpen else { return .broken }
            state.instant = instant
            return arm(instant)
        }
    }

    /// Takes what the timer has to tell; never blocks. After `.clockSet` the timer is armed where it was.
    func read() -> Outcome {
        state.withLock { state in
            guard state.isOpen else { return .broken }
            var expirations: UInt64 = 0
            let count = Glibc.read(descriptor, &expirations, MemoryLayout<UInt64>.size)
            let outcome = Outcome(count: count, error: errno)
            switch outcome {
            case .expired: state.instant = nil
            case .clockSet: arm(state.instant)
            case .nothing, .broken: break
            }
            return outcome
        }
    }

    func close() {
        state.withLock { state in
            guard state.isOpen else { return }
            state.isOpen = false
            Glibc.close(descriptor)
        }
    }

    /// "Disarmed" is the end of time, as in systemd: only a timer that is set notices that the clock was.
    @discardableResult
    private func arm(_ instant: Instant?) -> Outcome {
        var setting = itimerspec()
        setting.it_value = Self.time(instant)
        let flags = Int32(TFD_TIMER_ABSTIME) | Int32(TFD_TIMER_CANCEL_ON_SET)
        guard timerfd_settime(descriptor, flags, &setting, nil) != 0 else { return .nothing }
        return Outcome(count: -1, error: errno)
    }

    /// The kernel takes zero for "disarm" and refuses what lies before: both have passed long ago, like its first
    /// nanosecond.
    private static func time(_ instant: Instant?) -> timespec {
        guard let instant else { return timespec(tv_sec: .max, tv_nsec: 0) }
        let past = instant <= Instant(seconds: 0)
        return past
            ? timespec(tv_sec: 0, tv_nsec: 1)
            : timespec(tv_sec: time_t(instant.seconds), tv_nsec: Int(instant.nanoseconds))
    }
}
