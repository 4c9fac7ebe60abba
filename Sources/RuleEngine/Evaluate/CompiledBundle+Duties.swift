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
            return DutyInputs(
                subject: row[0], row: key ?? "", isTold: isTold,
                applies: Int64.fromDatabaseValue(row[3]).map { $0 != 0 }, start: row.day(4), due: row.day(5),
                opens: row.day(6),
                discharges: dates.enumerated().compactMap { index, date in
                    row.day(7 + index).map { DischargeEntry(date: $0, source: "\(date.name):\($0)") }
                })
        }
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
    public func missing(of obligation: Obligation, subject: Int64, row: String, in database: Database) throws
        -> [String]
    {
        guard let duty = duties[DutyKey(obligation)] else { return [] }
        guard try isTold(duty.obligation.list, subject, in: database) else { return [duty.obligation.list ?? ""] }
        let isExpiry = if case .expiry = duty.obligation.schedule { true } else { false }
        let expressions = [duty.when, duty.start, isExpiry ? duty.due : nil].compactMap { $0 }
        guard !expressions.isEmpty else { return [] }
        let explainer = Explainer(expressions, in: self)
        let findings = try explainer.findings(
            of: duty.obligation.list, subject: subject, on: .earliest, in: database
        ).first { $0.key == row }
        guard let findings else { return [] }
        return expressions.flatMap { findings.reasons($0) }.compactMap(\.missingName)
    }

    /// The entries of the registers that discharge a duty of a subject, oldest first.
    public func entries(for obligation: Obligation, subject: Int64, in database: Database) throws -> [DischargeEntry] {
        guard let duty = duties[DutyKey(obligation)] else { return [] }
        let (row, mine) = (Compiler.rowAlias, SQL.name(FactTables.subjectColumn))
        return try duty.entries.flatMap { register, condition in
            let sql =
                "SELECT \(row).\"id\", \(row).\"date\" FROM \(SQL.name(register)) AS \(row) "
                + "JOIN \(tables.factsName) AS f ON f.\(mine) = \(row).\"subject\" "
                + "WHERE f.\(mine) = :subject AND \(condition.map(Emitter.sql) ?? "1") "
                + "ORDER BY \(row).\"date\", \(row).\"id\""
            let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: ["subject": subject])
            return rows.compactMap { found in
                found.day(1).map { DischargeEntry(date: $0, source: "\(register):\(found[0] as Int64)") }
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
