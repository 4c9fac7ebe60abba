import Dabiao

/// Checks a list that is derived from another: `from:` a list, `per:` columns that both have, everything else computed.
struct GatheringCheck {
    private let lists: [ListDeclaration]
    private let excusal: Excusal
    private let log: DiagnosticLog

    init(_ draft: BundleDraft) {
        (lists, excusal, log) = (draft.bundle.lists, draft.excusal, draft.log)
    }

    func check(_ fields: Fields) {
        guard fields.has("from") || fields.has("per") else { return }
        for key in ["from", "per"] where !fields.has(key) {
            log.error(
                at: fields.location, "派生清单要同时写“from”和“per”，缺少“\(key)”",
                "a derived list has 'from' and 'per', '\(key)' is missing")
        }
        for key in ["key", "min_rows"] where fields.has(key) {
            log.error(
                at: fields.location(of: key), "派生清单不写“\(key)”：“per”就是它的主键",
                "a derived list has no '\(key)': 'per' is its key")
        }
        if fields.has("valid_for") {
            log.error(
                at: fields.location(of: "valid_for"), "派生清单不写“valid_for”：写在它所依据的清单上",
                "a derived list has no 'valid_for': write it at the list that it is derived from")
        }
        guard let from = fields.text("from"), let list = lists.first(where: { $0.location == fields.location })
        else {
            return
        }
        guard let source = lists.first(where: { $0.name == from && $0.name != list.name }) else {
            guard !excusal.covers(from) else { return }
            let known = lists.map(\.name).filter { $0 != list.name }
            return log.error(at: fields.location(of: "from"), .unknown(Phrase("清单", "list"), from, among: known))
        }
        for element in fields.elements("per") { check(element, list, source) }
        for column in list.columns where !list.per.contains(column.name) && column.derivation == nil {
            log.error(
                at: column.location, "派生清单的列“\(column.name)”要用“is”或“bands”推算",
                "the column '\(column.name)' of a derived list is computed: give it 'is' or 'bands'")
        }
    }

    private func check(_ element: YAMLNode, _ list: ListDeclaration, _ source: ListDeclaration) {
        guard let name = element.text else { return }
        guard let origin = source.columns.first(where: { $0.name == name }) else {
            let known = source.columns.map(\.name)
            return log.error(at: element.location, .unknown(Phrase("列", "column"), name, among: known))
        }
        guard let own = list.columns.first(where: { $0.name == name }), own.derivation == nil else {
            return log.error(
                at: element.location, "“per”的列“\(name)”要在这份清单里声明，且不推算",
                "the column '\(name)' of 'per' is declared in this list, without 'is'")
        }
        if own.type != origin.type || own.unit != origin.unit {
            log.error(
                at: element.location, "“per”的列“\(name)”在两份清单里应为同一类型和单位",
                "the column '\(name)' of 'per' has one type and unit in both lists")
        }
        if !origin.isRequired, !source.key.contains(name) {
            log.error(
                at: element.location, "“\(source.name)”的列“\(name)”用于“per”，要写 required: true",
                "the column '\(name)' of '\(source.name)' is used by 'per': make it required: true")
        }
    }
}
