import Dabiao
import Testing

@testable import DabiaoDaemon

/// Thirty years of a town, step by step from a seed: everything that a clock, a machine, the data and people may do.
struct Life {
    /// How a life goes.
    struct Manner {
        var people = 1
        var duties = 3
        var years = 30
        /// Once in so many steps the machine dies.
        var dyingOnceIn = 80
        /// Whether the clock is set back now and then.
        var setsBack = false
    }

    private let manner: Manner
    private var seed: Seed
    private var plugins: LifePlugins
    private var calendar: LifeCalendar
    private var twins: Twins
    private var people: [Person]
    private var watch: Watch
    private var now: Instant
    /// When the scheduler looks again by itself.
    private var next: Instant?
    private var steps = 0
    private var deeds: [Deed] = []

    private static let first = 2026

    init(_ given: Seed, _ manner: Manner) async throws {
        var seed = given
        self.manner = manner
        now = Instant(CivilDate(Self.first, 1, 5), hour: 10, minute: 0)
        plugins = try LifePlugins(keeping: manner.duties, &seed)
        calendar = try LifeCalendar(from: Self.first, &seed)
        twins = try await Twins(at: now, plugins, calendar, dyingOnceIn: manner.dyingOnceIn, Seed(seed.next()))
        watch = Watch(Seed(seed.next()))
        people = Person.codes(manner.people).enumerated().map { index, code in
            Person(code: code, number: Int64(index + 1), today: CivilDate(Self.first, 1, 5), &seed)
        }
        self.seed = seed
    }

    /// - Returns: what happened, in numbers.
    mutating func run() async throws -> String {
        try await go(people.map { .list([$0.row]) } + people.map(\.beginning))
        let end = Instant(CivilDate(Self.first + manner.years, 1, 1), hour: 0, minute: 0)
        while now < end {
            let year = now.date.year
            try await go(try await chosen())
            if now.date.year != year { try await compare(all: true) }
        }
        try await compare(all: true)
        try await twins.checkSpools()
        return "\(steps) steps, \(twins.deaths) deaths, \(try await Records.all(in: twins.calm).count) records"
    }

    /// One step: what happens at a moment, a look of the scheduler, and whether all is well.
    private mutating func go(_ deeds: [Deed]) async throws {
        steps += 1
        self.deeds = deeds
        twins.set(now)
        for deed in deeds { try await twins.take(deed) }
        next = try await twins.look()
        try await compare(all: false)
        let faults = try await watch.faults(in: twins.calm, plugins, people, at: now, next: next)
        try #require(faults.isEmpty, "\(context)\n\(faults.joined(separator: "\n"))")
    }

    private func compare(all: Bool) async throws {
        let difference = try await twins.difference(inAll: all)
        try #require(difference.isEmpty, "\(context)\n\(difference.prefix(20).joined(separator: "\n"))")
    }

    private var context: String { "DABIAO_SEED=\(seed.value), step \(steps), \(now), \(deeds)" }
}

// MARK: - What happens next

extension Life {
    /// Lets time pass, and says what happens then before the scheduler looks.
    private mutating func chosen() async throws -> [Deed] {
        if calendar.isDue(on: now.date) {
            try calendar.publish(&seed)
            watch.disturb(now.date)
            return [seed.pick([.load, .load, .restart])]
        }
        if seed.once(in: 80) { return try await sleep() }
        if manner.setsBack, seed.once(in: 120) { return setBack() }
        // Nothing may be due for years.
        let wake = min(next ?? .init(seconds: .max), now + .seconds(50 * 86_400))
        guard seed.once(in: people.contains(where: \.isStill) ? 3 : 5) else {
            now = wake
            return []
        }
        let span = (wake - now).components.seconds
        guard span > 1 else { return [] }
        now = now + .seconds(Int64.random(in: 1..<span, using: &seed))
        return [try await deed()]
    }

    /// The machine is off or suspended; when it is back, people may be quicker than the scheduler.
    private mutating func sleep() async throws -> [Deed] {
        let days = seed.pick([3, 20, 100, 400])
        now = now + .seconds(Int64.random(in: 1..<Int64(days * 86_400), using: &seed))
        return (seed.once(in: 3) ? [.restart] : []) + (seed.once(in: 3) ? [try await deed()] : [])
    }

    private mutating func setBack() -> [Deed] {
        watch.setBack(from: now.date)
        now = now - .seconds(Int64.random(in: 1..<Int64(30 * 86_400), using: &seed))
        return seed.once(in: 2) ? [.restart] : []
    }

    /// What people do.
    private mutating func deed() async throws -> Deed {
        let person = people.firstIndex(where: \.isStill) ?? seed.number(0..<people.count)
        switch seed.number(0..<60) {
        case 0...3: return people[person].move(on: now.date, &seed)
        case 4:
            try plugins.upgrade(&seed)
            watch.disturb(now.date)
            return seed.pick([.load, .restart])
        case 5...31:
            let open = try await Records.open(in: twins.calm)
            guard !open.isEmpty else { return people[person].tell(on: now.date, &seed) }
            return act(on: seed.pick(open))
        default: return people[person].tell(on: now.date, &seed)
        }
    }

    private mutating func act(on occurrence: OpenRecord) -> Deed {
        let today = now.date
        switch seed.number(0..<6) {
        case 0: return .acknowledge(occurrence.name, until: today.adding(days: seed.number(0..<200)) ?? today)
        case 1, 2: return .extend(occurrence.name)
        default:
            return .discharge(
                occurrence.name, on: max(occurrence.opens, today.adding(days: -seed.number(0..<10)) ?? today))
        }
    }
}
