import Dabiao

/// Reads `veto-rules/*.yaml`: a veto rule a file, with the cases that prove it.
enum VetoRuleReader {
    static func read(into draft: inout BundleDraft) {
        for path in draft.paths(in: "veto-rules", extension: "yaml") {
            guard let fields = draft.root(of: path, .vetoRule) else { continue }
            if let rule = rule(fields, path, &draft) { draft.bundle.vetoRules.append(rule) }
            draft.excusal.excuse("veto-rules/\(fileName(path))")  // known by its file, even where its id is amiss
        }
        draft.log.refuseOverlaps(
            draft.bundle.vetoRules.map { ($0.id, $0.span, $0.location) }, Phrase("否决项", "veto rule"))
    }

    /// The name of a file up to its first dot: the versions of one rule are `ID.yaml`, `ID.2027.yaml` and so on.
    private static func fileName(_ path: String) -> String {
        String(path.dropFirst("veto-rules/".count).prefix { $0 != "." })
    }

    private static func rule(_ fields: Fields, _ path: String, _ draft: inout BundleDraft) -> VetoRule? {
        let common = CommonKeys(fields: fields, log: draft.log)
        let (basis, span, list) = (common.basis, common.span, common.list(in: draft))
        let cases = self.cases(of: fields, span, draft)
        guard let id = fields.text("id"), let title = fields.text("title"), let rule = fields.expression("rule"),
            let remedy = fields.text("remedy")
        else { return nil }
        if id != fileName(path) {
            draft.log.error(
                at: fields.location(of: "id"),
                "否决项标识应与文件名一致：\(fileName(path))（文件名第一个点之前的部分；同一条的其他版本写成 \(id).2027.yaml 这样）",
                "the id must be the file's name: \(fileName(path)) (up to the first dot; another version of a rule is "
                    + "\(id).2027.yaml or the like)")
        }
        let effect = effect(fields, basis, draft.log)
        let elements = common.elements(into: &draft.bundle.elementNames)
        checkElements(fields, effect, draft.log)
        return VetoRule(
            id: id, title: title, list: list, when: fields.expression("when"), rule: rule, basis: basis,
            effect: effect, elements: elements, hazard: fields.word("hazard") ?? .none, remedy: remedy, span: span,
            warn: warn(fields, span, draft.log), cases: cases, location: fields.location)
    }

    /// The written effect, by default the strongest that the basis allows; a stronger one is an error.
    private static func effect(_ fields: Fields, _ basis: [Citation], _ log: DiagnosticLog) -> Effect {
        let ceiling = Effect.ceiling(of: basis)
        guard let effect: Effect = fields.word("effect") else { return ceiling }
        if !basis.isEmpty, effect < ceiling {
            log.error(
                at: fields.location(of: "effect"),
                "依据的效力和确定程度最多支持“\(ceiling.rawValue)”，不能写“\(effect.rawValue)”",
                "force and certainty of the basis support '\(ceiling.rawValue)' at most, not '\(effect.rawValue)'")
        }
        return effect
    }

    /// An element belongs to the effect that takes its marks, and to no other.
    private static func checkElements(_ fields: Fields, _ effect: Effect, _ log: DiagnosticLog) {
        if effect == .zeroElement, !fields.has("elements") {
            log.error(
                at: fields.location(of: "effect"), "“zero-element”要写“elements”：哪个要素不得分（写法同检查表文件）",
                "'zero-element' needs 'elements': whose marks it takes (as a checklist file names them)")
        } else if effect != .zeroElement, fields.has("elements") {
            log.error(
                at: fields.location(of: "elements"), "只有“effect: zero-element”才写“elements”",
                "only 'effect: zero-element' has 'elements'")
        }
    }

    /// The day of the warning; it comes before the rule is in force.
    private static func warn(_ fields: Fields, _ span: Span, _ log: DiagnosticLog) -> CivilDate? {
        guard let warn = fields.date("warn") else { return nil }
        guard let effective = span.effective, warn < effective else {
            log.error(
                at: fields.location(of: "warn"), "“warn”应早于“effective”：预警在前，生效在后",
                "'warn' must be earlier than 'effective': the warning comes first")
            return nil
        }
        return warn
    }

    private static func cases(of fields: Fields, _ span: Span, _ draft: BundleDraft) -> [RuleCase] {
        fields.mappings("cases").compactMap { fields in
            let day = fields.date("on") ?? span.someDay
            if !span.isEmpty, !span.contains(day) {
                let phrase = span.phrase
                draft.log.error(
                    at: fields.location(of: "on"), "用例的日期 \(day) 不在这一版的有效期内（\(phrase.zh)）",
                    "the day \(day) of the case is none of this version's (\(phrase.en))")
            }
            let telling = CaseReader.telling(of: fields, on: day, draft)
            guard let expected: Verdict = fields.word("expect") else { return nil }
            return RuleCase(
                name: fields.text("name"), telling: telling, date: fields.date("on"), expected: expected,
                location: fields.location)
        }
    }
}
