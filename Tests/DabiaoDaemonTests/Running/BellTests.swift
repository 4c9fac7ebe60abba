import Testing

@testable import DabiaoDaemon

@Suite("Bell", .timeLimit(.minutes(1)))
struct BellTests {
    @Test("Whoever listens after it fell silent hears its end at once")
    func silent() async {
        let bell = Bell()
        bell.silence()
        for await _ in bell.listen() { Issue.record("it rang") }
    }

    @Test("Rings while nobody looks are one ring")
    func coalesced() async {
        let bell = Bell()
        let listener = bell.listen()
        for _ in 0..<1000 { bell.ring() }
        bell.silence()
        var rings = 0
        for await _ in listener { rings += 1 }
        #expect(rings == 1)
    }
}
