package import Dabiao
import Dispatch

/// Wakes the scheduler at an instant: one absolute timer of the kernel, and no wake-up while nothing is due.
///
/// An event is a reason to look at the clock, not a fact about it: a `.fired` of an arming that was replaced at the
/// last moment may still arrive. Whoever reads ``events`` compares its deadlines with the clock, works off what is
/// due, and arms again.
package final class Alarm: Sendable {
    /// Why the alarm woke its reader.
    package enum Event: Hashable, Sendable {
        /// The armed instant has come.
        case fired
        /// The system's clock was set. The alarm stays armed at the same instant, by the new clock.
        case clockSet
    }

    /// What happened, in order, for one reader. Ends after ``cancel()``, or if the kernel takes the timer away.
    package let events: AsyncStream<Event>
    private let clock: WallClock
    private let timer: KernelTimer
    private let continuation: AsyncStream<Event>.Continuation
    /// Safe to share: libdispatch lets any thread activate and cancel a source; only its type does not say so.
    private nonisolated(unsafe) let source: any DispatchSourceRead

    /// An alarm by that clock, not armed.
    ///
    /// - Throws: ``DabiaoError/Code/system`` when the process has no descriptor left.
    package init(clock: WallClock) throws(DabiaoError) {
        self.clock = clock
        timer = try KernelTimer()
        (events, continuation) = AsyncStream.makeStream(of: Event.self)
        source = Self.source(reading: timer, into: continuation)
        timer.set(nil)
        source.activate()
    }

    deinit {
        cancel()
    }

    /// Sets the alarm to go off at an instant of its clock, instead of any armed before: at once if that has passed.
    /// With nil it goes off no more; a set clock is told even then.
    package func arm(at instant: Instant?) {
        let outcome = timer.set(instant.map { $0 - clock.ahead })
        if outcome == .clockSet { continuation.yield(.clockSet) }
    }

    /// Ends ``events`` and gives the timer back. What was not read yet can still be; arming does nothing any more.
    package func cancel() {
        continuation.finish()
        source.cancel()
    }

    /// Formed here, outside of any actor: a closure of a main-actor context would trap on Dispatch's thread. It holds
    /// no reference to the alarm, which may therefore end by itself.
    private nonisolated static func source(
        reading timer: KernelTimer, into continuation: AsyncStream<Event>.Continuation
    ) -> any DispatchSourceRead {
        let queue = DispatchQueue(label: "dabiao.alarm")
        let source = DispatchSource.makeReadSource(fileDescriptor: timer.descriptor, queue: queue)
        source.setEventHandler {
            switch timer.read() {
            case .expired: continuation.yield(.fired)
            case .clockSet: continuation.yield(.clockSet)
            case .nothing: break
            case .broken:
                timer.close()
                continuation.finish()
            }
        }
        source.setCancelHandler { timer.close() }
        return source
    }
}
