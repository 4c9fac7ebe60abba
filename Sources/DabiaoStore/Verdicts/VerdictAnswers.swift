public import Dabiao
import GRDB

/// All that the rules of a bundle answer about a subject, as one text.
public struct VerdictAnswer: Hashable, Sendable {
    public let subject: Int64
    public let answer: String
}

extension Transaction {
    /// Those of some subjects about whom a query answers otherwise than when their verdicts were made, or of whom that
    /// is not known. Whoever answers as before costs SQLite a comparison, and nothing is written.
    ///
    /// - Parameters:
    ///   - query: a SELECT of `subject` and `answer` of the subjects `:first` to `:last` on the day `:today`.
    ///   - rules: what else the verdicts depend on, the same for all subjects.
    public func newAnswers(
        to query: String, rules: String, of subjects: ClosedRange<Int64>, bundle: String, on today: CivilDate
    ) throws -> [VerdictAnswer] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT new.subject, new.answer FROM (\(query)) AS new
                LEFT JOIN verdictAnswer AS old ON old.bundle = :bundle AND old.subject = new.subject
                WHERE old.answer IS NOT :rules || new.answer
                """)
        let arguments: StatementArguments = [
            "today": today.description, "first": subjects.lowerBound, "last": subjects.upperBound, "bundle": bundle,
            "rules": rules,
        ]
        return try Row.fetchAll(statement, arguments: arguments).map {
            VerdictAnswer(subject: $0[0], answer: $0[1])
        }
    }

    /// Records that the standing verdicts are those of an answer. A later change of any of them ends it.
    public func keep(_ answer: VerdictAnswer, rules: String, bundle: String) throws {
        try run(
            "INSERT OR REPLACE INTO verdictAnswer (bundle, subject, answer) VALUES (?, ?, ?)",
            [bundle, answer.subject, rules + answer.answer])
    }
}
