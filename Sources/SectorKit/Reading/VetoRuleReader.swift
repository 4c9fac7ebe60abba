import Dabiao

/// Reads `veto-rules/*.yaml`: a veto rule a file, with the cases that prove it.
enum VetoRuleReader {
    static func read(into draft: inout BundleDraft) {
        for path in draft.paths(in: "veto-rules", extension: "yaml") {
            guard let fields = draft.root(of: path, .vetoRule) else { continue }
            if let rule = rule(fields, path, draft) { draft.bundle.vetoRules.append(rule) }
            draft.excusal.excuse(fileName(path))  // known by its file, even where its id is amiss
        }
        draft.log.refuseOverlaps(
            draft.bundle.vetoRules.map { ($0.id, $0.span, $0.location) }, Phrase("否决项", "veto rule"))
    }

    private static func fileName(_ path: String) -> String {
        String(path.dropFirst("veto-rules/".count).dropLast(".yaml".count))
    }

    private static func rule(_ fields: Fields, _ path: String, _ draft: BundleDraft) -> VetoRule? {
        let common = CommonKeys(fields: fields, log: draft.log)
        let (basis, span, list) = (common.basis, common.span, common.list(in: draft))
        let cases = self.cases(of: fields, draft)
        guard let id = fields.text("id"), let title = fields.text("title"), let rule = fields.expression("rule"),
            let remedy = fields.text("remedy")
        else { return nil }
        if id != fileName(path) {
            draft.log.error(
                at: fields.location(of: "id"), "否决项标识应与文件名一致：\(fileName(path))",
                "the id must be the file's name: \(fileName(path))")
        }
        return VetoRule(
            id: id, title: title, list: list, when: fields.expression("when"), rule: rule, basis: basis,
            effect: effect(fields, basis, draft.log), hazard: fields.word("hazard") ?? .none, remedy: remedy,
            span: span, cases: cases, location: fields.location)
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

    private static func cases(of fields: Fields, _ draft: BundleDraft) -> [RuleCase] {
        fields.mappings("cases").compactMap { fields in
            let telling = CaseReader.telling(of: fields, draft)
            guard let expected: Verdict = fields.word("expect") else { return nil }
            return RuleCase(
                name: fields.text("name"), telling: telling, date: fields.date("on"), expected: expected,
                location: fields.location)
        }
    }
}
