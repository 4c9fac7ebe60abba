import Dabiao

/// Reads the lookup tables: declared columns, and rows of `tables/NAME.csv` with the basis of each.
struct TableReader {
    private let log: DiagnosticLog
    /// The columns that come with every table.
    private static let basis = ["standard", "edition", "clause", "certainty", "force"]
    /// Columns that a table has where some of its rows hold for some days only; blank is without end.
    private static let days = ["effective", "until"]

    static func tables(_ declarations: [Fields], in draft: inout BundleDraft) -> [TableDeclaration] {
        let reader = TableReader(log: draft.log)
        var tables: [TableDeclaration] = []
        for fields in declarations {
            guard let name = fields.text("name") else { continue }
            if let table = reader.table(fields, name, known: tables, draft) {
                tables.append(table)
            } else {
                draft.excusal.excuse(name)
            }
        }
        let known = Set(declarations.compactMap { $0.text("name") })
        for path in draft.paths(in: "tables", extension: "csv") {
            let name = String(path.dropFirst("tables/".count).dropLast(".csv".count))
            guard !known.contains(name), !draft.excusal.covers(name) else { continue }
            let place = SourceLocation(file: path, line: 1, column: 1)
            draft.log.error(at: place, .unknown(Phrase("查询表声明", "table declaration"), name, among: known.sorted()))
        }
        return tables
    }

    private func table(
        _ fields: Fields, _ name: String, known tables: [TableDeclaration], _ draft: BundleDraft
    ) -> TableDeclaration? {
        let types = TypeReader(tables: tables, excusal: draft.excusal, log: log)
        var isWhole = true
        let columns = types.columns(of: fields) { _ in isWhole = false }
        types.checkKey(of: fields, columns)
        for column in columns where (Self.basis + Self.days).contains(column.name) {
            log.error(
                at: column.location, "列名“\(column.name)”留给依据和有效期使用",
                "the column name '\(column.name)' is kept for the basis and the days in force")
        }
        let path = "tables/\(name).csv"
        guard draft.source.files[path] != nil else {
            log.error(at: fields.location(of: "name"), "缺少数据文件 \(path)", "its file \(path) is missing")
            return nil
        }
        guard isWhole, let text = draft.texts[path], let csv = parse(text, path) else { return nil }
        guard checkHeader(csv, columns, path) else { return nil }
        let rows = csv.rows.compactMap { row(CSVRow(header: csv.header, row: $0, file: path), columns) }
        let key = fields.texts("key")
        refuseDoubles(rows, key: key)
        return TableDeclaration(
            name: name, title: fields.text("title") ?? name, key: key, columns: columns, rows: rows,
            location: fields.location)
    }

    private func parse(_ text: String, _ path: String) -> CSVTable? {
        do {
            return try CSVTable(text)
        } catch {
            log.error(at: SourceLocation(file: path, line: error.line, column: error.column), error.problem)
            return nil
        }
    }

    private func checkHeader(_ csv: CSVTable, _ columns: [ColumnDeclaration], _ path: String) -> Bool {
        let expected = columns.map(\.name) + Self.basis
        let unknown = csv.header.filter { !(expected + Self.days).contains($0.text) }
        for cell in unknown {
            let place = SourceLocation(file: path, line: cell.line, column: cell.column)
            log.error(at: place, .unknown(Phrase("列", "column"), cell.text, among: expected + Self.days))
        }
        let missing = expected.filter { name in !csv.header.contains { $0.text == name } }
        if !missing.isEmpty {
            log.error(
                at: SourceLocation(file: path, line: csv.header.first?.line ?? 1, column: 1),
                "表头缺少列：\(missing.joined(separator: "、"))", "the header lacks: \(missing.joined(separator: ", "))")
        }
        return unknown.isEmpty && missing.isEmpty
    }

    private func row(_ row: CSVRow, _ columns: [ColumnDeclaration]) -> TableRow? {
        var cells: [String: Value] = [:]
        for column in columns {
            guard let told = row.told(column.name, type: column.type) else {
                log.error(
                    at: row.location(of: column.name), "“\(column.name)”是空格子，只有文字列可以为空",
                    "'\(column.name)' is a blank cell: only text may be blank")
                continue
            }
            do {
                let value = try DeclaredValue(column).value(of: told)
                refuseFinerThanKept(value, row, column.name)
                cells[column.name] = value
            } catch {
                log.error(
                    at: row.location(of: column.name),
                    Phrase("“\(column.name)”", "'\(column.name)' ").followed(by: error.phrase))
            }
        }
        let span = span(of: row)
        guard let citation = citation(of: row), cells.count == columns.count else { return nil }
        return TableRow(cells: cells, basis: [citation], span: span, location: row.location)
    }

