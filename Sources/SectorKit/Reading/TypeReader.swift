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
        if !["choice", "set", "ref"].contains(word), fields.has("of") {
            log.error(
                at: fields.location(of: "of"), "只有 choice、set 和 ref 类型写“of”",
                "only the types choice, set and ref have 'of'")
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
        case "datetime": return .datetime
        case "ref": return target(of: fields).map(ValueType.reference)
        default: return nil
        }
    }

    /// What a reference refers to; `ReferenceCheck` looks whether there is such a list.
    private func target(of fields: Fields) -> String? {
        if let target = fields.text("of") { return target }
        log.error(
            at: fields.location, "类型 ref 要用“of”写明引用哪个清单或哪类参与方",
            "the type ref names the list or the kind of party in 'of'")
        return nil
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
        return table.rows.compactMap { $0.cells[parts[1]] }.eachOnce().map(\.description)
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
            let (isRequired, derivation) = (fields.boolean("required") ?? false, derivation(of: fields))
            if isRequired, fields.has("when") {
                log.error(
                    at: fields.location(of: "when"), "“required”和“when”不同写：有时不适用的列不能每行必填",
                    "'required' does not go with 'when': a column that may not apply cannot be required")
            }
            // A reference is always required, unless it is computed or may not apply.
            let isReference = if case .reference = type { derivation == nil && !fields.has("when") } else { false }
            var column = ColumnDeclaration(
                name: name, title: fields.text("title") ?? name, type: type, unit: fields.text("unit"),
                minimum: fields.decimal("min"), maximum: fields.decimal("max"),
                isRequired: isRequired || isReference, blankIsNever: blankIsNever(fields, type),
                derivation: derivation, when: fields.expression("when"), location: fields.location)
            column.was = fields.texts("was")
            return column
        }
    }

    /// `blank: never`, of dates that are told and may be left out.
    private func blankIsNever(_ fields: Fields, _ type: ValueType) -> Bool {
        guard fields.has("blank") else { return false }
        if type != .date || fields.boolean("required") == true || fields.has("is") || fields.has("bands") {
            log.error(
                at: fields.location(of: "blank"), "只有填报的、可以不填的日期列才写“blank: never”",
                "only a date that is told and may be left out has 'blank: never'")
        }
        return true
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
            let common = CommonKeys(fields: band, log: log)
            return Derivation.Band(when: when, value: value, basis: common.basis, span: common.span)
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
