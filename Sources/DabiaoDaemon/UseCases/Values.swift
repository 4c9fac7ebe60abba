import Dabiao
import DabiaoControl
import DabiaoStore
import RuleEngine
import SectorKit

/// Explaining single values: derived facts, told facts and lists.
struct Values: Sendable {
    let office: Office

    func explain(_ request: VetoInterface.ExplainValueRequest) async throws -> VetoInterface.ExplainValueReply {
        try await office.store.write { [office] transaction in
            let standpoint = try Standpoint(office, transaction, on: request.on, known: request.known)
            let scope = try standpoint.scope(request.enterprise, request.site, request.bundle)
            let values = try scope.compactMap { try Self.value(request.name, $0, from: standpoint) }
            guard values.isEmpty else { return VetoInterface.ExplainValueReply(values: values) }
            let names = Set(
                scope.flatMap { matter in
                    let bundle = matter.bundle
                    return bundle.vetoRules.map(\.id) + bundle.derived.map(\.name) + bundle.facts.map(\.name)
                        + bundle.lists.map(\.name)
                })
            throw DabiaoError(
                .notFound,
                Phrase(
                    "该企业没有“\(request.name)”这个否决项、派生值、事实或清单",
                    "there is no rule, derived value, fact or list \(request.name) about this enterprise"),
                remedy: request.name.nearest(among: names).map { Phrase("是否想写“\($0)”？", "did you mean \($0)?") }
                    ?? Phrase("dabiaoctl plugin show 会列出插件里的全部名字", "dabiaoctl plugin show lists the names of a plugin"))
        }
    }

    private static func value(_ name: String, _ matter: Standpoint.Matter, from standpoint: Standpoint) throws
        -> VetoInterface.Value?
    {
        let bundle = matter.bundle
        let known = try standpoint.known(matter)
        let account = Account(matter, known, standpoint.catalogue)
        if bundle.derived.contains(where: { $0.name == name }) {
            let derived = try standpoint.look(at: matter, known) { try $0.values([name]) }
            let derivations = derived.map(account.derivation)
            let behind = Set(derived.flatMap { $0.inputs.map(\.name) + $0.scans.map(\.source) })
            let told = behind.filter { account.source(of: $0) != nil }.sorted()
            let values = Dictionary(derived.flatMap(\.inputs).map { ($0.name, $0.value) }) { first, _ in first }
            return value(
                name, derived.first?.value?.description, account, standpoint, derivations: derivations,
                facts: told.map { account.fact($0, (values[$0] ?? nil)?.description) }, claims: behind,
                reasons: derivations.first?.reasons ?? [])
        }
        guard bundle.facts.contains(where: { $0.name == name }) || bundle.lists.contains(where: { $0.name == name })
        else { return nil }
        let cell = account.own.facts[name]?.value
        let isKnown = cell != nil || account.own.lists[name] != nil
        let told = account.own.lists[name].map { account.facts(ofList: name, $0) }
        return value(
            name, cell?.description, account, standpoint, facts: told ?? [account.fact(name, cell?.description)],
            claims: [name], changes: try changes(of: name, matter, from: standpoint),
            reasons: isKnown ? [] : account.phrases([.missing(name)]))
    }

    private static func changes(of name: String, _ matter: Standpoint.Matter, from standpoint: Standpoint) throws
        -> [VetoInterface.Changed]
    {
        try standpoint.history(matter.entry.plugin, of: matter.subject.id).changes(at: standpoint.knownAt)
            .filter { $0.name == name && $0.day <= standpoint.today }
            .map { change in
                VetoInterface.Changed(
                    name: name, row: change.row, column: change.column, was: change.was.description,
                    became: change.became.description, day: change.day, by: change.source.kind.rawValue)
            }
    }

    private static func value(
        _ name: String, _ value: String?, _ account: Account, _ standpoint: Standpoint,
        derivations: [VetoInterface.Derivation] = [], facts: [VetoInterface.Fact], claims names: Set<String>,
        changes: [VetoInterface.Changed] = [], reasons: [Phrase]
    ) -> VetoInterface.Value {
        let (matter, bundle) = (account.matter, account.matter.bundle)
        return VetoInterface.Value(
            bundle: bundle.id, site: matter.site?.record.name, enterprise: matter.enterprise.record.creditCode,
            enterpriseName: matter.enterprise.record.name, on: standpoint.today, known: standpoint.knownText,
            version: bundle.version.description, hash: bundle.contentHash, name: name,
            title: account.titles.title(name), value: value, unit: account.titles.units[name],
            derivations: derivations, facts: facts, claims: account.claims(about: names), changes: changes,
            reasons: reasons)
    }
}
