import Dabiao

/// Reads the types of facts and columns, and what depends on them.
struct TypeReader {
    /// Tables whose columns a `choice` may take its values from.
    let tables: [TableDeclaration]
    /// Tables that could not be read.
    let excusal: Excusal
    let log: DiagnosticLog

    /// The declared type; nil, with a diagnostic, where it cannot be had.
    func type(of fields: Fields) -> ValueType? {
        guard let word = fields.text("type") else { return nil }
        if word != "choice", word != "set", fields.has("of") {
            log.error(
                at: fields.location(of: "of"), "只有 choice 和 set 类型写“of”", "only the types choice and set have 'of'")
        }
        switch word {
        case "boolean": return .boolean
        case "integer": return .integer
        case "decimal": return .decimal
        case "text": return .text
        case "date": return .date
        case "duration": return .duration
        case "choice": return words(of: fields).map(ValueType.choice)
        case "set": return words(of: fields).map(ValueType.set)
        case "datetime", "ref":
            log.error(at: fields.location(of: "type"), "类型 \(word) 这一版还不支持", "the type \(word) is not supported yet")
            return nil
        default: return nil
        }
    }

    /// The values of a choice: a list of words, or the cells of a text column of a table.
    private func words(of fields: Fields) -> [String]? {
        guard let node = fields.node["of"] else {
            log.error(
                at: fields.location, "类型 \(fields.text("type") ?? "") 要用“of”列出可选值（列表，或 表名.列名）",
                "the type \(fields.text("type") ?? "") needs its values in 'of' (a list, or table.column)")
            return nil
        }
        guard case .sequence(let elements) = node.content else { return words(of: node) }
        var words: [String] = []
        for element in elements {
            guard let word = element.text, !words.contains(word) else {
                log.error(at: element.location, "可选值写了不止一次", "the value is written more than once")
                continue
            }
            words.append(word)
        }
        if words.isEmpty { log.error(at: node.location, "“of”是空的", "'of' is empty") }
        return words.isEmpty ? nil : words
    }

    private func words(of node: YAMLNode) -> [String]? {
        let parts = (node.text ?? "").split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            log.error(at: node.location, "“of”应为列表，或 表名.列名", "'of' must be a list, or table.column")
            return nil
        }
        guard let table = tables.first(where: { $0.name == parts[0] }) else {
            if excusal.covers(parts[0]) { return nil }
            log.error(at: node.location, .unknown(Phrase("查询表", "table"), parts[0], among: tables.map(\.name)))
            return nil
        }
        guard let column = table.columns.first(where: { $0.name == parts[1] }) else {
            let known = table.columns.map(\.name)
            log.error(at: node.location, .unknown(Phrase("列", "column"), parts[1], among: known))
            return nil
        }
        guard column.type == .text else {
            log.error(at: node.location, "“\(node.text ?? "")”不是文字列", "'\(node.text ?? "")' is not a column of text")
            return nil
        }
        var seen: Set<Value> = []
        return table.rows.compactMap { $0.cells[parts[1]] }.filter { seen.insert($0).inserted }.map(\.description)
    }

    /// Units and bounds belong to numbers, and the bounds enclose something.
    func checkBounds(of fields: Fields, _ type: ValueType) {
        for key in ["unit", "min", "max"] where fields.has(key) && !type.isNumber {
            log.error(at: fields.location(of: key), "只有数字才写“\(key)”", "only numbers have '\(key)'")
        }
        if let minimum = fields.decimal("min"), let maximum = fields.decimal("max"), maximum < minimum {
            log.error(at: fields.location(of: "max"), "“max”小于“min”", "'max' is less than 'min'")
        }
    }

    /// The columns of a list or table; `excuse` is told the names of those that cannot be read.
    func columns(of fields: Fields, excuse: (String) -> Void) -> [ColumnDeclaration] {
        var seen: Set<String> = []
        return fields.mappings("columns").compactMap { fields in
            guard let name = fields.text("name") else { return nil }
            if !seen.insert(name).inserted {
                log.error(at: fields.location(of: "name"), "列“\(name)”写了不止一次", "column '\(name)' is declared twice")
            }
            guard let type = type(of: fields) else {
                excuse(name)
                return nil
            }
            checkBounds(of: fields, type)
            return ColumnDeclaration(
                name: name, title: fields.text("title") ?? name, type: type, unit: fields.text("unit"),
                minimum: fields.decimal("min"), maximum: fields.decimal("max"),
                isRequired: fields.boolean("required") ?? false, derivation: derivation(of: fields),
                location: fields.location)
        }
    }

    /// `is:` or `bands:`, never both; nil where a value is told.
    func derivation(of fields: Fields) -> Derivation? {
        if fields.has("is"), fields.has("bands") {
            log.error(
                at: fields.location(of: "bands"), "“is”和“bands”只能写一个", "write 'is' or 'bands', not both")
        }
        if let source = fields.expression("is") { return .expression(source) }
        let bands = fields.mappings("bands").compactMap { band -> Derivation.Band? in
            guard let when = band.expression("when"), let value = band.expression("value") else { return nil }
            return Derivation.Band(when: when, value: value, basis: CommonKeys(fields: band, log: log).basis)
        }
        return bands.isEmpty ? nil : .bands(bands)
    }

    /// Every column of the key is a column.
    func checkKey(of fields: Fields, _ columns: [ColumnDeclaration]) {
        let declared = fields.mappings("columns").compactMap { $0.text("name") }
        for element in fields.elements("key") {
            guard let name = element.text, !declared.contains(name) else { continue }
            log.error(at: element.location, .unknown(Phrase("列", "column"), name, among: declared))
        }
    }
}
