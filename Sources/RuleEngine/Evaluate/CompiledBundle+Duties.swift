public import Dabiao
public import GRDB

/// What an obligation's expressions give for a subject, or for a row of its list.
public struct DutyInputs: Hashable, Sendable {
    public let subject: Int64
    /// The key of the row that owes it; empty for the subject itself, and where ``isTold`` is false.
    public let row: String
    /// False where the rows that owe it were not told.
    public let isTold: Bool
    /// Whether it applies; nil is unknown.
    public let applies: Bool?
    /// The date that its periods count from; nil is unknown, or none is declared.
    public let start: CivilDate?
    /// The due day of an expiry; nil is unknown, or the schedule computes it.
    public let due: CivilDate?
    public let opens: CivilDate?
    /// What discharges it by facts and columns that tell when it was last done.
    public let discharges: [DischargeEntry]
}

extension DutyInputs {
    fileprivate var notApplicable: DutyInputs {
        DutyInputs(
            subject: subject, row: row, isTold: isTold, applies: false, start: start, due: due, opens: opens,
            discharges: discharges)
    }
}

extension CompiledBundle {
    /// What a duty's expressions give, of one subject or of all of them; a subject whose list was told empty has no
    /// entry, one whose list was not told a single one that says so.
    public func inputs(of obligation: Obligation, subject: Int64? = nil, in database: Database) throws -> [DutyInputs] {
        guard let duty = duties[DutyKey(obligation)] else { return [] }
        let source = Standing.source(list: duty.obligation.list, tables: tables)
        let dates = discharges(of: duty.obligation)
        let isExpiry = if case .expiry = duty.obligation.schedule { true } else { false }
        let columns =
            ["f.\(SQL.name(FactTables.subjectColumn))", source.key, source.told, duty.when.map(Emitter.sql) ?? "1"]
            + [duty.start, isExpiry ? duty.due : nil, isExpiry ? duty.opens : nil].map { $0.map(Emitter.sql) ?? "NULL" }
            + dates.map(\.sql)
        var sql = "SELECT \(columns.joined(separator: ", ")) FROM \(source.from)"
        if subject != nil { sql += " WHERE f.\(SQL.name(FactTables.subjectColumn)) = :subject" }
        let statement = try database.cachedStatement(sql: sql)
        let arguments: StatementArguments = subject.map { ["subject": $0] } ?? StatementArguments()
        return try Row.fetchAll(statement, arguments: arguments).compactMap { row in
            let isTold = !(row[2] as DatabaseValue).isNull
            let key: String? = row[1]
            guard key != nil || !isTold else { return nil }
            // What never begins, or never falls due, is not owed.
            let isNever = [4, 5].contains { String.fromDatabaseValue(row[$0]) == SQL.never }
            let input = DutyInputs(
                subject: row[0], row: key ?? "", isTold: isTold,
                applies: isNever ? false : Int64.fromDatabaseValue(row[3]).map { $0 != 0 }, start: row.day(4),
                due: row.day(5),
                opens: row.day(6),
                discharges: dates.enumerated().compactMap { index, date in
                    row.day(7 + index).map { DischargeEntry(date: $0, source: "\(date.name):\($0)") }
                })
            guard try isNotApplicable(duty, input, in: database) else { return input }
            return isTold ? input.notApplicable : nil
        }
    }

    /// Whether what keeps a duty unknown is only what does not apply.
    private func isNotApplicable(_ duty: Duty, _ input: DutyInputs, in database: Database) throws -> Bool {
        guard mayNotApply, input.applies != false else { return false }
        let isKnown = input.isTold && input.applies == true && (duty.start == nil || input.start != nil)
        if isKnown, duty.due == nil || input.due != nil { return false }
        let reasons = try reasons(of: duty, input.subject, input.row, on: .earliest, in: database)
        return reasons.first { !$0.isEmpty }?.allSatisfy(\.isNotApplicable) ?? false
    }

