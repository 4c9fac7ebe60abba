import Dabiao
import DabiaoControl
import DabiaoStore
import RuleEngine

/// Evaluating and explaining veto rules.
///
/// Both run where commands run, one after the other, so that the plugins in force and their tables are of one moment.
struct Vetoes: Sendable {
    let office: Office

    func evaluate(_ request: VetoInterface.EvaluateRequest) async throws -> VetoInterface.EvaluateReply {
        let today = try request.on.map { try DateQuestion.date($0) } ?? office.clock.today()
        return try await office.store.write { [office] transaction in
            let inquiry = Inquiry(office: office, snapshot: transaction, today: today)
            let scope = try inquiry.scope(request.enterprise, request.site, request.bundle)
            return VetoInterface.EvaluateReply(vetoes: try scope.flatMap { try inquiry.verdicts($0) })
        }
    }

    func explain(_ request: VetoInterface.ExplainRequest) async throws -> VetoInterface.ExplainReply {
        let today = try request.on.map { try DateQuestion.date($0) } ?? office.clock.today()
        return try await office.store.write { [office] transaction in
            let inquiry = Inquiry(office: office, snapshot: transaction, today: today)
            let scope = try inquiry.scope(request.enterprise, request.site, request.bundle)
            let explanations = try scope.compactMap { try inquiry.explanation($0, request.rule) }
            guard explanations.isEmpty else { return VetoInterface.ExplainReply(explanations: explanations) }
            let rules = Set(scope.flatMap { $0.entry.bundle.vetoRules.map(\.id) })
            let nearest = request.rule.nearest(among: rules)
            throw DabiaoError(
                .notFound,
                Phrase(
                    "该企业没有生效的否决项“\(request.rule)”",
                    "no veto rule \(request.rule) in force is about this enterprise"),
                remedy: nearest.map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") }
                    ?? Phrase("dabiaoctl veto evaluate 会列出全部否决项", "dabiaoctl veto evaluate lists all of them"))
        }
    }
}

/// One question about vetoes, as of a day.
private struct Inquiry {
    let office: Office
    let snapshot: Snapshot
    let today: CivilDate

    /// A plugin and a subject that it is about.
    struct Matter {
        let entry: Catalogue.Entry
        let subject: Subject
        let site: Site?
        let enterprise: Enterprise
    }

    /// Every plugin about the enterprise and its sites, or those asked about.
    func scope(_ code: String, _ site: String?, _ bundle: String?) throws -> [Matter] {
        let catalogue = office.catalogue
        if let bundle { _ = try catalogue.entry(bundle) }
        let enterprise = try snapshot.enterprise(named: code)
        let all = try snapshot.sites(of: enterprise.id)
        let sites = try site.map { [try snapshot.site(of: enterprise.id, named: $0)] } ?? all
        let ids = (site == nil ? [enterprise.id] : []) + sites.map(\.id)
        return try ids.compactMap { try snapshot.subject(id: $0) }.flatMap { subject in
            try snapshot.entries(for: subject, in: catalogue)
                .filter { bundle == nil || $0.bundle.id == bundle }
                .map { entry in
                    Matter(
                        entry: entry, subject: subject, site: sites.first { $0.id == subject.id },
                        enterprise: enterprise)
                }
        }
    }

    func verdicts(_ matter: Matter) throws -> [VetoInterface.Verdict] {
        try evaluate(matter).map { verdict, explanation in self.verdict(verdict, explanation, matter) }
    }

    private func evaluate(_ matter: Matter) throws -> [(RuleVerdict, Explanation)] {
        let compiled = matter.entry.compiled
        let verdicts = try compiled.verdicts(of: matter.subject.id, on: today, in: snapshot.database)
        return try (verdicts[matter.subject.id] ?? []).compactMap { verdict in
            try compiled.explain(verdict.rule, of: matter.subject.id, on: today, in: snapshot.database)
                .map { (verdict, $0) }
        }
    }

    private func verdict(_ verdict: RuleVerdict, _ explanation: Explanation, _ matter: Matter) -> VetoInterface.Verdict
    {
        let facts = explanation.facts.map { ($0.name, FactValue($0.value)) }
        return VetoInterface.Verdict(
            bundle: matter.entry.bundle.id, id: verdict.rule, title: explanation.rule.title,
            site: matter.site?.record.name, verdict: verdict.verdict, effect: explanation.rule.effect.rawValue,
            missing: verdict.verdict == .undetermined ? explanation.missing : [],
            missingTitles: verdict.verdict == .undetermined
                ? explanation.missing.map(Titles(matter.entry.bundle).title) : [],
            facts: Dictionary(facts) { first, _ in first },
            rows: verdict.rows.map { VetoInterface.Row(key: $0.key, verdict: $0.verdict) },
            changesOn: verdict.changesOn)
    }

    func explanation(_ matter: Matter, _ rule: String) throws -> VetoInterface.Explanation? {
        guard let (verdict, explanation) = try evaluate(matter).first(where: { $0.0.rule == rule }) else { return nil }
        let bundle = matter.entry.bundle
        let titles = Titles(bundle)
        let known = try Projection(entry: matter.entry, transaction: snapshot).known(of: matter.subject.id)
        let facts = explanation.rows.flatMap { row in
            row.facts.map { name, value in
                VetoInterface.Fact(
                    name: name, title: titles.title(name), row: row.key.isEmpty ? nil : row.key,
                    value: value?.description, unit: titles.units[name],
                    by: known.sources[name]?.kind.rawValue, on: known.sources[name]?.date)
            }
        }
        let reasons = explanation.isTold ? explanation.rows.flatMap(\.reasons) : [.notTold(explanation.rule.list ?? "")]
        return VetoInterface.Explanation(
            verdict: self.verdict(verdict, explanation, matter), enterprise: matter.enterprise.record.creditCode,
            enterpriseName: matter.enterprise.record.name, on: today, rule: explanation.rule.rule.text,
            version: bundle.version.description, hash: bundle.contentHash,
            basis: explanation.rule.basis.map(\.sentence), remedy: explanation.rule.remedy, facts: facts,
            reasons: verdict.verdict == .undetermined ? reasons.map { $0.phrase(title: titles.title) } : [])
    }
}