    /// A figure of a table is never cut short in silence: numbers are kept at nine decimals.
    private func refuseFinerThanKept(_ value: Value, _ row: CSVRow, _ column: String) {
        guard case .number(let number) = value, abs(number) < 9e6, (number * 1e9).rounded() / 1e9 != number else {
            return
        }
        log.error(
            at: row.location(of: column),
            "“\(column)”的小数超过九位（\(row.text(column))）：数按九位小数保存，请换单位或写成倍数，例如十亿倍再在表达式里除回",
            "'\(column)' has more than nine decimals (\(row.text(column))): numbers are kept at nine; take another unit, or "
                + "write a multiple and divide in the expression")
    }

    private func span(of row: CSVRow) -> Span {
        func day(_ name: String) -> CivilDate? {
            let text = row.text(name)
            guard !text.isEmpty, CivilDate(text) == nil else { return CivilDate(text) }
            let expected = Form.date.expectation
            log.error(
                at: row.location(of: name), "“\(name)”应为\(expected.zh)，写的是“\(text)”",
                "'\(name)' must be \(expected.en), found '\(text)'")
            return nil
        }
        let span = Span(effective: day("effective"), until: day("until"))
        if let effective = span.effective, let until = span.until, until <= effective {
            log.error(
                at: row.location(of: "until"), "“until”应晚于“effective”（\(effective)）",
                "'until' must be later than 'effective' (\(effective))")
        }
        return span
    }

    private func citation(of row: CSVRow) -> Citation? {
        let standard = row.text("standard")
        if standard.isEmpty {
            log.error(at: row.location(of: "standard"), "这一行没有依据（standard）", "this row has no basis (standard)")
        }
        let certainty: Citation.Certainty? = word(row, "certainty")
        let force: Citation.Force? = word(row, "force")
        guard !standard.isEmpty, let certainty, let force else { return nil }
        let (edition, clause) = (row.text("edition"), row.text("clause"))
        return Citation(
            standard: standard, edition: edition.isEmpty ? nil : edition, clause: clause.isEmpty ? nil : clause,
            certainty: certainty, force: force)
    }

    private func word<Word: CaseIterable & RawRepresentable<String>>(_ row: CSVRow, _ name: String) -> Word? {
        if let word = Word(rawValue: row.text(name)) { return word }
        let (expected, found) = (Form.word(Word.self).expectation, row.text(name))
        log.error(
            at: row.location(of: name), "“\(name)”应为\(expected.zh)，写的是“\(found)”",
            "'\(name)' must be \(expected.en), found '\(found)'")
        return nil
    }

    private func refuseDoubles(_ rows: [TableRow], key: [String]) {
        var seen: [[Value]: [TableRow]] = [:]
        for row in rows {
            let values = key.compactMap { row.cells[$0] }
            let earlier = seen[values]?.first { $0.span.overlaps(row.span) }
            seen[values, default: []].append(row)
            guard let earlier else { continue }
            let (text, place) = (values.map(\.description).joined(separator: ", "), earlier.location)
            if (earlier.span.turns + row.span.turns).isEmpty {
                log.error(
                    at: row.location, "主键 \(text) 已在 \(place) 出现过", "the key \(text) stands at \(place) already")
            } else {
                log.error(at: row.location, .overlap(Phrase("主键", "the key"), text, row.span, place, earlier.span))
            }
        }
    }
}

/// A row of a table's file, its cells by the names of the header.
private struct CSVRow {
    let header: [CSVTable.Cell]
    let row: CSVTable.Row
    let file: String

    var location: SourceLocation { SourceLocation(file: file, line: row.line, column: 1) }

    private func cell(_ name: String) -> CSVTable.Cell? {
        header.firstIndex { $0.text == name }.map { row.cells[$0] }
    }

    func text(_ name: String) -> String { cell(name)?.text ?? "" }

    func location(of name: String) -> SourceLocation {
        cell(name).map { SourceLocation(file: file, line: $0.line, column: $0.column) } ?? location
    }

    /// What the cell tells; nil where it is blank and blank means nothing.
    func told(_ name: String, type: ValueType) -> Told? {
        let text = text(name)
        return text.isEmpty && type != .text ? nil : Told(scalar: text, at: location(of: name))
    }
}
