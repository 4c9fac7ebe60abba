/// All answers of the standing SELECTs about a subject as one text, so that SQLite itself finds those of whom anything
/// changed: who answers as before needs neither a look at the verdicts nor a value in Swift.
enum Answers {
    /// In an answer, of a rule of which only the explanation tells whether it is not applicable.
    static let open: Character = "!"

    /// A SELECT of `subject` and `answer` over the subjects `:first` to `:last` on the day `:today`.
    ///
    /// It reads the columns of the very SELECTs that give the verdicts; those about the rows of a list it asks for the
    /// subject at hand. The LIMIT keeps SQLite from computing a text again wherever it is read.
    static func sql(_ queries: [Standing.Query], tables: FactTables) -> String {
        let own = queries.first { $0.list == nil }
        let source = own?.sql ?? "SELECT \(Standing.subject) FROM \(tables.factsName) AS f WHERE :today IS NOT NULL"
        let subject = "w.\(Standing.names[0])"
        let texts = (own.map(texts) ?? []) + queries.filter { $0.list != nil }.map { rows(of: $0, subject: subject) }
        return "SELECT \(subject) AS subject, \(joined(texts)) AS answer FROM "
            + "(\(source) AND \(Standing.subject) BETWEEN :first AND :last) AS w LIMIT -1"
    }

    private static func rows(of query: Standing.Query, subject: String) -> String {
        let told = "(\(Standing.names[2]) IS NULL)"
        let text = joined([told, "quote(\(Standing.names[1]))"] + texts(query))
        return "(SELECT group_concat(\(text), ';') FROM (\(query.sql(of: subject))))"
    }

    /// The answers of one row, each column read once: truth values packed into numbers, then the others.
    private static func texts(_ query: Standing.Query) -> [String] {
        let rules = zip(query.rules, query.places)
        let plain = rules.filter { $0.0.applicability.isEmpty }.map { Standing.column($0.1.verdict) }
        let others = rules.filter { !$0.0.applicability.isEmpty }.map { rule in
            "coalesce(substr('ct-\(Answers.open)', \(Standing.column(rule.1.verdict)) + 1, 1), '?')"
        }
        let packed = stride(from: 0, to: plain.count, by: digits).map { start in
            plain[start..<min(start + digits, plain.count)].enumerated().map { place, column in
                "coalesce(\(column), 3) * \(1 << (2 * place))"
            }.joined(separator: " + ")
        }
        let days = query.places.compactMap(\.change).map { "coalesce(\(Standing.column($0)), '')" }
        return packed.map { "(\($0))" } + others + days
    }

    /// So many answers of two bits each fit into a number.
    private static let digits = 30

    private static func joined(_ texts: [String]) -> String {
        "''" + texts.map { " || \($0)" }.joined(separator: " || ','")
    }
}
