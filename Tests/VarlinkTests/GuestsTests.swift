import Testing

@testable import Varlink

@Suite("Who comes in, and what they may hold")
struct GuestsTests {
    private let limits = ConnectionLimits(connections: 10, perUser: 4, reserved: 3, heldPerUser: 1000)

    /// Guests to be asked inside of an expectation.
    private final class House {
        private var guests: Guests

        init(_ limits: ConnectionLimits) { guests = Guests(limits, own: 900) }

        /// How many connections in a row a user gets.
        func admits(_ uid: UInt32, atMost most: Int = 100) -> Int {
            var count = 0
            while count < most, (try? guests.admit(uid)) != nil { count += 1 }
            return count
        }

        func leave(_ uid: UInt32) { guests.leave(uid) }

        func hold(_ bytes: Int, of uid: UInt32) -> Bool { guests.hold(bytes, of: uid) }

        func refusal(of uid: UInt32) -> Guests.Refusal? {
            do {
                try guests.admit(uid)
                return nil
            } catch {
                return error
            }
        }
    }

    @Test("A user gets so many, all together leave the reserve, which is root's and the server's own")
    func admission() {
        let house = House(limits)
        #expect(house.admits(1000) == 4)
        #expect(house.admits(1001) == 3)
        #expect(house.admits(1002) == 0)
        #expect(house.admits(900, atMost: 1) == 1)
        #expect(house.admits(0) == 2)
        #expect(house.admits(900) == 0)
        house.leave(1000)
        #expect(house.admits(1002) == 0)
        #expect(house.admits(0) == 1)
    }

    @Test("Who leaves makes room")
    func leaving() {
        let house = House(limits)
        #expect(house.admits(1000) == 4)
        house.leave(1000)
        house.leave(1000)
        #expect(house.admits(1000) == 2)
    }

    @Test("The 1st, 10th, 100th refusal is told, with the reason")
    func told() throws {
        let house = House(limits)
        _ = house.admits(1000)
        // One refusal ended the count above.
        var told: [Int] = []
        for _ in 2...1000 {
            let refusal = try #require(house.refusal(of: 1000))
            #expect(refusal.reason == "it has 4 connections already")
            if refusal.isTold { told.append(refusal.count) }
        }
        #expect(told == [10, 100, 1000])
    }

    @Test("Memory is counted by user, over all connections")
    func memory() {
        let house = House(limits)
        #expect(house.admits(1000, atMost: 2) == 2 && house.admits(1001, atMost: 1) == 1)
        #expect(house.hold(600, of: 1000))
        #expect(!house.hold(401, of: 1000))
        #expect(house.hold(400, of: 1000))
        #expect(house.hold(1000, of: 1001))
        #expect(house.hold(-1, of: 1000))
        #expect(house.hold(1, of: 1000))
        #expect(!house.hold(1, of: 1000))
    }

    @Test(
        "A process with few open files lets in fewer, and keeps some for everything else",
        arguments: [(64, 32), (200, 100), (256, 128), (600, 472), (1024, 512), (1_000_000, 512)])
    func openFiles(openFiles: Int, connections: Int) {
        let limits = ConnectionLimits().fitting(openFiles: openFiles)
        #expect(limits.connections == connections)
        #expect(limits.reserved > 0 && limits.reserved <= connections / 4)
    }
}
