import DabiaoStore
import Testing

@testable import DabiaoDaemon

@Suite("Refusals that are kept")
struct RefusalLogTests {
    private func entry(_ uid: UInt32, at: Int64) -> AuditEntry {
        AuditEntry(at: at, uid: uid, pid: 1, groups: [], method: "m", outcome: .refused)
    }

    @Test("One a minute of each user; the next says how many were left out, and so does the end")
    func window() {
        let log = RefusalLog()
        #expect(log.admit(entry(1, at: 1000)) == 0)
        for second in 1...59 { #expect(log.admit(entry(1, at: 1000 + Int64(second))) == nil) }
        #expect(log.admit(entry(2, at: 1030)) == 0)
        #expect(log.admit(entry(1, at: 1060)) == 59)
        #expect(log.admit(entry(1, at: 1061)) == nil)
        #expect(log.admit(entry(1, at: 1062)) == nil)
        let rest = log.drain()
        #expect(rest.map(\.entry.at) == [1062] && rest.map(\.withheld) == [1])
        #expect(log.drain().isEmpty)
    }

    @Test("However many users there are, about a hundred entries a minute are written, and memory stays small")
    func manyUsers() {
        let log = RefusalLog()
        let written = (1...10_000).count { log.admit(entry(UInt32($0), at: 1000)) != nil }
        #expect(written == 101)
        #expect(log.admit(entry(20_000, at: 1070)) != nil)
    }
}
