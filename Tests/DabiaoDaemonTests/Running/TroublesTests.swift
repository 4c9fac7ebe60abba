import Dabiao
import Synchronization
import Testing

@testable import DabiaoDaemon

@Suite("What fails now")
struct TroublesTests {
    @Test("A trouble is told when it begins, changes and ends, and not while it stays")
    func told() {
        let troubles = Troubles()
        let told = Mutex<[[String]]>([])
        troubles.onChange { current in told.withLock { $0.append(current.map(\.message.en)) } }
        let full = DabiaoError(.system, Phrase("磁盘已满", "full"))
        let gone = DabiaoError(.system, Phrase("日志不在", "gone"))
        troubles.set("spool", to: full)
        troubles.set("spool", to: full)
        troubles.set("journal", to: gone)
        troubles.set("spool", to: nil)
        troubles.set("spool", to: nil)
        #expect(told.withLock { $0 } == [["full"], ["gone", "full"], ["gone"]])
        #expect(troubles.current == [gone])
    }
}
