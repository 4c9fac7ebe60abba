// Lists: complete ones replace, the others merge row by row, and what was found stays found.
//
// - Only a self-review and a review tell a list complete; of a list without a key everything told is the whole list.
// - Where somebody else told the list complete, the list as a whole is found: a self-review adds and removes no row of
//   it, and fills only the cells that nobody else told.
// - Where somebody else told single rows, those rows with the cells told are found; the other rows are the enterprise's.
// - A list whose complete telling is valid no more is unknown again as a whole: rows that were told singly since then
//   must not pass for all there are.
extension History {
    /// What one testimony says of a list.
    private struct ListTelling {
        let source: Testimony.Source
        let isComplete: Bool
        /// Nil where it cannot be read by the types of today.
        let rows: [Known.Row]?
    }

    /// Rows that are found by their key.
    private struct Rows {
        private(set) var rows: [Known.Row] = []
        private var index: [String: Int] = [:]

        init(_ rows: [Known.Row] = []) {
            for row in rows { append(row) }
        }

        subscript(key: String) -> Known.Row? { index[key].map { rows[$0] } }

        mutating func append(_ row: Known.Row) {
            if index[row.key] == nil { index[row.key] = rows.count }
            rows.append(row)
        }

        /// Cells of a later row win; a row that is not there is added.
        mutating func merge(_ row: Known.Row) {
            guard let place = index[row.key] else { return append(row) }
            rows[place].cells.merge(row.cells) { _, later in later }
        }

        /// Fills cells that are not there.
        mutating func fill(from row: Known.Row) {
            guard let place = index[row.key] else { return }
            rows[place].cells.merge(row.cells) { mine, _ in mine }
        }
    }

    func fold(_ list: ListDeclaration, _ testimonies: [Testimony], on day: CivilDate, into known: inout Known) {
        let all = testimonies.compactMap { telling(of: list, in: $0) }
        let valid = all.filter { isValid($0.source, list.name, on: day) }
        guard !valid.isEmpty, valid.count == all.count || valid.contains(where: \.isComplete) else {
            known.expired[list.name] = all.filter { !isValid($0.source, list.name, on: day) }
                .compactMap { lastDay(of: $0.source, list.name) }.max()
            return
        }
        let others = valid.filter { !$0.source.kind.isOwn }
        let complete = others.lastIndex { $0.isComplete }
        let findings = others[(complete ?? 0)...]
        let own = valid.last { $0.source.kind.isOwn }
            .flatMap { own in complete.map { own.source < others[$0].source } == true ? nil : own }
        let basis = findings + [own].compactMap { $0 }
        known.expiries[list.name] = basis.compactMap { expiry(of: $0.source, list.name) }.min()
        guard !basis.contains(where: { $0.rows == nil }) else {
            known.misfitLists.insert(list.name)
            return
        }
        var found = Rows()
        for row in findings.flatMap({ $0.rows ?? [] }) { list.key.isEmpty ? found.append(row) : found.merge(row) }
        if list.key.isEmpty { found = Rows(findings.last?.rows ?? []) }
        known.lists[list.name] = combine(list, found, isComplete: complete != nil, own, claims: &known.claims).rows
    }

    private func telling(of list: ListDeclaration, in testimony: Testimony) -> ListTelling? {
        let source = testimony.source
        let isComplete = source.kind.replacesLists || list.key.isEmpty
        if testimony.misfits.lists.contains(list.name) {
            return ListTelling(source: source, isComplete: isComplete, rows: nil)
        }
        guard let rows = testimony.telling.lists[list.name] else { return nil }
        let misfits = testimony.misfits.cells[list.name] ?? [:]
        return ListTelling(
            source: source, isComplete: isComplete,
            rows: rows.enumerated().map { place, row in
                var cells = row.mapValues { Known.Cell(value: Optional($0), source: source) }
                for column in misfits[place] ?? [] { cells[column] = Known.Cell(value: nil, source: source) }
                return Known.Row(key: list.key(of: row, at: place + 1), cells: cells)
            })
    }

    /// What was found, with what the enterprise may add to it.
    private func combine(
        _ list: ListDeclaration, _ found: Rows, isComplete: Bool, _ own: ListTelling?, claims: inout [Claim]
    ) -> Rows {
        guard let own, let mine = own.rows else { return found }
        if list.key.isEmpty {
            guard isComplete else { return Rows(mine) }
            if mine.map({ $0.cells.mapValues(\.value) }) != found.rows.map({ $0.cells.mapValues(\.value) }) {
                claims.append(
                    Claim(name: list.name, row: nil, column: nil, content: .otherRows, source: own.source))
            }
            return found
        }
        claims += self.claims(list, found, isComplete: isComplete, own, Rows(mine))
        var rows = isComplete ? found : Rows(mine)
        if isComplete {
            for row in mine { rows.fill(from: row) }
        } else {
            for row in found.rows { rows.merge(row) }
        }
        return rows
    }

    private func claims(_ list: ListDeclaration, _ found: Rows, isComplete: Bool, _ own: ListTelling, _ mine: Rows)
        -> [Claim]
    {
        func claim(_ row: Known.Row, _ content: Claim.Content, in column: String? = nil) -> Claim {
            Claim(name: list.name, row: row.key, column: column, content: content, source: own.source)
        }
        var claims: [Claim] = []
        for row in found.rows {
            guard let told = mine[row.key] else {
                let isLater = row.cells.values.allSatisfy { $0.source < own.source }
                if isLater { claims.append(claim(row, .missingRow)) }
                continue
            }
            for (column, cell) in row.cells where cell.source < own.source {
                guard let value = told.cells[column]?.value, value != cell.value else { continue }
                claims.append(claim(row, .value(value), in: column))
            }
        }
        guard isComplete else { return claims }
        return claims + mine.rows.filter { found[$0.key] == nil }.map { claim($0, .additionalRow) }
    }
}
