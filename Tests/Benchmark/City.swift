import Dabiao
import DabiaoDaemon
import DabiaoStore
import Foundation
import GRDB
import RuleEngine

/// A store full of subjects.
struct City: Sendable {
    let compiled: CompiledBundle
    let store: Store

    var selects: [String] { compiled.standingStatementsForAll }

    /// The pass's SELECT, over all subjects.
    var answers: String {
        compiled.answers.replacing(":first", with: "1").replacing(":last", with: "1000000000")
    }

    private static let arguments: StatementArguments = ["today": Population.today.description]

    /// Runs one command of the daemon and waits for it.
    private func write<Result: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Result) throws -> Result {
        try Waiting.result { try await store.write(body) }
    }

    private func read<Result: Sendable>(_ body: @escaping @Sendable (Snapshot) throws -> Result) throws -> Result {
        try Waiting.result { try await store.read(body) }
    }

    func settle(_ tellings: [Telling]) throws {
        try write { transaction in
            let database = transaction.database
            try WorkdayTable.fill([], in: database)
            try transaction.save(
                InstalledBundle(
                    contentHash: compiled.bundle.contentHash, bundle: compiled.bundle.id, version: "1", title: "",
                    installedAt: 0), files: [])
            try compiled.tables.create(in: database)
            for (index, telling) in tellings.enumerated() {
                try database.cachedStatement(sql: "INSERT INTO subject VALUES (?, 'enterprise', ?, '2026-01-01')")
                    .execute(arguments: [index + 1, index + 1])
                try compiled.tables.write(telling, of: Int64(index + 1), in: database)
            }
            try compiled.derive(in: database)
        }
    }

    /// Tells other things of some subjects: most of their facts stay as they were.
    func retell(_ count: Int, from population: inout Population, of subjects: Int) throws {
        let tellings = (0..<count).map { _ in population.telling() }
        try write { transaction in
            for (index, telling) in tellings.enumerated() {
                let subject = Int64(1 + index * (subjects / max(count, 1)))
                try compiled.tables.write(telling, of: subject, in: transaction.database)
                try compiled.derive(subject, in: transaction.database)
            }
        }
    }

    func pass() throws {
        try write { transaction in
            try StandingVerdicts(compiled: compiled, transaction: transaction, today: Population.today)
                .refreshAll { _ in true }
        }
    }

    func changes() throws -> Int {
        try read { try Int.fetchOne($0.database, sql: "SELECT count(*) FROM verdictChange") ?? 0 }
    }

    func step(through selects: [String]) throws {
        try read { snapshot in
            for select in selects {
                let cursor = try Row.fetchCursor(
                    snapshot.database.cachedStatement(sql: select), arguments: Self.arguments)
                while try cursor.next() != nil {}
            }
        }
    }

    /// One subject after the other, as after each submission.
    func one(of subjects: Int) throws -> String {
        try read { snapshot in
            var subject: Int64 = 0
            return try Timing("one subject in process", rounds: 20_000) {
                subject = (subject + 7919) % Int64(subjects)
                _ = try compiled.verdicts(of: subject + 1, on: Population.today, in: snapshot.database)
            }.description
        }
    }

    /// Writes the SELECTs for the shell, and for the other engines a line per subject: facts and verdicts.
    func export(_ tellings: [Telling], sample: Int, to folder: String) throws {
        let today = "'\(Population.today)'"
        func write(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        try write("selects.sql", selects.map { $0.replacing(":today", with: today) + ";\n" }.joined())
        try write("answers.sql", answers.replacing(":today", with: today) + ";\n")
        let complete = tellings.indices.filter { Population.isComplete(tellings[$0]) }.prefix(sample)
        let lines = try read { snapshot in
            try complete.map { index in
                let subject = Int64(index + 1)
                let derived = try compiled.derivedValues(of: subject, in: snapshot.database)
                let verdicts = try compiled.verdicts(of: subject, on: Population.today, in: snapshot.database)
                let hits = (verdicts[subject] ?? []).filter { $0.verdict == .triggered }.map(\.rule)
                let line: [String: Any] = [
                    "facts": Population.context(tellings[index], derived: derived), "triggered": hits,
                ]
                return String(decoding: try JSONSerialization.data(withJSONObject: line), as: UTF8.self)
            }
        }
        try write("subjects.jsonl", lines.joined(separator: "\n") + "\n")
    }
}

/// Waits for what the daemon does in a task of its own.
enum Waiting {
    static func result<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
        let done = DispatchSemaphore(value: 0)
        let box = Box<Result>()
        Task {
            do { box.result = .success(try await body()) } catch { box.result = .failure(error) }
            done.signal()
        }
        done.wait()
        guard let result = box.result else { throw CancellationError() }
        return try result.get()
    }

    /// Written before the semaphore is signalled and read after.
    private final class Box<Value: Sendable>: @unchecked Sendable {
        var result: Result<Value, any Error>?
    }
}
