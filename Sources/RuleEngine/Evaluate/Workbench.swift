public import Dabiao
import GRDB

/// A private memory database with the fact tables of some bundles and one subject: for the author's tools, cases
/// and previews. The same SQL runs here as in the store.
public final class Workbench: Sendable {
    private let queue: DatabaseQueue
    private let compiled: CompiledBundle

    /// The subject that everything is told of.
    private static let subject: Int64 = 1

    /// - Parameters:
    ///   - compiled: the bundle to work on.
    ///   - requires: the bundles that it reads; nothing is known of their facts.
    ///   - days: the work calendar, ordered.
    public init(
        _ compiled: CompiledBundle, requires: [CompiledBundle] = [],
        days: some Sequence<(day: CivilDate, isWorkday: Bool)> = []
    ) throws {
        self.compiled = compiled
        var configuration = Configuration()
        configuration.label = "dabiao.workbench"
        queue = try DatabaseQueue(configuration: configuration)
        try queue.write { database in
            try database.execute(sql: CoreFacts.definition)
            let enterprise = SQL.name(CoreFacts.enterpriseColumn)
            try database.execute(
                sql: "INSERT INTO \(CoreFacts.view) (\"subject\", \(enterprise)) VALUES (?, ?)",
                arguments: [Self.subject, Self.subject])
            for definition in Registers.definitions { try database.execute(sql: definition) }
            try WorkdayTable.fill(days, in: database)
            for bundle in requires + [compiled] {
                try bundle.tables.create(in: database)
                try bundle.tables.ensureRow(of: Self.subject, in: database)
            }
        }
    }

    /// Everything that a telling leads to on a day.
    public struct Evaluation: Sendable {
        public let derived: [String: Value?]
        public let verdicts: [RuleVerdict]
        public let explanations: [String: Explanation]
        public let awards: [String: Award]
    }

    /// Tells the subject anew and evaluates everything.
    public func evaluate(_ telling: Telling, on today: CivilDate) throws -> Evaluation {
        try queue.write { database in
            try tell(telling, in: database)
            let verdicts = try compiled.verdicts(of: Self.subject, on: today, in: database)[Self.subject] ?? []
            let explanations = try verdicts.compactMap { verdict in
                try compiled.explain(verdict.rule, of: Self.subject, on: today, in: database).map { (verdict.rule, $0) }
            }
            return Evaluation(
                derived: try compiled.derivedValues(of: Self.subject, in: database), verdicts: verdicts,
                explanations: Dictionary(explanations) { first, _ in first },
                awards: try compiled.awards(of: Self.subject, on: today, in: database))
        }
    }

    /// The verdicts alone: what the daemon does for each submission.
    public func verdicts(_ telling: Telling, on today: CivilDate) throws -> [RuleVerdict] {
        try queue.write { database in
            try tell(telling, in: database)
            return try compiled.verdicts(of: Self.subject, on: today, in: database)[Self.subject] ?? []
        }
    }

    /// Hands over a function that judges what was told last, inside one transaction: as commands of the daemon do.
    public func withVerdicts(_ body: ((_ today: CivilDate) throws -> [RuleVerdict]) throws -> Void) throws {
        try queue.read { database in
            try body { today in
                try compiled.verdicts(of: Self.subject, on: today, in: database)[Self.subject] ?? []
            }
        }
    }

    private func tell(_ telling: Telling, in database: Database) throws {
        try compiled.tables.write(telling, of: Self.subject, in: database)
        try compiled.derive(Self.subject, in: database)
    }
}
