import Dabiao
import Glibc
import Testing

@testable import DabiaoDaemon

@Suite("Alarm", .timeLimit(.minutes(1)))
struct AlarmTests {
    @Test(
        "What has passed goes off at once",
        arguments: [Instant(seconds: .min), Instant(seconds: 0), Instant(seconds: 1), WallClock.system.now()])
    func past(instant: Instant) async throws {
        let alarm = try Alarm(clock: .system)
        alarm.arm(at: instant)
        #expect(await alarm.events.first { _ in true } == .fired)
    }

    @Test(
        "It goes off at its instant, by its own clock, and not before",
        arguments: ["2026-12-31T08:59:59.98+08:00", "2199-01-01T00:00:00Z", "1999-12-31T23:59:59Z"])
    func future(start: String) async throws {
        let clock = WallClock.pretended(from: try Instant(rfc3339: start))
        let alarm = try Alarm(clock: clock)
        let due = clock.now() + .milliseconds(20)
        alarm.arm(at: due)
        #expect(await alarm.events.first { _ in true } == .fired)
        #expect(clock.now() >= due)
    }

    @Test("Arming again replaces, earlier as well as later")
    func replaced() async throws {
        let clock = WallClock.system
        let alarm = try Alarm(clock: clock)
        var events = alarm.events.makeAsyncIterator()

        alarm.arm(at: clock.now() + .seconds(3600))
        alarm.arm(at: clock.now())
        #expect(await events.next() == .fired)

        let later = clock.now() + .milliseconds(60)
        alarm.arm(at: clock.now() + .milliseconds(40))
        alarm.arm(at: later)
        #expect(await events.next() == .fired)
        #expect(clock.now() >= later)

        alarm.cancel()
        #expect(await events.next() == nil, "each arming goes off once")
    }

    @Test("Disarmed, it does not go off")
    func disarmed() async throws {
        let clock = WallClock.system
        let (alarm, witness) = (try Alarm(clock: clock), try Alarm(clock: clock))
        alarm.arm(at: clock.now() + .milliseconds(30))
        alarm.arm(at: nil)
        witness.arm(at: clock.now() + .milliseconds(90))
        #expect(await witness.events.first { _ in true } == .fired)
        alarm.cancel()
        #expect(await alarm.events.first { _ in true } == nil)
    }

    @Test("It goes off again each time it is armed, in order")
    func repeated() async throws {
        let alarm = try Alarm(clock: .system)
        var events = alarm.events.makeAsyncIterator()
        for _ in 0..<200 {
            alarm.arm(at: WallClock.system.now())
            #expect(await events.next() == .fired)
        }
    }

    @Test("An alarm that nobody holds any more ends its events")
    func released() async throws {
        var alarm: Alarm? = try Alarm(clock: .system)
        let events = try #require(alarm?.events)
        alarm?.arm(at: WallClock.system.now() + .seconds(3600))
        alarm = nil
        #expect(await events.first { _ in true } == nil)
    }

    @Test("After cancelling, arming does nothing and cancelling again is fine")
    func cancelled() async throws {
        let alarm = try Alarm(clock: .system)
        alarm.cancel()
        alarm.arm(at: WallClock.system.now())
        alarm.cancel()
        #expect(await alarm.events.first { _ in true } == nil)
    }
}

@Suite("Kernel timer")
struct KernelTimerTests {
    @Test(
        "What reading a timer returns is understood",
        arguments: [
            (8, 0, KernelTimer.Outcome.expired), (8, ECANCELED, .expired), (-1, ECANCELED, .clockSet),
            (-1, EAGAIN, .nothing), (-1, EINTR, .nothing), (-1, EBADF, .broken), (-1, EIO, .broken), (0, 0, .broken),
            (4, 0, .broken),
        ])
    func outcome(count: Int, error: Int32, outcome: KernelTimer.Outcome) {
        #expect(KernelTimer.Outcome(count: count, error: error) == outcome)
    }

    @Test("Nothing is told twice, and closed is closed")
    func reading() throws {
        let timer = try KernelTimer()
        #expect(timer.read() == .nothing)
        #expect(timer.set(Instant(seconds: 1)) == .nothing)
        #expect(timer.read() == .expired)
        #expect(timer.read() == .nothing)
        #expect(timer.set(Instant(seconds: 1)) == .nothing)
        #expect(timer.set(nil) == .nothing)
        #expect(timer.read() == .nothing)
        timer.close()
        #expect(timer.set(Instant(seconds: 1)) == .broken)
        #expect(timer.read() == .broken)
    }
}
