public import Dabiao
import RuleEngine

extension Plugin {
    /// Samples every rule and lookup around its boundaries: what sampling did not find is a warning, what it did find
    /// an error; a verdict that a rule can give needs a case that expects it.
    ///
    /// - Parameters:
    ///   - calendar: nil where there is none: what counts workdays is then unknown.
    ///   - results: what became of the cases; with them, the mistakes that no case notices are sought as well, in the
    ///     rules whose cases pass and are complete.
    public func examine(_ calendar: WorkCalendar?, after results: [CaseResult]? = nil) throws -> Examination {
        let surveyors = try self.surveyors(calendar)
        var examination = Examination()
        examination.findings += try lookups(surveyors.map(\.surveyor))
        let failed = Set((results ?? []).filter { !$0.hasPassed }.map(\.location))
        for rule in bundle.vetoRules {
            let told = cases(of: rule)
            let isSound = results != nil && !told.contains { failed.contains($0.location) }
            let day = told.compactMap(\.date).first ?? rule.span.someDay
            let expected = Set(told.map(\.expected))
            let cases = told.map { SurveyCase($0.telling, on: $0.date ?? rule.span.someDay) }
            guard let surveyor = surveyors.first(where: { $0.days.contains(day) })?.surveyor,
                let survey = try surveyor.survey(rule, on: day, against: isSound ? cases : nil)
            else { continue }
            examination.findings += Self.findings(survey)
            // The cases of the rules themselves stand in the bundle that a drop-in amends.
            guard dropIns.isEmpty else { continue }
            let missing = Self.missing(survey, expected)
            examination.missing += missing
            // The cases that are missing come first: they catch most mistakes.
            if missing.isEmpty { examination.survivors += Self.survivors(survey) }
        }
        return examination
    }

    /// The rows of lookup tables that answer a lookup together, each with what was asked: always an error.
    public func overlaps(_ calendar: WorkCalendar) -> [Diagnostic] {
        do {
            return try lookups(try surveyors(calendar).map(\.surveyor)).filter { $0.severity == .error }
        } catch {
            let place = SourceLocation(file: "plugin.yaml", line: 1, column: 1)
            return [Diagnostic(at: place, Phrase("取样失败：\(error)", "sampling failed: \(error)"))]
        }
    }

    private typealias Told = (telling: Telling, date: CivilDate?, expected: Verdict, location: SourceLocation)

    /// The cases of a rule: its own, and those over the whole bundle that expect something of it.
    private func cases(of rule: VetoRule) -> [Told] {
        rule.cases.map { ($0.telling, $0.date, $0.expected, $0.location) }
            + bundle.cases.filter { rule.span.contains($0.date) }.compactMap { tested in
                tested.vetoes[rule.id].map { (tested.telling, tested.date, $0, tested.location) }
            }
    }

    // MARK: - Rules

    private static func missing(_ survey: RuleSurvey, _ expected: Set<Verdict>) -> [Examination.MissingCase] {
        let demanded = Verdict.allCases.filter { $0 != .notApplicable || survey.rule.when != nil }
        return demanded.filter { !expected.contains($0) }.compactMap { verdict in
            survey.reached[verdict].map { example in
                Examination.MissingCase(
                    rule: survey.rule.id, location: survey.rule.location, verdict: verdict,
                    suggestion: line(example, verdict))
            }
        }
    }

    private static func survivors(_ survey: RuleSurvey) -> [Examination.Survivor] {
        survey.survivors.map { survivor in
            Examination.Survivor(
                rule: survey.rule.id, location: survivor.location, derived: survivor.derived, change: survivor.change,
                expected: survivor.expected, mistaken: survivor.mistaken,
                suggestion: line(survivor.example, survivor.expected))
        }
    }

    private static func line(_ example: RuleSurvey.Example, _ verdict: Verdict) -> String {
        CaseLine(
            telling: example.telling, date: example.dependsOnDate ? example.date : nil, expected: verdict,
            name: verdict.word.zh
        ).text
    }

    private static func findings(_ survey: RuleSurvey) -> [Diagnostic] {
        guard survey.isConclusive else { return [] }
        var findings: [Diagnostic] = []
        func warn(_ source: ExpressionSource, _ zh: String, _ en: String) {
            let sampled = Phrase("取样 \(survey.samples) 组，未发现", "in \(survey.samples) samples ")
            findings.append(Diagnostic(.warning, at: source.location, sampled.followed(by: Phrase(zh, en))))
        }
        if !survey.possible.contains(.triggered) {
            warn(
                survey.rule.rule, "否决项“\(survey.rule.id)”触发的情形：请检查条件是否自相矛盾",
                "the rule \(survey.rule.id) never triggers: does its condition contradict itself?")
        }
        if !survey.possible.contains(.clear) {
            warn(
                survey.rule.rule, "否决项“\(survey.rule.id)”不触发的情形：请检查条件是否总是成立",
                "the rule \(survey.rule.id) is never clear: does its condition always hold?")
        }
        guard let when = survey.rule.when else { return findings }
        if !survey.applies.contains(true) {
            warn(when, "适用条件（when）成立的情形：这条否决项不会被用到", "'when' never holds: the rule is never used")
        }
        if !survey.applies.contains(false) {
            warn(when, "适用条件（when）不成立的情形：可以不写", "'when' always holds: it can be left out")
        }
        return findings
    }

    // MARK: - Lookups

    private func lookups(_ surveyors: [Surveyor]) throws -> [Diagnostic] {
        try surveyors.flatMap { try $0.lookups(on: CivilDate(2026, 1, 1)) }.map(Self.diagnostic).eachOnce()
    }

    /// One for each run of days with the same declarations.
    private func surveyors(_ calendar: WorkCalendar?) throws -> [(days: Span, surveyor: Surveyor)] {
        try eras.map { era in
            let day = era.days.someDay
            let surveyor = try Surveyor(
                era.compiled, requires: requirements.map { $0.compiled(on: day) }, days: calendar?.workdayFlags ?? [])
            return (era.days, surveyor)
        }
    }

    private static func diagnostic(_ finding: LookupFinding) -> Diagnostic {
        switch finding.kind {
        case .overlapping(let rows, let telling):
            let places = rows.map(\.description)
            let sample = CaseLine.facts(telling)
            return Diagnostic(
                at: finding.location,
                Phrase(
                    "表“\(finding.table)”有几行同时符合这个查询：\(places.joined(separator: "、"))；例如 \(sample)",
                    "several rows of \(finding.table) answer this lookup at once: \(places.joined(separator: ", ")); "
                        + "for example with \(sample)"))
        case .unanswered(let asked):
            let names = asked.map { "\($0.name) = \($0.value?.description ?? "?")" }.joined(separator: ", ")
            return Diagnostic(
                .warning, at: finding.location,
                Phrase(
                    "取样未发现表“\(finding.table)”中有任何一行能回答这个查询（例如 \(names)），又没有写 otherwise",
                    "in no sample does a row of \(finding.table) answer this lookup (for example \(names)), "
                        + "and it has no 'otherwise'"))
        }
    }
}
