public import Dabiao
public import GRDB

/// One subject as a bundle sees it on a day, in a database that holds its fact tables: the store, or a workbench.
public struct Sight {
    let compiled: CompiledBundle
    let subject: Int64
    let today: CivilDate
    let database: Database

    public init(_ compiled: CompiledBundle, of subject: Int64, on today: CivilDate, in database: Database) {
        self.compiled = compiled
        self.subject = subject
        self.today = today
        self.database = database
    }

    /// The verdict of every rule in force, and of those that have not begun, with how it came about.
    public func verdicts() throws -> [(verdict: RuleVerdict, explanation: Explanation)] {
        let verdicts = try compiled.verdicts(of: subject, on: today, in: database)[subject] ?? []
        let upcoming = try compiled.upcoming(of: subject, on: today, in: database)[subject] ?? []
        return try (verdicts + upcoming).compactMap { verdict in
            try compiled.explain(verdict, of: subject, on: today, in: database).map { (verdict, $0) }
        }
    }

    /// The rows that decided a verdict, of every list, table and register that its rule asks itself; none for a rule
    /// about the rows of a list, which are told one by one.
    public func scans(of verdict: RuleVerdict) throws -> [ValueExplanation.Scan] {
        try compiled.scans(of: verdict, subject: subject, on: today, in: database)
    }

    /// What computed items earn, and whether items apply.
    public func awards() throws -> [String: Award] {
        try compiled.awards(of: subject, on: today, in: database)
    }

    /// How derived facts came about, and every derived fact behind them.
    public func values(_ names: [String]) throws -> [ValueExplanation] {
        try compiled.explainValues(names, of: subject, on: today, in: database)
    }
}
