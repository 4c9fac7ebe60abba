import Dabiao
import GRDB

/// The verdicts of one rule, and of mistaken forms of it, over many subjects in one SELECT.
struct Ballot {
    private let rule: CompiledBundle.Rule
    private let tables: FactTables

    init(_ rule: CompiledBundle.Rule, _ tables: FactTables) {
        (self.rule, self.tables) = (rule, tables)
    }

    /// Where the verdicts of the rule as it is written are kept.
    static let record = #"CREATE TABLE "verdict" ("n" INTEGER PRIMARY KEY, "v" INTEGER)"#

    /// A verdict's column: NULL is undetermined.
    static func verdict(_ value: Int64?) -> Verdict {
        value == Standing.notApplicable ? .notApplicable : Verdict(hit: value.map { $0 != 0 })
    }

    /// Keeps the verdicts of some subjects.
    func keep(_ subjects: ClosedRange<Int64>, on today: CivilDate, in database: Database) throws {
        try database.execute(
            sql: #"\#(tallies([rule])) INSERT INTO "verdict" SELECT n, v0 FROM g"#,
            arguments: arguments(subjects, today))
    }

    /// How many of some subjects have each verdict that was kept, and the first of them.
    static func kept(_ subjects: ClosedRange<Int64>, in database: Database) throws -> [(
        verdict: Int64?, first: Int64
    )] {
        let rows = try Row.fetchAll(
            database, sql: #"SELECT "v", min("n") FROM "verdict" WHERE "n" BETWEEN ? AND ? GROUP BY "v""#,
            arguments: [subjects.lowerBound, subjects.upperBound])
        return rows.map { ($0[0], $0[1]) }
    }

    /// A subject about whom a form of the rule says something else than what was kept.
    struct Difference {
        let subject: Int64
        let kept: Verdict
        let found: Verdict
    }

    /// More than any subject's number times 16.
    private static let undecided: Int64 = 1 << 40

    /// For each form of the rule, the first of some subjects about whom it differs; nil where it does about none.
    func differences(
        _ forms: [CompiledBundle.Rule], _ subjects: ClosedRange<Int64>, on today: CivilDate, in database: Database
    ) throws -> [Difference?] {
        // The first that the rule decides, else the first: as one number, the two verdicts in its last bits.
        let columns = forms.indices.map { index in
            "min(CASE WHEN o.\"v\" IS NOT g.v\(index) THEN (o.\"v\" IS NULL) * \(Self.undecided) + g.n * 16 "
                + "+ coalesce(o.\"v\", 3) * 4 + coalesce(g.v\(index), 3) END)"
        }
        let sql =
            tallies(forms)
            + #" SELECT \#(columns.joined(separator: ", ")) FROM g JOIN "verdict" AS o ON o."n" = g.n"#
        guard let row = try Row.fetchOne(database, sql: sql, arguments: arguments(subjects, today)) else {
            return forms.map { _ in nil }
        }
        return forms.indices.map { index in
            Int64.fromDatabaseValue(row[index]).map { found in
                Difference(
                    subject: found % Self.undecided / 16, kept: Self.verdict(found / 4 % 4 == 3 ? nil : found / 4 % 4),
                    found: Self.verdict(found % 4 == 3 ? nil : found % 4))
            }
        }
    }

    private func arguments(_ subjects: ClosedRange<Int64>, _ today: CivilDate) -> StatementArguments {
        ["today": today.description, "low": subjects.lowerBound, "high": subjects.upperBound]
    }

    /// The common tables `s` (a row per row of the list) and `g` (a row per subject): the same tally as `Tally`'s.
    private func tallies(_ forms: [CompiledBundle.Rule]) -> String {
        let subject = "f.\(SQL.name(FactTables.subjectColumn))"
        let source = Standing.source(list: rule.rule.list, tables: tables)
        let values = forms.enumerated().map { index, form in
            "CASE WHEN \(source.key) IS NULL THEN 0 ELSE \(Standing.hit(of: form)) END AS v\(index)"
        }
        let tallies = forms.indices.map { index in
            let value = "v\(index)"
            return "CASE WHEN max(t) IS NULL THEN NULL WHEN max(\(value) = 1) = 1 THEN 1 "
                + "WHEN count(\(value)) < count(*) THEN NULL "
                + "WHEN min(\(value)) = \(Standing.notApplicable) THEN \(Standing.notApplicable) ELSE 0 END AS \(value)"
        }
        return "WITH s AS MATERIALIZED (SELECT \(subject) AS n, \(source.told) AS t, "
            + "\(values.joined(separator: ", ")) FROM \(source.from) "
            + "WHERE :today IS NOT NULL AND \(subject) BETWEEN :low AND :high), "
            + "g AS MATERIALIZED (SELECT n, \(tallies.joined(separator: ", ")) FROM s GROUP BY n)"
    }
}