    /// The columns that tell when a duty was last done.
    private func discharges(of obligation: Obligation) -> [(name: String, sql: String)] {
        obligation.discharge.compactMap { discharge in
            switch discharge {
            case .fact(let name): (name, "f.\(SQL.name(name))")
            case .column(let name): (name, "\(Compiler.rowAlias).\(SQL.name(name))")
            case .register: nil
            }
        }
    }

    /// The days that a recurring duty's own `due:` and `opens:` give for a period; nil is unknown, or none is
    /// declared (``declaresDue(_:)``).
    public func deadline(
        of obligation: Obligation, subject: Int64, row: String, period: (start: CivilDate, end: CivilDate),
        in database: Database
    ) throws -> (due: CivilDate?, opens: CivilDate?) {
        guard let duty = duties[DutyKey(obligation)], duty.due != nil || duty.opens != nil else { return (nil, nil) }
        let source = Standing.source(list: duty.obligation.list, tables: tables)
        let columns = [duty.due, duty.opens].map { $0.map(Emitter.sql) ?? "NULL" }.joined(separator: ", ")
        let sql =
            "SELECT \(columns) FROM \(source.from) WHERE f.\(SQL.name(FactTables.subjectColumn)) = :subject "
            + "AND \(source.key) = :row AND :period_start IS NOT NULL AND :period_end IS NOT NULL"
        let arguments: StatementArguments = [
            "subject": subject, "row": row, "period_start": period.start.description,
            "period_end": period.end.description,
        ]
        let found = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
        return (found?.day(0), found?.day(1))
    }

    /// Whether a recurring duty computes its own due day, and its own opening.
    public func declares(_ obligation: Obligation) -> (due: Bool, opens: Bool) {
        (duties[DutyKey(obligation)]?.due != nil, duties[DutyKey(obligation)]?.opens != nil)
    }

    /// What must be told before a duty's date is known.
    ///
    /// - Parameter today: the day that stands for the period of a recurring duty whose `due:` reads it.
    public func missing(
        of obligation: Obligation, subject: Int64, row: String, on today: CivilDate, in database: Database
    ) throws -> [String] {
        guard let duty = duties[DutyKey(obligation)] else { return [] }
        return try reasons(of: duty, subject, row, on: today, in: database).joined().compactMap(\.missingName)
    }

    private func reasons(
        of duty: Duty, _ subject: Int64, _ row: String, on today: CivilDate, in database: Database
    ) throws -> [[UnknownReason]] {
        guard !duty.typed.isEmpty else { return [try untold(duty.obligation.list, subject, in: database)] }
        let rows = try reasons(of: duty.typed, for: duty.obligation.list, subject: subject, on: today, in: database)
        return rows.first { $0.key == row }?.reasons ?? []
    }

    /// The entries of the registers that discharge a duty of a subject, oldest first.
    public func entries(for obligation: Obligation, subject: Int64, in database: Database) throws -> [DischargeEntry] {
        guard let duty = duties[DutyKey(obligation)] else { return [] }
        let (row, mine) = (Compiler.rowAlias, SQL.name(FactTables.subjectColumn))
        return try duty.entries.flatMap { entry in
            let day = "\(row).\(SQL.name(entry.date))"
            let sql =
                "SELECT CAST(\(row).\"id\" AS TEXT), \(day) FROM \(SQL.name(entry.register)) AS \(row) "
                + "JOIN \(tables.factsName) AS f ON f.\(mine) = \(row).\"subject\" "
                + "WHERE f.\(mine) = :subject AND \(entry.condition.map(Emitter.sql) ?? "1") "
                + "ORDER BY \(day), \(row).\"id\""
            let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: ["subject": subject])
            return rows.compactMap { found in
                found.day(1).map { DischargeEntry(date: $0, source: "\(entry.register):\(found[0] as String)") }
            }
        }
    }
}

extension Row {
    /// The day in a column; nil is unknown.
    fileprivate func day(_ index: Int) -> CivilDate? {
        (self[index] as String?).flatMap { CivilDate($0[...]) }
    }
}
