import Dabiao
import DabiaoStore
import SectorKit
import Testing

@testable import DabiaoDaemon

/// Two towns to which the same happens: one lives in peace, the other one dies between any two commits and begins anew.
struct Twins {
    let calm: Town
    private let frail: Town
    private let crash: Crash
    /// The folders of the plugins and of the work calendar.
    private let plugins: String
    private let calendar: String
    private var seed: Seed
    /// Once in so many steps the other one dies.
    private let rarity: Int
    /// How often it did.
    private(set) var deaths = 0

    init(
        at instant: Instant, _ plugins: LifePlugins, _ calendar: LifeCalendar, dyingOnceIn rarity: Int, _ seed: Seed
    ) async throws {
        let crash = Crash()
        let time = String(instant.description.dropLast("+08:00".count))
        calm = try await Town(at: time, plugins: [plugins.folder.path], calendar: try calendar.read())
        frail = try await Town(at: time, plugins: [plugins.folder.path], calendar: try calendar.read()) {
            crash.watch($0)
        }
        (self.crash, self.rarity, self.seed) = (crash, rarity, seed)
        (self.plugins, self.calendar) = (plugins.folder.path, calendar.folder.path)
    }

    func set(_ instant: Instant) {
        calm.hands.set(instant)
        frail.hands.set(instant)
    }

    /// Lets the same happen to both.
    mutating func take(_ deed: Deed) async throws {
        func take(in town: Town) async throws -> Bool {
            try await deed.take(in: town, plugins: plugins, calendar: calendar)
        }
        let isDone = try await take(in: calm)
        let faults = calm.office.catalogue.found.flatMap(\.diagnostics).map { $0.text(.english) }
        try #require(faults.isEmpty, "\(faults)")
        while true {
            let isArmed = armed()
            let outcome: Result<Bool, any Error>
            do { outcome = .success(try await take(in: frail)) } catch { outcome = .failure(error) }
            let (committed, isDead) = crash.disarm()
            if isArmed { try await revive() }
            // One whose transaction is on the disk was done, whoever was told of it.
            if isDead || isArmed, committed == 0, case .failure = outcome { continue }
            if case .success(let isDoneToo) = outcome, !isDead { #expect(isDoneToo == isDone, "\(deed)") }
            if !isDead { _ = try outcome.get() }
            return
        }
    }

    /// Lets both look at what is due.
    ///
    /// - Returns: when the calm one looks again by itself.
    mutating func look() async throws -> Instant? {
        let next = try await calm.scheduler().look()
        while armed() {
            let moment = try await frail.scheduler().look()
            let isDead = crash.disarm().isDead
            try await revive()
            if !isDead { #expect(moment == next) }
        }
        #expect(try await frail.scheduler().look() == next)
        #expect(calm.office.troubles.current.isEmpty, "\(calm.office.troubles.current)")
        return next
    }

    private mutating func armed() -> Bool {
        guard seed.once(in: rarity) else { return false }
        crash.arm(after: seed.number(0..<5))
        return true
    }

    private mutating func revive() async throws {
        deaths += 1
        try await frail.restart(calendar: try CalendarFolder.read(calendar))
    }

    /// What is told apart of them now; empty where they are the same.
    func difference(inAll: Bool = false) async throws -> [String] {
        let left = try await inAll ? Records.all(in: calm) : Records.present(in: calm)
        let right = try await inAll ? Records.all(in: frail) : Records.present(in: frail)
        guard left != right else { return [] }
        let (ours, theirs) = (Set(left), Set(right))
        return left.filter { !theirs.contains($0) }.map { "calm: \($0)" }
            + right.filter { !ours.contains($0) }.map { "frail: \($0)" } + (ours == theirs ? ["another order"] : [])
    }

    /// The names of the files in both spools are those of the outbox.
    func checkSpools() async throws {
        let keys = try await calm.office.store.read { try $0.messages(MessageFilter(limit: .max)) }.map(\.message.key)
        for town in [calm, frail] { #expect(try town.notices().map(\.key).sorted() == keys.sorted()) }
    }
}
