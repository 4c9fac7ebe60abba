public import Dabiao
import GRDB

/// A private memory database with the fact tables of some bundles and one subject: for the author's tools, cases,
/// previews, and questions about what was known once. The same SQL runs here as in the store.
public final class Workbench: Sendable {
    private let queue: DatabaseQueue
    private let compiled: CompiledBundle
    private let requires: [CompiledBundle]

    /// The subject that everything is told of.
    private static let subject: Int64 = 1

    /// - Parameters:
    ///   - compiled: the bundle to work on.
    ///   - requires: the bundles that it reads, each after those that it reads itself; nothing is known of their facts.
    ///   - days: the work calendar, ordered.
    public init(
        _ compiled: CompiledBundle, requires: [CompiledBundle] = [],
        days: some Sequence<(day: CivilDate, isWorkday: Bool)> = []
    ) throws {
        self.compiled = compiled
        self.requires = requires
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
        /// By rule.
        public let explanations: [String: Explanation]
        /// What rules that have not begun say already, each with how it came about.
        public let upcoming: [(verdict: RuleVerdict, explanation: Explanation)]
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
                upcoming: try upcoming(on: today, in: database),
                awards: try compiled.awards(of: Self.subject, on: today, in: database))
        }
    }

    private func upcoming(on today: CivilDate, in database: Database) throws -> [(RuleVerdict, Explanation)] {
        try (compiled.upcoming(of: Self.subject, on: today, in: database)[Self.subject] ?? []).compactMap { verdict in
            try compiled.explain(verdict, of: Self.subject, on: today, in: database).map { (verdict, $0) }
        }
    }

    /// The same without how the verdicts came about, and the awards only where the score is asked for.
    public func outcome(_ telling: Telling, on today: CivilDate, isScored: Bool) throws -> (
        derived: [String: Value?], verdicts: [RuleVerdict], awards: [String: Award]
    ) {
        try queue.write { database in
            try tell(telling, in: database)
            return (
                try compiled.derivedValues(of: Self.subject, in: database),
                try compiled.verdicts(of: Self.subject, on: today, in: database)[Self.subject] ?? [],
                isScored ? try compiled.awards(of: Self.subject, on: today, in: database) : [:]
            )
        }
    }

    /// The verdict of one rule; nil where it is not in force.
    public func verdict(of rule: String, _ telling: Telling, on today: CivilDate) throws -> Verdict? {
        try queue.write { database in
            try tell(telling, in: database)
            let verdicts = try compiled.verdicts(of: Self.subject, on: today, only: rule, in: database)
            return verdicts[Self.subject]?.first?.verdict
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

    /// What stands around a telling.
    public struct Surroundings: Sendable {
        /// What the daemon knows of the subject (``CoreFacts/values(of:in:)``).
        public var core: [String: Value] = [:]
        /// What was told of the bundles that this one reads, by id.
        public var required: [String: Telling] = [:]
        /// The entries of registers by name, cells by column.
        public var registers: [String: [[String: Value]]] = [:]

        public init() {}
    }

    /// Tells the subject and everything around it anew, and hands over how it looks on a day.
    public func look<Answer: Sendable>(
        at telling: Telling, amid surroundings: Surroundings, on today: CivilDate, _ body: (Sight) throws -> Answer
    ) throws -> Answer {
        try queue.write { database in
            try CoreFacts.write(surroundings.core, of: Self.subject, in: database)
            for register in Registers.all {
                try register.write(
                    surroundings.registers[register.name] ?? [], of: Self.subject, in: database)
            }
            for bundle in requires {
                let told = surroundings.required[bundle.bundle.id] ?? Telling()
                try bundle.tables.write(told, of: Self.subject, in: database)
                try bundle.derive(Self.subject, in: database)
            }
            try tell(telling, in: database)
            return try body(Sight(compiled, of: Self.subject, on: today, in: database))
        }
    }

    /// What a duty comes to for the subject told last, or for a row of its list.
    public struct Deadline: Hashable, Sendable {
        /// Empty for the subject itself, and where the list was not told.
        public let row: String
        /// The due days of the occurrences that are open, in order; empty where none is owed.
        public let due: [CivilDate]
        /// What must be told before it is known what is owed when; nil where that is known.
        public let missing: [String]?
    }

    /// Tells the subject anew and plans a duty of it that nothing is on record of yet.
    public func deadlines(
        _ obligation: Obligation, _ telling: Telling, on today: CivilDate, calendar: WorkCalendar
    ) throws -> [Deadline] {
        try queue.write { database in
            try tell(telling, in: database)
            return try compiled.inputs(of: obligation, subject: Self.subject, in: database).map { input in
                let steps = try DutyPlan.steps(
                    for: obligation, facts: try facts(of: obligation, input, on: today, in: database), record: [],
                    calendar: calendar, today: today,
                    deadline: { period in
                        try compiled.deadline(
                            of: obligation, subject: Self.subject, row: input.row, period: (period.start, period.end),
                            in: database)
                    })
                return Deadline(row: input.row, steps)
            }
        }
    }

    private func facts(
        of obligation: Obligation, _ input: DutyInputs, on today: CivilDate, in database: Database
    ) throws -> DutyFacts {
        var facts = DutyFacts(
            applies: input.isTold ? input.applies : nil, start: input.start, due: input.due, opens: input.opens,
            entries: input.discharges,
            missing: try compiled.missing(of: obligation, subject: Self.subject, row: input.row, in: database),
            recorded: today)
        (facts.every, facts.anchor, facts.isPaused) = (input.every, input.anchor, input.isPaused)
        return facts
    }

    /// Why a derived fact of the subject told last is unknown; empty where it is known.
    public func reasons(ofDerived name: String) throws -> [UnknownReason] {
        guard let definition = compiled.definitions[name] else { return [] }
        return try queue.read { database in
            try Explainer([definition], in: compiled)
                .findings(of: nil, subject: Self.subject, on: .earliest, in: database)
                .flatMap { $0.reasons(definition) }
        }
    }

    private func tell(_ telling: Telling, in database: Database) throws {
        try compiled.tables.write(telling, of: Self.subject, in: database)
        try compiled.derive(Self.subject, in: database)
    }
}

extension Workbench.Deadline {
    fileprivate init(row: String, _ steps: [DutyStep]) {
        var open: [NominalKey: OccurrenceTerms] = [:]
        for step in steps {
            switch step {
            case .open(let key, let terms), .revise(let key, let terms), .move(let key, let terms): open[key] = terms
            case .pause, .resume: break
            case .end(let key, _, _, _): open[key] = nil
            }
        }
        let missing = open.values.compactMap(\.missing).flatMap { $0 }
        self.init(
            row: row, due: open.values.compactMap(\.due).sorted(),
            missing: open.values.contains { $0.missing != nil } ? missing : nil)
    }
}
