import Dabiao
import GRDB

/// A private memory database in which many samples are told at once, each of a subject of its own, and evaluated by
/// the same SQL that runs in the store.
final class SampleBench {
    let compiled: CompiledBundle
    private let requires: [CompiledBundle]
    private let queue: DatabaseQueue

    init(
        _ compiled: CompiledBundle, requires: [CompiledBundle],
        days: some Sequence<(day: CivilDate, isWorkday: Bool)>
    ) throws {
        self.compiled = compiled
        self.requires = requires
        queue = try DatabaseQueue()
        try queue.write { database in
            try database.execute(sql: CoreFacts.definition)
            for definition in Registers.definitions { try database.execute(sql: definition) }
            try WorkdayTable.fill(days, in: database)
            for bundle in requires + [compiled] { try bundle.tables.create(in: database) }
            try database.execute(sql: Ballot.record)
        }
    }

    /// Does something of which nothing stays.
    func trial<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try queue.write { try Self.trial(in: $0, body) }
    }

    static func trial<Result>(in database: Database, _ body: (Database) throws -> Result) throws -> Result {
        var result: Swift.Result<Result, any Error>?
        try database.inSavepoint {
            result = Swift.Result { try body(database) }
            return .rollback
        }
        guard let result else { throw DatabaseError(message: "no savepoint") }
        return try result.get()
    }

    /// Tells samples of the subjects from a number on.
    func tell(_ samples: [Space.Sample], from first: Int64, in database: Database) throws {
        for (subject, sample) in zip(first..., samples) {
            try compiled.tables.write(sample.telling, of: subject, in: database)
            guard !sample.foreign.isEmpty else { continue }
            try tell(sample.foreign, of: subject, in: database)
        }
    }

    private func tell(_ foreign: [String: Value], of subject: Int64, in database: Database) throws {
        let enterprise = SQL.name(CoreFacts.enterpriseColumn)
        try database.cachedStatement(
            sql: "INSERT INTO \(CoreFacts.view) (\"subject\", \(enterprise)) VALUES (?, ?)"
        ).execute(arguments: [subject, subject])
        for (name, value) in foreign.sorted(by: { $0.key < $1.key }) {
            let (table, column, key) = column(of: name)
            try database.cachedStatement(
                sql: "INSERT INTO \(table) (\(key), \(column)) VALUES (?, ?) "
                    + "ON CONFLICT (\(key)) DO UPDATE SET \(column) = excluded.\(column)"
            ).execute(arguments: [subject, FactTables.stored(value)])
        }
    }

    private func column(of name: String) -> (table: String, column: String, key: String) {
        for bundle in requires where name.hasPrefix("\(bundle.bundle.id).") {
            let column = SQL.name(String(name.dropFirst(bundle.bundle.id.count + 1)))
            return (bundle.tables.factsName, column, SQL.name(FactTables.subjectColumn))
        }
        return (CoreFacts.view, SQL.name(name), "\"subject\"")
    }

    // MARK: - Derived values

    /// The derivations that expressions read, in order.
    func steps(for expressions: [Typed], of list: String?) -> [CompiledBundle.Derivation] {
        var names = expressions.reduce(into: Set([list].compactMap { $0 })) { $0.formUnion($1.names) }
        var steps: [CompiledBundle.Derivation] = []
        // A derived list's own rows are read by whoever reads one of its columns.
        for step in compiled.derivations.reversed() where names.contains(step.name) {
            names.formUnion(step.reads)
            steps.insert(step, at: 0)
        }
        return steps
    }

    func derive(_ steps: [CompiledBundle.Derivation], replacing mistaken: MistakenStep? = nil, in database: Database)
        throws
    {
        for step in steps {
            if let mistaken, step.name == mistaken.name {
                try database.execute(sql: mistaken.statement)
            } else {
                for sql in step.statements { try database.execute(sql: sql) }
            }
        }
    }

    /// A derivation with a mistake in it.
    struct MistakenStep {
        let name: String
        let statement: String
    }
}
