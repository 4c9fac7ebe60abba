import Foundation
import GRDB
import Glibc
import Testing

extension EndToEnd {
    @Suite("Crashes")
    struct CrashTests {
        /// `DABIAO_LONG=1` tells 20,000 and kills often.
        @Test("Killed at random moments of a storm of reminders, it goes on until each key was told exactly once")
        func storm() async throws {
            let (count, kills) = isLong ? (20_000, 40) : (1_000, 5)
            var dice = Dice.printed(for: "storm")
            let scene = try Scene()
            let daemon = try await scene.start()
            let list = try scene.write(Storm.list(of: count), to: "storm.csv")
            _ = try await scene.ask("enterprise", "import", list)
            try await daemon.stop()

            for _ in 0..<kills {
                let victim = try scene.launch(at: "2026-11-25T09:00:00+08:00")
                try await dice.moment(upTo: isLong ? 4000 : 1200)
                victim.command.send(SIGKILL)
                #expect(try await victim.outcome().status == -SIGKILL)
            }
            let last = try await scene.start(at: "2026-11-25T10:00:00+08:00")
            try await last.settles(within: isLong ? .seconds(600) : DaemonProcess.patience)
            try await last.stop()

            let expected = Set(Storm.codes(count).map { "2026-11-25-\($0)-spool" })
            #expect(try scene.spooled() == expected)
            let files = try FileManager.default.contentsOfDirectory(atPath: scene.spool)
            #expect(files.count == count)
            let told = try await DatabaseQueue(path: scene.state + "/dabiao.db").read { database in
                try String.fetchAll(
                    database,
                    sql: "SELECT key FROM outbox WHERE channel = 'spool' AND deliveredAt IS NOT NULL ORDER BY id")
            }
            #expect(told.count == count)
            #expect(Set(told) == expected)
        }
    }
}

/// Enterprises that do not exist, each with one duty that is told on the same morning.
enum Storm {
    static func list(of count: Int) -> String {
        let rows = codes(count).enumerated().map { "\($1),风暴\($0)号,丰台区,dust-explosion,三级,2025-12-24,2028-12-24" }
        return ([Sample.header] + rows).joined(separator: "\n") + "\n"
    }

    /// Credit codes with both check characters right (GB 32100, GB 11714), of organization codes that are never issued.
    static func codes(_ count: Int) -> [String] {
        (0..<count).map { number in
            let digits = "EX" + String(String(1_000_000 + number).suffix(6))
            let organization = digits + organizationCheck(digits)
            let body = "91110106" + organization
            return body + check(body)
        }
    }

    private static func organizationCheck(_ digits: String) -> String {
        let weights = [3, 7, 9, 10, 5, 8, 4, 2]
        let values = digits.map { Int(String($0), radix: 36) ?? 0 }
        let rest = 11 - zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } % 11
        return rest == 10 ? "X" : rest == 11 ? "0" : "\(rest)"
    }

    private static func check(_ body: String) -> String {
        let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY")
        var (sum, weight) = (0, 1)
        for character in body {
            sum += (alphabet.firstIndex(of: character) ?? 0) * weight
            weight = weight * 3 % 31
        }
        return String(alphabet[(31 - sum % 31) % 31])
    }
}

/// Random moments that can be had again: SplitMix64 from a printed seed, which `DABIAO_SEED` sets.
private struct Dice: RandomNumberGenerator {
    private var state: UInt64

    static func printed(for test: String) -> Dice {
        let given = ProcessInfo.processInfo.environment["DABIAO_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 0...UInt64.max)
        print("\(test): DABIAO_SEED=\(seed)")
        return Dice(state: seed)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Lets some milliseconds pass: what is interrupted then is the point, not what has happened by then.
    mutating func moment(upTo milliseconds: Int) async throws {
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...milliseconds, using: &self)))
    }
}
