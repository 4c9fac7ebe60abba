import Dabiao

/// Reads `checklist/*.yaml`: a file for each element of the standard, with its check items.
enum ChecklistReader {
    static func read(into draft: inout BundleDraft) {
        for path in draft.paths(in: "checklist", extension: "yaml") {
            guard let root = draft.root(of: path, .element) else { continue }
            let elements = self.elements(root, draft.log)
            for fields in root.mappings("items") {
                if let item = item(fields, elements, draft.log) {
                    draft.bundle.checklist.append(item)
                } else {
                    draft.excusal.excuse(fields.text("id"))
                }
            }
        }
        draft.log.refuseOverlaps(
            draft.bundle.checklist.map { ($0.id, $0.span, $0.location) }, Phrase("检查项", "check item"))
    }

    /// The element's name by edition of the standard.
    private static func elements(_ root: Fields, _ log: DiagnosticLog) -> [String: String] {
        let entries = root.node["elements"]?.entries ?? []
        if entries.isEmpty, root.has("elements") {
            log.error(at: root.location(of: "elements"), "“elements”至少写一个版本", "'elements' needs at least one edition")
        }
        return Dictionary(entries.compactMap { entry in entry.value.text.map { (entry.key, $0) } }) { first, _ in first
        }
    }

    private static func item(_ fields: Fields, _ elements: [String: String], _ log: DiagnosticLog) -> ChecklistItem? {
        let common = CommonKeys(fields: fields, log: log)
        let span = common.span
        if fields.has("award"), fields.has("conforms") {
            log.error(
                at: fields.location(of: "conforms"), "“award”和“conforms”只写一个", "write 'award' or 'conforms', not both")
        }
        guard let id = fields.text("id"), let title = fields.text("title"), let points = fields.decimal("points")
        else { return nil }
        if points <= 0 { log.error(at: fields.location(of: "points"), "“points”应大于 0", "'points' must be more than 0") }
        return ChecklistItem(
            id: id, title: title, elements: elements, points: points, award: fields.expression("award"),
            conforms: fields.expression("conforms"), when: fields.expression("when"), basis: common.basis, span: span,
            location: fields.location)
    }
}
