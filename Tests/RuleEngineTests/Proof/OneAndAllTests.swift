import Dabiao
import Foundation
import GRDB
import RuleEngine
import Testing

@Suite("One subject and all of them are judged by the same text")
struct OneAndAllTests {
    /// A database in a file, as the store is.
    private static func onDisk(_ body: (DatabaseQueue) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dabiao-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(DatabaseQueue(path: folder.appending(path: "facts.sqlite").path))
    }

    private static let today = CivilDate(2026, 2, 28)

    private static func claims(_ sower: inout Sower) -> [Stage.Claim] {
        let random = (0..<12).map { _ in Stage.Claim(sower.truth(2)) }
        let fixed: [Tree] = [
            .compare("<", .name("later"), .name("e")), .compare(">", .name("grade"), .literal(.number(0))),
            .aggregate(
                "any", over: "vessels", where: .name("sound"), value: .compare(">", .name("part"), .name("third"))),
        ]
        return fixed.map { Stage.Claim($0) } + random
    }

    private static func fill(
        _ database: Database, _ compiled: CompiledBundle, _ tellings: [Telling], oneByOne: Bool
    ) throws {
        try WorkdayTable.fill(Stage.days, in: database)
        try compiled.tables.create(in: database)
        for (index, telling) in tellings.enumerated() {
            try compiled.tables.write(telling, of: Int64(index), in: database)
            if oneByOne { try compiled.derive(Int64(index), in: database) }
        }
        if !oneByOne { try compiled.derive(in: database) }
    }

    @Test("Thousands of random subjects: derived and judged together and one by one, in memory and on a disk")
    func together() throws {
        var sower = Sower(Seed.printed(for: "one and all"))
        let (bundle, diagnostics) = CompiledBundle.compile(Stage.bundle(Self.claims(&sower), rules: true))
        let compiled = try #require(bundle, "\(diagnostics.map { $0.text(.english) })")
        let tellings = (0..<2000).map { _ in sower.telling() }
        var (together, derived): ([Int64: [RuleVerdict]], [[String: Value?]]) = ([:], [])
        try Self.onDisk { queue in
            try queue.write { database in
                try Self.fill(database, compiled, tellings, oneByOne: false)
                together = try compiled.verdicts(on: Self.today, in: database)
                derived = try tellings.indices.map { try compiled.derivedValues(of: Int64($0), in: database) }
            }
        }
        #expect(together.count == tellings.count)
        #expect(Set(together.values.joined().map(\.verdict)).count > 2)
        try DatabaseQueue().write { database in
            try Self.fill(database, compiled, tellings, oneByOne: true)
            for index in tellings.indices {
                let subject = Int64(index)
                let alone = try compiled.verdicts(of: subject, on: Self.today, in: database)
                #expect(alone == [subject: together[subject] ?? []])
                #expect(try compiled.derivedValues(of: subject, in: database) == derived[index])
            }
        }
        let bench = try Workbench(compiled, days: Stage.days)
        for index in stride(from: 0, to: tellings.count, by: 20) {
            #expect(try bench.verdicts(tellings[index], on: Self.today) == together[Int64(index)])
        }
    }

    @Test("A verdict is what the naive evaluator says of its condition")
    func judged() throws {
        var sower = Sower(Seed.printed(for: "verdicts"))
        let claims = Self.claims(&sower)
        let (bundle, _) = CompiledBundle.compile(Stage.bundle(claims, rules: true))
        let compiled = try #require(bundle)
        let tellings = (0..<300).map { _ in sower.telling() }
        try DatabaseQueue().write { database in
            try Self.fill(database, compiled, tellings, oneByOne: false)
            let verdicts = try compiled.verdicts(on: Self.today, in: database)
            for (index, telling) in tellings.enumerated() {
                let naive = claims.map { claim -> Verdict? in
                    let evaluator = Naive(Stage.situation(telling))
                    let hit = evaluator.truth(claim.tree)
                    return evaluator.isInDoubt ? nil : Verdict(hit: hit)
                }
                let found = verdicts[Int64(index)] ?? []
                for (expected, verdict) in zip(naive, found) {
                    // What does not apply is unknown to the naive evaluator.
                    let known: Verdict = verdict.verdict == .notApplicable ? .undetermined : verdict.verdict
                    #expect(expected == nil || expected == known, "\(verdict.rule): \(telling)")
                }
                #expect(found.count == claims.count)
            }
        }
    }

    @Test("What overflows for one subject is unknown for it alone")
    func overflow() throws {
        let x = Tree.name("x")
        let square = Tree.arithmetic("*", x, x)
        let claims = [
            Tree.compare(">", square, .literal(.number(1))), .compare("=", .arithmetic("-", square, square), x),
            .compare(">", .aggregate("sum", over: "vessels", where: nil, value: .name("n")), x),
            .compare(
                ">", .shift(.name("d"), isBack: false, Period(months: 1), times: .call("round", [square])), .name("d")),
        ].map { Stage.Claim($0) }
        let (bundle, _) = CompiledBundle.compile(Stage.bundle(claims, rules: true))
        let compiled = try #require(bundle)
        let huge = Telling(
            facts: ["x": .number(1e300), "d": .date(.latest)],
            lists: ["vessels": [["n": .number(1.7e308)], ["n": .number(1.7e308)]]])
        let modest = Telling(
            facts: ["x": .number(2), "d": .date(Self.today)], lists: ["vessels": [["n": .number(3)]]])
        try DatabaseQueue().write { database in
            try Self.fill(database, compiled, [modest, huge, modest], oneByOne: false)
            let verdicts = try compiled.verdicts(on: Self.today, in: database)
            let known: [Verdict] = [.triggered, .clear, .triggered, .triggered]
            #expect(verdicts[0]?.map(\.verdict) == known)
            #expect(verdicts[1]?.map(\.verdict) == known.map { _ in .undetermined })
            #expect(verdicts[2]?.map(\.verdict) == known)
        }
    }
}
