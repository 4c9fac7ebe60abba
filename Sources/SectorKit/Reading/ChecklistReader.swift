import Dabiao

/// Reads `checklist/*.yaml`: a file for each element of the standard, with its check items.
enum ChecklistReader {
    static func read(into draft: inout BundleDraft) {
        for path in draft.paths(in: "checklist", extension: "yaml") {
            guard let root = draft.root(of: path, .element) else { continue }
            let elements = CommonKeys(fields: root, log: draft.log).elements(into: &draft.bundle.elementNames)
            for fields in root.mappings("items") {
                if let item = item(fields, elements, draft) {
                    draft.bundle.checklist.append(item)
                } else {
                    draft.excusal.excuse(fields.text("id"))
                }
            }
        }
        draft.log.refuseOverlaps(
            draft.bundle.checklist.map { ($0.id, $0.span, $0.location) }, Phrase("检查项", "check item"))
    }

    private static func item(_ fields: Fields, _ elements: [String: String], _ draft: BundleDraft) -> ChecklistItem? {
        let log = draft.log
        let common = CommonKeys(fields: fields, log: log)
        let (span, list) = (common.span, common.list(in: draft))
        if fields.has("award"), fields.has("conforms") {
            log.error(
                at: fields.location(of: "conforms"), "“award”和“conforms”只写一个", "write 'award' or 'conforms', not both")
        }
        if list != nil, !fields.has("award"), !fields.has("conforms") {
            log.error(
                at: fields.location(of: "for"), "逐行的检查项要写“conforms”或“award”：人工评定的检查项一项只有一个结果",
                "an item with 'for' has 'conforms' or 'award': an item that is judged has one finding")
        }
        guard let id = fields.text("id"), let title = fields.text("title"), let points = fields.decimal("points")
        else { return nil }
        if points <= 0 { log.error(at: fields.location(of: "points"), "“points”应大于 0", "'points' must be more than 0") }
        return ChecklistItem(
            id: id, title: title, list: list, elements: elements, points: points, award: fields.expression("award"),
            conforms: fields.expression("conforms"), when: fields.expression("when"), basis: common.basis,
            hazard: fields.word("hazard") ?? .none, span: span, location: fields.location)
    }
}
