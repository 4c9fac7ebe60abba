import Dabiao

/// Reads `facts.yaml`: tables with their rows, facts, lists and derived values, which share one set of names.
struct FactsReader {
    private let log: DiagnosticLog
    private let types: TypeReader
    private var excusal: Excusal
    private var places: [String: SourceLocation] = [:]

    static func read(into draft: inout BundleDraft) {
        let root = draft.root(of: "facts.yaml", .facts)
        draft.bundle.tables = TableReader.tables(root?.mappings("tables") ?? [], in: &draft)
        guard let root else { return }
        var reader = FactsReader(draft)
        for table in root.mappings("tables") { reader.claimName(of: table) }
        draft.bundle.parameters = root.mappings("parameters").compactMap { reader.declaration($0) { $0.parameter($1) } }
        draft.bundle.facts = root.mappings("facts").compactMap { reader.declaration($0) { $0.fact($1) } }
        draft.bundle.lists = root.mappings("lists").compactMap { reader.declaration($0) { $0.list($1) } }
        for fields in root.mappings("lists") { GatheringCheck(draft).check(fields) }
        draft.bundle.derived = root.mappings("derived").compactMap { reader.declaration($0) { $0.derived($1) } }
        draft.excusal = reader.excusal
    }

    private init(_ draft: BundleDraft) {
        (log, excusal) = (draft.log, draft.excusal)
        types = TypeReader(tables: draft.bundle.tables, excusal: draft.excusal, log: draft.log)
    }

    /// Reads a declaration; the name of one that cannot be read is excused.
    private mutating func declaration<Declaration>(
        _ fields: Fields, _ read: (inout FactsReader, Fields) -> Declaration?
    ) -> Declaration? {
        claimName(of: fields)
        let declaration = read(&self, fields)
        if declaration == nil { excusal.excuse(fields.text("name")) }
        return declaration
    }

    /// Tells of a name that something else has.
    private mutating func claimName(of fields: Fields) {
        guard let name = fields.text("name") else { return }
        let location = fields.location(of: "name")
        if let place = places[name] {
            log.error(at: location, "名字“\(name)”已在 \(place) 用过", "the name '\(name)' is taken at \(place)")
        } else {
            places[name] = location
        }
    }

    private func fact(_ fields: Fields) -> FactDeclaration? {
        guard let name = fields.text("name"), let title = fields.text("title"), let type = types.type(of: fields)
        else { return nil }
        types.checkBounds(of: fields, type)
        return FactDeclaration(
            name: name, title: title, type: type, unit: fields.text("unit"), minimum: fields.decimal("min"),
            maximum: fields.decimal("max"), when: fields.expression("when"), location: fields.location)
    }

    private func parameter(_ fields: Fields) -> ParameterDeclaration? {
        guard let name = fields.text("name"), let title = fields.text("title"), let type = types.type(of: fields),
            let node = fields.node["value"]
        else { return nil }
        types.checkBounds(of: fields, type)
        do {
            let declared = DeclaredValue(type: type, unit: fields.text("unit"))
            return ParameterDeclaration(
                name: name, title: title, type: type, unit: fields.text("unit"),
                value: try declared.value(of: Told(node)),
                basis: CommonKeys(fields: fields, log: log).basis, location: fields.location)
        } catch {
            log.error(at: node.location, error.phrase)
            return nil
        }
    }

    private func derived(_ fields: Fields) -> DerivedDeclaration? {
        guard let name = fields.text("name"), let type = types.type(of: fields) else { return nil }
        guard let derivation = types.derivation(of: fields) else {
            if !fields.has("is"), !fields.has("bands") {
                log.error(
                    at: fields.location, "推算值“\(name)”缺少“is”或“bands”",
                    "the derived value '\(name)' lacks 'is' or 'bands'")
            }
            return nil
        }
        types.checkBounds(of: fields, type)
        return DerivedDeclaration(
            name: name, title: fields.text("title") ?? name, type: type, unit: fields.text("unit"),
            derivation: derivation, location: fields.location)
    }

    private mutating func list(_ fields: Fields) -> ListDeclaration? {
        guard let name = fields.text("name"), let title = fields.text("title") else { return nil }
        let columns = types.columns(of: fields) { excusal.excuse("\(name).\($0)") }
        let key = fields.texts("key")
        types.checkKey(of: fields, columns)
        for column in columns where key.contains(column.name) && column.derivation != nil {
            log.error(
                at: column.location, "主键列“\(column.name)”不能推算", "the key column '\(column.name)' cannot be computed")
        }
        if let rows = fields.integer("min_rows"), rows < 0 {
            log.error(at: fields.location(of: "min_rows"), "“min_rows”不得为负", "'min_rows' must not be negative")
        }
        return ListDeclaration(
            name: name, title: title, key: fields.has("per") ? fields.texts("per") : key,
            minimumRows: fields.integer("min_rows") ?? 0, from: fields.text("from"), per: fields.texts("per"),
            columns: columns, location: fields.location)
    }
}
