import Dabiao
import DabiaoControl
import DabiaoStore
import RuleEngine
import SectorKit

/// Evaluating and explaining veto rules, and the values that they rest on.
///
/// All run where commands run, one after the other, so that the plugins in force and their tables are of one moment.
struct Vetoes: Sendable {
    let office: Office

    func evaluate(_ request: VetoInterface.EvaluateRequest) async throws -> VetoInterface.EvaluateReply {
        try await office.store.write { [office] transaction in
            let standpoint = try Standpoint(office, transaction, on: request.on, known: request.known)
            let scope = try standpoint.scope(request.enterprise, request.site, request.bundle)
            let vetoes = try scope.flatMap { matter in
                try standpoint.verdicts(matter, standpoint.known(matter))
                    .map { VetoInterface.Verdict($0.verdict, $0.explanation, changesOn: $0.changesOn, matter) }
            }
            return VetoInterface.EvaluateReply(
                vetoes: vetoes.filter { $0.phase == .inForce }, upcoming: vetoes.filter { $0.phase != .inForce })
        }
    }

    /// What the verdicts of the plugins that are about an enterprise were before.
    func history(_ request: VetoInterface.HistoryRequest) async throws -> VetoInterface.HistoryReply {
        try await office.store.write { [office] transaction in
            let standpoint = try Standpoint(office, transaction, on: nil, known: nil)
            let scope = try standpoint.scope(request.enterprise, request.site, request.bundle)
            let changes = try scope.flatMap { matter in
                try transaction.verdictChanges(of: matter.subject.id, bundle: matter.bundle.id)
                    .filter { request.rule == nil || $0.rule == request.rule }
                    .map { VetoInterface.Change($0, matter) }
            }
            return VetoInterface.HistoryReply(changes: changes.sorted { $0.on < $1.on })
        }
    }

    func explain(_ request: VetoInterface.ExplainRequest) async throws -> VetoInterface.ExplainReply {
        try await office.store.write { [office] transaction in
            let standpoint = try Standpoint(office, transaction, on: request.on, known: request.known)
            let scope = try standpoint.scope(request.enterprise, request.site, request.bundle)
            let explanations = try scope.flatMap { try Self.explanations($0, request.rule, from: standpoint) }
            guard explanations.isEmpty else { return VetoInterface.ExplainReply(explanations: explanations) }
            let rules = Set(scope.flatMap { $0.bundle.vetoRules.map(\.id) })
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

    /// Of the version in force, and of those that have not begun.
    private static func explanations(_ matter: Standpoint.Matter, _ rule: String, from standpoint: Standpoint) throws
        -> [VetoInterface.Explanation]
    {
        let known = try standpoint.known(matter)
        return try standpoint.verdicts(matter, known).filter { $0.verdict.rule == rule }.map { found in
            try explanation(found.verdict, found.explanation, changesOn: found.changesOn, matter, known, standpoint)
        }
    }

    private static func explanation(
        _ verdict: RuleVerdict, _ explanation: Explanation, changesOn: CivilDate?, _ matter: Standpoint.Matter,
        _ known: [String: Known], _ standpoint: Standpoint
    ) throws -> VetoInterface.Explanation {
        let rule = verdict.rule
        let account = Account(matter, known, standpoint.catalogue)
        let reading = matter.entry.compiled.reading(ofRule: rule)
        let (derived, scans) = try standpoint.look(at: matter, known) { sight in
            (try sight.values(reading.derived), try sight.scans(of: verdict))
        }
        let asked = Set(scans.map(\.source)).filter { account.source(of: $0) != nil }.sorted()
        let facts = explanation.rows.flatMap { row in
            row.facts.map { account.fact($0.name, $0.value?.description, row: row.key.isEmpty ? nil : row.key) }
        }
        return VetoInterface.Explanation(
            verdict: VetoInterface.Verdict(verdict, explanation, changesOn: changesOn, matter),
            enterprise: matter.enterprise.record.creditCode, enterpriseName: matter.enterprise.record.name,
            on: standpoint.today, rule: explanation.rule.rule.text, version: matter.bundle.version.description,
            hash: matter.bundle.contentHash, basis: explanation.rule.basis.map(\.sentence),
            remedy: explanation.rule.remedy, facts: facts + asked.map { account.fact($0, nil) },
            scans: scans.map(account.scan), derivations: derived.map(account.derivation),
            claims: account.claims(about: reading.names),
            reasons: verdict.verdict == .undetermined ? account.phrases(explanation.reasons) : [])
    }
}

extension VetoInterface.Change {
    fileprivate init(_ change: VerdictChange, _ matter: Standpoint.Matter) {
        let rule = matter.bundle.vetoRules.first { $0.id == change.rule }
        self.init(
            bundle: matter.bundle.id, id: change.rule, title: rule?.title ?? change.rule,
            site: matter.site?.record.name, row: change.rowKey.isEmpty ? nil : change.rowKey, was: change.was,
            since: change.since, became: change.became, on: change.evaluation.date,
            assessment: change.evaluation.submission.map { Int($0) })
    }
}

extension VetoInterface.Verdict {
    init(
        _ verdict: RuleVerdict, _ explanation: Explanation, changesOn: CivilDate?, _ matter: Standpoint.Matter
    ) {
        let missing = verdict.verdict == .undetermined ? explanation.missing : []
        self.init(
            bundle: matter.bundle.id, id: verdict.rule, title: explanation.rule.title, site: matter.site?.record.name,
            verdict: verdict.verdict, effect: explanation.rule.effect.rawValue, missing: missing,
            missingTitles: missing.map(Titles(matter.bundle).title),
            facts: Dictionary(explanation.facts.map { ($0.name, FactValue($0.value)) }) { first, _ in first },
            rows: verdict.rows.map { VetoInterface.Row(key: $0.key, verdict: $0.verdict) }, changesOn: changesOn,
            phase: verdict.phase, effective: verdict.effective)
    }
}
