import Dabiao

/// Reads `facts.yaml`: tables with their rows, facts, lists and derived values, which share one set of names.
struct FactsReader {
    private let log: DiagnosticLog
    private let types: TypeReader
    private var excusal: Excusal
    /// What has each name: several versions of one thing may share it.
    private var owners: [String: [(kind: Kind, span: Span, place: SourceLocation)]] = [:]

    /// What a name may stand for.
    private enum Kind {
        case table, parameter, fact, list, derived
    }

    static func read(into draft: inout BundleDraft) {
        let root = draft.root(of: "facts.yaml", .facts)
        draft.bundle.tables = TableReader.tables(root?.mappings("tables") ?? [], in: &draft)
        guard let root else { return }
        var reader = FactsReader(draft)
        for table in root.mappings("tables") { reader.claimName(of: table, .table, Span()) }
        draft.bundle.parameters = root.mappings("parameters").compactMap { reader.parameter($0) }
        draft.bundle.facts = root.mappings("facts").compactMap { reader.fact($0) }
        draft.bundle.lists = root.mappings("lists").compactMap { reader.list($0) }
        for fields in root.mappings("lists") { GatheringCheck(draft).check(fields) }
        ReferenceCheck(draft.bundle, reader.excusal, draft.log).check(root)
        draft.bundle.derived = root.mappings("derived").compactMap { reader.derived($0) }
        draft.excusal = reader.excusal
        FormerNames(log: draft.log).check(root)
    }

    private init(_ draft: BundleDraft) {
        (log, excusal) = (draft.log, draft.excusal)
        types = TypeReader(tables: draft.bundle.tables, excusal: draft.excusal, log: draft.log)
    }

    /// Reads a declaration of some days; the name of one that cannot be read is excused.
    private mutating func declaration<Declaration>(
        _ fields: Fields, _ kind: Kind, _ read: (inout FactsReader, CommonKeys, Span) -> Declaration?
    ) -> Declaration? {
        let common = CommonKeys(fields: fields, log: log)
        let span = common.span
        claimName(of: fields, kind, span)
        let declaration = read(&self, common, span)
        if declaration == nil { excusal.excuse(fields.text("name")) }
        return declaration
    }

    /// Tells of a name that something else has, or another version for some of the same days.
    private mutating func claimName(of fields: Fields, _ kind: Kind, _ span: Span) {
        guard let name = fields.text("name") else { return }
        let location = fields.location(of: "name")
        let others = owners[name] ?? []
        owners[name, default: []].append((kind, span, location))
        guard let other = others.first(where: { $0.kind != kind || $0.span.overlaps(span) }) else { return }
        if other.kind != kind || (other.span.turns + span.turns).isEmpty {
            log.error(at: location, "名字“\(name)”已在 \(other.place) 用过", "the name '\(name)' is taken at \(other.place)")
        } else {
            log.error(at: location, .overlap(Phrase("声明", "the declaration"), name, span, other.place, other.span))
        }
    }

    private mutating func fact(_ fields: Fields) -> FactDeclaration? {
        declaration(fields, .fact) { $0.fact(fields, $1, $2) }
    }

    private func fact(_ fields: Fields, _ common: CommonKeys, _ span: Span) -> FactDeclaration? {
        guard let name = fields.text("name"), let title = fields.text("title"), let type = types.type(of: fields)
        else { return nil }
        types.checkBounds(of: fields, type)
        var fact = FactDeclaration(
            name: name, title: title, type: type, unit: fields.text("unit"), minimum: fields.decimal("min"),
            maximum: fields.decimal("max"), when: fields.expression("when"), basis: common.basis, span: span,
            location: fields.location)
        (fact.validFor, fact.was) = (fields.period("valid_for"), fields.texts("was"))
        return fact
    }

    private mutating func parameter(_ fields: Fields) -> ParameterDeclaration? {
        declaration(fields, .parameter) { $0.parameter(fields, $1, $2) }
    }

    private func parameter(_ fields: Fields, _ common: CommonKeys, _ span: Span) -> ParameterDeclaration? {
        guard let name = fields.text("name"), let title = fields.text("title"), let type = types.type(of: fields),
            let node = fields.node["value"]
        else { return nil }
        types.checkBounds(of: fields, type)
        do {
            let (minimum, maximum) = (fields.decimal("min"), fields.decimal("max"))
            let declared = DeclaredValue(type: type, unit: fields.text("unit"), minimum: minimum, maximum: maximum)
            return ParameterDeclaration(
                name: name, title: title, type: type, unit: fields.text("unit"), minimum: minimum, maximum: maximum,
                value: try declared.value(of: Told(node)), basis: common.basis, span: span, location: fields.location)
        } catch {
            log.error(at: node.location, error.phrase)
            return nil
        }
    }

    private mutating func derived(_ fields: Fields) -> DerivedDeclaration? {
        declaration(fields, .derived) { $0.derived(fields, $1, $2) }
    }

    private func derived(_ fields: Fields, _ common: CommonKeys, _ span: Span) -> DerivedDeclaration? {
        guard let name = fields.text("name"), let type = types.type(of: fields) else { return nil }
        guard let derivation = types.derivation(of: fields) else {
            if !fields.has("is"), !fields.has("bands") {
                log.error(
                    at: fields.location, "派生值“\(name)”缺少“is”或“bands”",
                    "the derived value '\(name)' lacks 'is' or 'bands'")
            }
            return nil
        }
        types.checkBounds(of: fields, type)
        var derived = DerivedDeclaration(
            name: name, title: fields.text("title") ?? name, type: type, unit: fields.text("unit"),
            derivation: derivation, when: fields.expression("when"), basis: common.basis, span: span,
            location: fields.location)
        derived.was = fields.texts("was")
        return derived
    }

    private mutating func list(_ fields: Fields) -> ListDeclaration? {
        declaration(fields, .list) { $0.list(fields, $1, $2) }
    }

    private mutating func list(_ fields: Fields, _ common: CommonKeys, _ span: Span) -> ListDeclaration? {
        guard let name = fields.text("name"), let title = fields.text("title") else { return nil }
        let columns = types.columns(of: fields) { excusal.excuse("\(name).\($0)") }
        let key = fields.texts("key")
        types.checkKey(of: fields, columns)
        for column in columns where key.contains(column.name) && (column.derivation != nil || column.when != nil) {
            log.error(
                at: column.location, "主键列“\(column.name)”不能推算，也不能写“when”",
                "the key column '\(column.name)' cannot be computed, and has no 'when'")
        }
        if let rows = fields.integer("min_rows"), rows < 0 {
            log.error(at: fields.location(of: "min_rows"), "“min_rows”不得为负", "'min_rows' must not be negative")
        }
        var list = ListDeclaration(
            name: name, title: title, key: fields.has("per") ? fields.texts("per") : key,
            minimumRows: fields.integer("min_rows") ?? 0, from: fields.text("from"), per: fields.texts("per"),
            columns: columns, when: fields.expression("when"), basis: common.basis, span: span,
            location: fields.location)
        (list.validFor, list.was) = (fields.period("valid_for"), fields.texts("was"))
        return list
    }
}
