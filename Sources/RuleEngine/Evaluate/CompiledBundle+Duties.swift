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
    /// The length of its periods and what they count from; nil is unknown, or the schedule writes them out.
    public let every: Period?
    public let anchor: Schedule.Recurrence.Anchor?
    /// The date that its periods count from; nil is unknown, or none is declared.
    public let start: CivilDate?
    /// The due day of an expiry; nil is unknown, or the schedule computes it.
    public let due: CivilDate?
    public let opens: CivilDate?
    /// Whether its clock stands still; unknown is no.
    public let isPaused: Bool
    /// What discharges it: by facts and columns that tell when it was last done, by entries of registers and lists.
    public let discharges: [DischargeEntry]
}

extension DutyInputs {
    fileprivate var notApplicable: DutyInputs {
        DutyInputs(
            subject: subject, row: row, isTold: isTold, applies: false, every: every, anchor: anchor, start: start,
            due: due, opens: opens, isPaused: isPaused, discharges: discharges)
    }
}

extension CompiledBundle {
    /// The same of one subject.
    public func inputs(of obligation: Obligation, subject: Int64, in database: Database) throws -> [DutyInputs] {
        try inputs(of: obligation, subjects: [subject], in: database)
    }

    /// What a duty's expressions give, of some subjects, all asked at once; a subject whose list was told empty has no
    /// entry, one whose list was not told a single one that says so.
    public func inputs(of obligation: Obligation, subjects: [Int64], in database: Database) throws -> [DutyInputs] {
        guard let duty = duties[DutyKey(obligation)] else { return [] }
        let source = Standing.source(list: duty.obligation.list, tables: tables)
        let dates = duty.dates
        let isExpiry = duty.obligation.schedule.isExpiry
        let expressions = [duty.start, isExpiry ? duty.due : nil, isExpiry ? duty.opens : nil, duty.every, duty.anchor]
        var columns = [Standing.subject, source.key, source.told]
        columns.append(duty.when.map(Emitter.sql) ?? "1")
        columns += expressions.map { $0.map(Emitter.sql) ?? "NULL" }
        columns.append(duty.pause.map(Emitter.sql) ?? "0")
        columns += dates.map(\.sql)
        let sql = "SELECT \(columns.joined(separator: ", ")) FROM \(source.from) WHERE \(Self.isAsked)"
        let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: ["subjects": "\(subjects)"])
        let entries = try entries(for: duty, subjects: subjects, in: database)
        return try rows.compactMap { row in
            let isTold = !(row[2] as DatabaseValue).isNull
            let key: String? = row[1]
            guard key != nil || !isTold else { return nil }
            // What never begins, or never falls due, is not owed.
            let isNever = [4, 5].contains { String.fromDatabaseValue(row[$0]) == SQL.never }
            let anchor = (row[8] as String?).flatMap(Schedule.Recurrence.Anchor.init)
            let input = DutyInputs(
                subject: row[0], row: key ?? "", isTold: isTold,
                applies: isNever ? false : Int64.fromDatabaseValue(row[3]).map { $0 != 0 },
                every: row.period(7, duty, anchor), anchor: anchor, start: row.day(4), due: row.day(5),
                opens: row.day(6), isPaused: Int64.fromDatabaseValue(row[9]) == 1,
                discharges: dates.enumerated().compactMap { index, date in
                    row.day(10 + index).map { DischargeEntry(date: $0, source: "\(date.name):\($0)") }
                } + (entries[DutyOwner(subject: row[0], row: key ?? "")] ?? []))
            guard try isNotApplicable(duty, input, in: database) else { return input }
            return isTold ? input.notApplicable : nil
        }
    }

    /// The condition that a subject is one of those asked about.
    static let isAsked = "\(Standing.subject) IN (SELECT value FROM json_each(:subjects))"

    /// Whether what keeps a duty unknown is only what does not apply.
    private func isNotApplicable(_ duty: Duty, _ input: DutyInputs, in database: Database) throws -> Bool {
        guard mayNotApply, input.applies != false else { return false }
        let isKnown = input.isTold && input.applies == true && (duty.start == nil || input.start != nil)
        if isKnown, duty.due == nil || input.due != nil { return false }
        let reasons = try reasons(of: duty, input.subject, input.row, on: .earliest, in: database)
        return reasons.first { !$0.isEmpty }?.allSatisfy(\.isNotApplicable) ?? false
    }

    /// The days that a recurring duty's own `due:` and `opens:` give for a period, and what must be told before the
    /// due day is known.
    public func deadline(
        of obligation: Obligation, subject: Int64, row: String, period: (start: CivilDate, end: CivilDate),
        in database: Database
    ) throws -> DutyDeadline {
        guard let duty = duties[DutyKey(obligation)], duty.due != nil || duty.opens != nil else {
            return DutyDeadline()
        }
        let source = Standing.source(list: duty.obligation.list, tables: tables)
        let columns = [duty.due, duty.opens].map { $0.map(Emitter.sql) ?? "NULL" }.joined(separator: ", ")
        let sql =
            "SELECT \(columns) FROM \(source.from) WHERE f.\(SQL.name(FactTables.subjectColumn)) = :subject "
            + "AND \(source.key) = :row AND :period_start IS NOT NULL AND :period_end IS NOT NULL"
        let days = ["period_start": period.start, "period_end": period.end]
        let arguments =
            StatementArguments(["subject": subject, "row": row]) + StatementArguments(days.mapValues(\.description))
        let found = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
        var deadline = DutyDeadline(due: found?.day(0), opens: found?.day(1))
        if let due = duty.due, deadline.due == nil {
            deadline.missing = try names(
                behind: [due], of: duty, subject: subject, row: row, days: days, in: database)
        }
        return deadline
    }

    /// What must be told before a duty's dates are known: whether it applies, its periods, start and expiry.
    public func missing(of obligation: Obligation, subject: Int64, row: String, in database: Database) throws
        -> [String]
    {
        guard let duty = duties[DutyKey(obligation)] else { return [] }
        let untold = try untold(duty.obligation.list, subject, in: database)
        guard untold.isEmpty else { return untold.compactMap(\.missingName) }
        let due = duty.obligation.schedule.isExpiry ? duty.due : nil
        let expressions = [duty.when, duty.every, duty.start, due].compactMap { $0 }
        return try names(behind: expressions, of: duty, subject: subject, row: row, in: database)
    }

    private func reasons(
        of duty: Duty, _ subject: Int64, _ row: String, on today: CivilDate, in database: Database
    ) throws -> [[UnknownReason]] {
        let expressions = duty.expressions
        guard !expressions.isEmpty else { return [try untold(duty.obligation.list, subject, in: database)] }
        let rows = try reasons(of: expressions, for: duty.obligation.list, subject: subject, on: today, in: database)
        return rows.first { $0.key == row }?.reasons ?? []
    }

    /// The names to ask for while expressions are unknown: of what was not told; where telling does not help, of what
    /// they rest on.
    private func names(
        behind expressions: [Typed], of duty: Duty, subject: Int64, row: String, days: [String: CivilDate] = [:],
        in database: Database
    ) throws -> [String] {
        guard !expressions.isEmpty else { return [] }
        let findings = try Explainer(expressions, in: self).findings(
            of: duty.obligation.list, subject: subject, on: .earliest, days: days, in: database
        ).first { $0.key == row }
        guard let findings else { return [] }
        let reasons = expressions.flatMap { findings.reasons($0) }
        let told = reasons.compactMap(\.missingName)
        guard told.isEmpty else { return told.eachOnce() }
        let unknown = expressions.filter { findings.isUnknown($0) }
        let rests = unknown.flatMap(\.references).filter { $0.origin != .parameter && $0.origin != .constant }
        return (rests.map(\.name) + unknown.flatMap(\.sources).map(\.name)).eachOnce()
    }

    /// What discharges an obligation, spelled the same in every bundle: where two are equal, one entry discharges both.
    public func dischargeSource(of obligation: Obligation) -> String? {
        duties[DutyKey(obligation)]?.dischargeSource
    }

    /// What tells the versions of an obligation apart whose dates may differ though the facts are the same.
    public func definition(of obligation: Obligation) -> String? {
        duties[DutyKey(obligation)]?.definition
    }
}

extension Row {
    /// The day in a column; nil is unknown.
    func day(_ index: Int) -> CivilDate? {
        (self[index] as String?).flatMap { CivilDate($0[...]) }
    }

    /// The length of a duty's periods in a column; nil is unknown, or no such period.
    fileprivate func period(_ index: Int, _ duty: CompiledBundle.Duty, _ anchor: Schedule.Recurrence.Anchor?)
        -> Period?
    {
        guard let text = self[index] as String?, let period = Period(text), period.isPositive else { return nil }
        guard case .recurring(let recurrence) = duty.obligation.schedule,
            (recurrence.anchor.value ?? anchor) == .calendar
        else { return period }
        return NominalPeriods.divideTheYear(period) ? period : nil
    }
}
