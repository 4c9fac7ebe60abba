public import Dabiao
public import GRDB

extension CompiledBundle {
    /// The entries of the registers and lists that discharge a duty of a subject, or of a row of its list.
    public func entries(for obligation: Obligation, subject: Int64, row: String, in database: Database) throws
        -> [DischargeEntry]
    {
        guard let duty = duties[DutyKey(obligation)] else { return [] }
        return try duty.entries.flatMap { entry in
            let rows = try Row.fetchAll(
                database.cachedStatement(sql: sql(of: entry, for: duty)), arguments: ["subject": subject, "row": row])
            return rows.compactMap { found in
                guard let date = found.day(1) else { return nil as DischargeEntry? }
                let id = found[0] as DatabaseValue
                let key = Int64.fromDatabaseValue(id).map(String.init) ?? String.fromDatabaseValue(id) ?? ""
                let source = "\(entry.source.name):\(key)"
                guard entry.sum != nil else { return DischargeEntry(date: date, source: source) }
                guard let amount = found[2] as Double?, let goal = found[3] as Double? else { return nil }
                let part = DischargeEntry.Part(form: entry.form, amount: amount, goal: goal)
                return DischargeEntry(date: date, source: source, part: part)
            }
        }
    }

    /// Selects id, date, amount and goal of the entries that satisfy the condition.
    private func sql(of entry: Duty.Entry, for duty: Duty) -> String {
        let owner = Standing.source(list: duty.obligation.list, tables: tables)
        let mine = SQL.name(FactTables.subjectColumn)
        let isList = entry.source.kind == .list
        let subject = "\(entry.alias).\(isList ? mine : "\"subject\"")"
        let key = "\(entry.alias).\(isList ? SQL.name(FactTables.keyColumn) : "\"id\"")"
        let sum = entry.sum.map { [Emitter.sql($0.of), Emitter.sql($0.reaches)] } ?? ["NULL", "NULL"]
        return
            "SELECT \(([key, "\(entry.alias).\(SQL.name(entry.date))"] + sum).joined(separator: ", ")) FROM \(owner.from) "
            + "JOIN \(entry.source.sql) AS \(entry.alias) ON \(subject) = f.\(mine) "
            + "WHERE f.\(mine) = :subject AND \(owner.key) = :row "
            + "AND \(entry.condition.map(Emitter.sql) ?? "1") ORDER BY 2, 1"
    }
}
