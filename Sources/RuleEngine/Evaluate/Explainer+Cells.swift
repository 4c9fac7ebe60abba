import Dabiao

// Which cells of a list's rows may keep an aggregate or a lookup unknown.
extension CompiledBundle {
    /// The columns of a source that expressions read; of a derived column those that it is computed from, or itself where
    /// it is computed from no other.
    func cells(of expressions: [Typed], from source: String) -> [String] {
        let columns = expressions.flatMap(\.references).filter { $0.origin == .column(source: source) }
        return columns.flatMap { column in
            let behind = definitions[column.qualifiedName].map { cells(of: [$0], from: source) } ?? []
            return behind.isEmpty ? [column.name] : behind
        }
    }

    /// SQL for the number of rows that lack a cell which applies to them.
    func lacking(_ column: String, of rows: Typed.Rows) -> String {
        blank(column, of: rows, applying: true)
    }

    /// SQL for the number of rows to which a column does not apply.
    func notApplying(_ column: String, of rows: Typed.Rows) -> String {
        blank(column, of: rows, applying: false)
    }

    private func blank(_ column: String, of rows: Typed.Rows, applying: Bool) -> String {
        // What a column's `when` reads stands under the alias of the row that it is about.
        let isGrouped = !rows.group.isEmpty
        let when = isGrouped ? nil : applicability["\(rows.source.name).\(column)"]
        let rows = Typed.Rows(
            source: rows.source, alias: isGrouped ? rows.alias : Compiler.rowAlias, condition: nil, group: rows.group)
        guard applying || when != nil else { return "0" }
        let applies = when.map { "AND (\(Emitter.sql($0))) IS\(applying ? " NOT" : "") 0" } ?? ""
        let mine = Emitter.mine(rows)
        return "(SELECT count(*) FROM \(rows.source.sql) AS \(rows.alias)\(mine)\(mine.isEmpty ? " WHERE" : " AND") "
            + "\(rows.alias).\(SQL.name(column)) IS NULL \(applies))"
    }
}
