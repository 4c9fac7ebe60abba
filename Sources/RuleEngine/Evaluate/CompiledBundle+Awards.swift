public import Dabiao
public import GRDB

/// What a computed check item earns.
public struct Award: Hashable, Sendable {
    /// The marks before clipping; nil is unknown, the item is then not checked.
    public let points: Double?
    /// False where the item's `when` is false; nil is unknown.
    public let applies: Bool?
}

extension Award {
    /// What an item earns whose rows earn this.
    fileprivate init(least rows: [Award], points full: Double) {
        let counted = rows.filter { $0.applies != false }
        guard !counted.isEmpty else {
            self.init(points: full, applies: rows.isEmpty)
            return
        }
        let certain = counted.filter { $0.applies == true }.compactMap(\.points)
        let isKnown = certain.count == counted.count
        // Nothing earned is nothing, whatever the rows earn of which it is not known.
        let least = certain.min().flatMap { isKnown || $0 <= 0 ? $0 : nil }
        self.init(points: least, applies: counted.contains { $0.applies == true } ? true : nil)
    }

    fileprivate func isUnknown(of item: CompiledBundle.Item) -> Bool {
        applies == nil || applies == true && points == nil && item.award != nil
    }
}

extension CompiledBundle {
    /// The award of every computed item in force on a day, and the applicability of every item that has a `when`.
    ///
    /// An item with `for:` earns what the least of its rows earns, so that it conforms when every row does; rows to which
    /// its `when` does not apply do not count, and none at all is full marks.
    public func awards(of subject: Int64, on today: CivilDate, in database: Database) throws -> [String: Award] {
        let computed = items.filter { ($0.award != nil || $0.when != nil) && $0.item.span.contains(today) }
        var awards: [String: Award] = [:]
        for (list, items) in Dictionary(grouping: computed, by: \.item.list) {
            for (item, rows) in zip(items, try rows(of: items, for: list, subject, on: today, in: database)) {
                awards[item.item.id] = list == nil ? rows.first : Award(least: rows, points: item.item.points)
            }
        }
        guard mayNotApply else { return awards }
        for item in computed {
            guard let award = awards[item.item.id], award.isUnknown(of: item) else { continue }
            if try isNotApplicable(item, subject, on: today, in: database) {
                awards[item.item.id] = Award(points: award.points, applies: false)
            }
        }
        return awards
    }

    /// What each item earns for each row that it is about; a list that was not told is one row of which nothing is known.
    private func rows(
        of items: [Item], for list: String?, _ subject: Int64, on today: CivilDate, in database: Database
    ) throws -> [[Award]] {
        let source = Standing.source(list: list, tables: tables)
        let columns = items.flatMap { item in
            [item.award.map(Emitter.exact) ?? "NULL", item.when.map(Emitter.sql) ?? "1"]
        }
        let sql =
            "SELECT \(([source.key, source.told] + columns).joined(separator: ", ")) FROM \(source.from) "
            + "WHERE f.\(SQL.name(FactTables.subjectColumn)) = :subject AND :today IS NOT NULL"
        let arguments: StatementArguments = ["subject": subject, "today": today.description]
        var awards = items.map { _ in [Award]() }
        for row in try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments) {
            let (hasRow, isTold) = (!(row[0] as DatabaseValue).isNull, !(row[1] as DatabaseValue).isNull)
            for index in items.indices where hasRow || !isTold {
                let applies: Int64? = isTold ? row[index * 2 + 3] : nil
                awards[index].append(
                    Award(points: isTold ? row[index * 2 + 2] : nil, applies: applies.map { $0 != 0 }))
            }
        }
        return awards
    }

    /// Whether what keeps an item unknown is only what does not apply.
    private func isNotApplicable(_ item: Item, _ subject: Int64, on today: CivilDate, in database: Database) throws
        -> Bool
    {
        let typed = [item.when, item.award].compactMap { $0 }
        let list = item.item.list
        let rows = try reasons(of: typed, for: list, subject: subject, on: today, in: database)
        let reasons = rows.compactMap { row in row.reasons.first { !$0.isEmpty } }.joined()
        return !reasons.isEmpty && reasons.allSatisfy(\.isNotApplicable)
    }

    /// The derived values of a subject by name; nil is unknown.
    public func derivedValues(of subject: Int64, in database: Database) throws -> [String: Value?] {
        guard !bundle.derived.isEmpty else { return [:] }
        let columns = bundle.derived.map { SQL.name($0.name) }.joined(separator: ", ")
        let sql = "SELECT \(columns) FROM \(tables.factsName) WHERE \(SQL.name(FactTables.subjectColumn)) = ?"
        let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [subject])
        return Dictionary(
            bundle.derived.enumerated().map { index, derived in
                let type = ExpressionType(derived.type, unit: derived.unit)
                return (derived.name, row.flatMap { FactTables.value($0[index], as: type) })
            }
        ) { first, _ in first }
    }
}

extension CompiledBundle {
    /// The score of the items in force on a day: judged ones by their answers, computed ones by their awards, and none
    /// where a rule takes the marks of their element.
    ///
    /// - Parameter verdicts: those in force on that day.
    public func score(
        _ answers: [String: Answer], _ awards: [String: Award], _ verdicts: [RuleVerdict], on today: CivilDate
    ) -> Score {
        let items = bundle.checklist.filter { $0.span.contains(today) }
        var outcomes = items.map { outcome(of: $0, answers[$0.id], awards[$0.id]) }
        let zeroings = zeroings(by: verdicts, on: today).map { verdict, elements in
            let places = items.indices.filter {
                items[$0].belongs(to: elements) && outcomes[$0] != .notApplicable
            }
            if verdict.verdict == .triggered {
                // Whether an item applies that nobody told of is as open as before.
                for place in places where awards[items[place].id].map({ $0.applies != nil }) ?? true {
                    outcomes[place] = .awarded(0)
                }
            }
            return Score.Zeroing(rule: verdict.rule, verdict: verdict.verdict, items: places.map { items[$0].id })
        }
        return Score(
            zip(items, outcomes).map { (points: $0.points, outcome: $1) },
            zeroings: zeroings.filter { !$0.items.isEmpty })
    }

    /// The rules that take the marks of an element, or may once they are decided.
    private func zeroings(by verdicts: [RuleVerdict], on today: CivilDate) -> [(RuleVerdict, [String: String])] {
        verdicts.filter { $0.verdict == .triggered || $0.verdict == .undetermined }.compactMap { verdict in
            bundle.vetoRules.first {
                $0.id == verdict.rule && $0.effect == .zeroElement && $0.span.contains(today)
            }.map { (verdict, $0.elements) }
        }
    }

    private func outcome(of item: ChecklistItem, _ answer: Answer?, _ award: Award?) -> Score.Outcome {
        if let award, let applies = award.applies, !applies { return .notApplicable }
        guard item.isComputed else { return item.outcome(of: answer) }
        guard award?.applies == true, let points = award?.points else { return .notChecked }
        return .awarded(points)
    }
}
