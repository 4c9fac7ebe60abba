public import Dabiao
public import GRDB

/// What a computed check item earns.
public struct Award: Hashable, Sendable {
    /// The marks before clipping; nil is unknown, the item is then not checked.
    public let points: Double?
    /// False where the item's `when` is false; nil is unknown.
    public let applies: Bool?
}

extension CompiledBundle {
    /// The award of every computed item in force on a day, and the applicability of every item that has a `when`.
    public func awards(of subject: Int64, on today: CivilDate, in database: Database) throws -> [String: Award] {
        let computed = items.filter { ($0.award != nil || $0.when != nil) && $0.item.span.contains(today) }
        guard !computed.isEmpty else { return [:] }
        let columns = computed.flatMap { item in
            [item.award.map(Emitter.exact) ?? "NULL", item.when.map(Emitter.sql) ?? "1"]
        }
        let sql =
            "SELECT \(columns.joined(separator: ", ")) FROM \(tables.factsName) AS f "
            + "WHERE f.\(SQL.name(FactTables.subjectColumn)) = :subject AND :today IS NOT NULL"
        let arguments: StatementArguments = ["subject": subject, "today": today.description]
        guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments) else { return [:] }
        let awards = computed.indices.map { index in
            let applies: Int64? = row[index * 2 + 1]
            return (computed[index].item.id, Award(points: row[index * 2], applies: applies.map { $0 != 0 }))
        }
        return Dictionary(awards) { first, _ in first }
    }

    /// The derived values of a subject by name; nil is unknown.
    public func derivedValues(of subject: Int64, in database: Database) throws -> [String: Value?] {
        guard !bundle.derived.isEmpty else { return [:] }
        let columns = bundle.derived.map { SQL.name($0.name) }.joined(separator: ", ")
        let sql = "SELECT \(columns) FROM \(tables.factsName) WHERE \(SQL.name(FactTables.subjectColumn)) = ?"
        let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [subject])
        return Dictionary(
            bundle.derived.enumerated().map { index, derived in
                let type = ExpressionType(derived.type, unit: derived.unit) ?? .text
                return (derived.name, row.flatMap { FactTables.value($0[index], as: type) })
            }
        ) { first, _ in first }
    }
}

extension CompiledBundle {
    /// The score of the items in force on a day: judged ones by their answers, computed ones by their awards.
    public func score(_ answers: [String: Answer], _ awards: [String: Award], on today: CivilDate) -> Score {
        Score(
            bundle.checklist.filter { $0.span.contains(today) }.map { item in
                (points: item.points, outcome: outcome(of: item, answers[item.id], awards[item.id]))
            })
    }

    private func outcome(of item: ChecklistItem, _ answer: Answer?, _ award: Award?) -> Score.Outcome {
        if let award, let applies = award.applies, !applies { return .notApplicable }
        guard item.isComputed else { return item.outcome(of: answer) }
        guard award?.applies == true, let points = award?.points else { return .notChecked }
        return .awarded(points)
    }
}
