import Dabiao
import GRDB

/// A subject, or a row of its list, that owes a duty.
struct DutyOwner: Hashable {
    let subject: Int64
    /// Empty for the subject itself.
    let row: String
}

extension CompiledBundle {
    /// The entries of the registers and lists that discharge a duty of some subjects, by who owes it.
    func entries(for duty: Duty, subjects: [Int64], in database: Database) throws -> [DutyOwner: [DischargeEntry]] {
        var entries: [DutyOwner: [DischargeEntry]] = [:]
        for entry in duty.entries {
            let statement = try database.cachedStatement(sql: sql(of: entry, for: duty))
            let rows = try Row.fetchCursor(statement, arguments: ["subjects": "\(subjects)"])
            while let row = try rows.next() {
                guard let key = row[1] as String?, let found = row.entry(of: entry) else { continue }
                entries[DutyOwner(subject: row[0], row: key), default: []].append(found)
            }
        }
        return entries
    }

    /// Selects who owes the duty, and id, date, amount and goal of the entries that satisfy the condition.
    private func sql(of entry: Duty.Entry, for duty: Duty) -> String {
        let owner = Standing.source(list: duty.obligation.list, tables: tables)
        let mine = SQL.name(FactTables.subjectColumn)
        let isList = entry.source.kind == .list
        let subject = "\(entry.alias).\(isList ? mine : "\"subject\"")"
        let key = "\(entry.alias).\(isList ? SQL.name(FactTables.keyColumn) : "\"id\"")"
        let sum = entry.sum.map { [Emitter.sql($0.of), Emitter.sql($0.reaches)] } ?? ["NULL", "NULL"]
        let columns = [Standing.subject, owner.key, key, "\(entry.alias).\(SQL.name(entry.date))"] + sum
        return
            "SELECT \(columns.joined(separator: ", ")) FROM \(owner.from) "
            + "JOIN \(entry.source.sql) AS \(entry.alias) ON \(subject) = \(Standing.subject) "
            + "WHERE \(Self.isAsked) AND \(entry.condition.map(Emitter.sql) ?? "1") ORDER BY 4, 3"
    }
}

extension Row {
    /// The entry in a row; nil where its date, or what it adds to a sum, is unknown.
    fileprivate func entry(of form: CompiledBundle.Duty.Entry) -> DischargeEntry? {
        guard let date = day(3) else { return nil }
        let id = self[2] as DatabaseValue
        let key = Int64.fromDatabaseValue(id).map(String.init) ?? String.fromDatabaseValue(id) ?? ""
        let source = "\(form.source.name):\(key)"
        guard form.sum != nil else { return DischargeEntry(date: date, source: source) }
        guard let amount = self[4] as Double?, let goal = self[5] as Double? else { return nil }
        let part = DischargeEntry.Part(form: form.form, amount: amount, goal: goal)
        return DischargeEntry(date: date, source: source, part: part)
    }
}
