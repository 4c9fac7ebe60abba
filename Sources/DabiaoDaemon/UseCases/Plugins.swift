import Dabiao
import DabiaoControl
import DabiaoStore
import SectorKit

/// Listing, showing and reloading plugins.
struct Plugins: Sendable {
    let office: Office
    let host: PluginHost

    func list() -> PluginInterface.ListReply {
        Self.reply(office.catalogue)
    }

    /// Reads the plugin folders, the work calendar and the grants again.
    func reload(_ access: AccessDesk) async throws -> PluginInterface.ReloadReply {
        let loaded: Catalogue
        do {
            loaded = try await host.load()
        } catch {
            access.reload()
            throw error
        }
        access.reload()
        return PluginInterface.ReloadReply(
            plugins: Self.reply(loaded).plugins,
            problems: office.troubles.about([PluginHost.calendarTrouble, AccessDesk.trouble]).map(\.message))
    }

    func show(_ id: String) async throws -> PluginInterface.ShowReply {
        let catalogue = office.catalogue
        guard let plugin = Self.reply(catalogue).plugins.first(where: { $0.id == id }) else {
            _ = try catalogue.entry(id)
            throw DabiaoError(.notFound, Phrase("没有插件“\(id)”", "there is no plugin \(id)"))
        }
        let changes = catalogue[id]?.plugin.changes ?? Self.changes(of: id, catalogue)
        let hits = try await office.store.read { try $0.upcomingHits(of: id) }
        return PluginInterface.ShowReply(
            plugin: plugin, items: catalogue[id].map { Self.items($0.plugin.bundle, hits) } ?? [],
            changes: changes.map(Self.change))
    }

    /// What a drop-in changes, also before its day and after.
    private static func changes(of dropIn: String, _ catalogue: Catalogue) -> [AmendmentChange] {
        guard let amendment = catalogue.dropIns.first(where: { $0.dropIn.id == dropIn })?.dropIn.amendment else {
            return []
        }
        return catalogue[amendment.base]?.plugin.unamended.bundle.amended(by: [amendment]).changes ?? []
    }

    private static func change(_ change: AmendmentChange) -> PluginInterface.Change {
        PluginInterface.Change(
            by: change.amendment, kind: change.target.kind, id: change.target.id, title: change.title,
            differences: change.differences.map { .init(name: $0.name, before: $0.before, after: $0.after) },
            basis: change.basis.sentence, formerBasis: change.formerBasis.sentence)
    }

    private static func reply(_ catalogue: Catalogue) -> PluginInterface.ListReply {
        let inForce = catalogue.entries.map { entry in
            let found = catalogue.found.first { $0.id == entry.bundle.id }
            return PluginInterface.Plugin(
                id: entry.bundle.id, title: entry.bundle.title, version: entry.bundle.version.description,
                hash: entry.bundle.contentHash, since: "\(Instant(seconds: entry.since))", folder: found?.folder,
                department: entry.bundle.department, sector: entry.bundle.sector,
                problems: (found?.diagnostics ?? []).map(PluginInterface.Problem.init))
        }
        let dropIns = catalogue.dropIns.map { self.plugin($0, catalogue) }
        let known = Set((inForce + dropIns).map(\.id))
        let others = catalogue.found.filter { found in
            !found.diagnostics.isEmpty && found.id.map(known.contains) != true
        }
        return PluginInterface.ListReply(
            plugins: inForce + dropIns
                + others.map { found in
                    PluginInterface.Plugin(
                        id: found.id ?? found.folder, title: "", version: nil, hash: nil, since: nil,
                        folder: found.folder, department: nil, sector: nil, amends: found.amends,
                        problems: found.diagnostics.map(PluginInterface.Problem.init))
                })
    }

    private static func plugin(_ installed: Catalogue.DropIn, _ catalogue: Catalogue) -> PluginInterface.Plugin {
        let amendment = installed.dropIn.amendment
        let found = catalogue.found.first { $0.id == amendment.id }
        return PluginInterface.Plugin(
            id: amendment.id, title: amendment.title, version: amendment.version.description,
            hash: installed.dropIn.contentHash, since: "\(Instant(seconds: installed.since))", folder: found?.folder,
            department: amendment.department, sector: nil, amends: amendment.base, effective: amendment.span.effective,
            until: amendment.span.until, problems: (found?.diagnostics ?? []).map(PluginInterface.Problem.init))
    }

    /// Everything that it declares, of all days.
    private static func items(_ bundle: Dabiao.Bundle, _ hits: [UpcomingHits]) -> [PluginInterface.Item] {
        func hitsOf(_ rule: VetoRule) -> Int? {
            hits.first { $0.rule == rule.id && $0.effective == rule.span.effective }?.subjects
        }
        return bundle.vetoRules.map { item("veto", $0.id, $0.title, $0.basis, $0.span, $0.effect, hits: hitsOf($0)) }
            + bundle.obligations.map { item("obligation", $0.id, $0.title, $0.basis, $0.span) }
            + bundle.checklist.map { item("item", $0.id, $0.title, $0.basis, $0.span) }
            + bundle.parameters.map { item("parameter", $0.name, $0.title, $0.basis, $0.span) }
            + bundle.tables.flatMap { items(of: $0) }
            + bundle.facts.map { item("fact", $0.name, $0.title, $0.basis, $0.span) }
            + bundle.lists.map { item("list", $0.name, $0.title, $0.basis, $0.span) }
            + bundle.derived.map { item("derived", $0.name, $0.title, $0.basis + $0.derivation.basis, $0.span) }
    }

    /// A table in one line; where its rows are of different certainty, also each row that is not verified.
    private static func items(of table: TableDeclaration) -> [PluginInterface.Item] {
        let certainties = Set(table.rows.map { $0.basis.map(\.certainty).max() })
        guard certainties.count > 1 else {
            return [item("table", table.name, table.title, table.rows.flatMap(\.basis))]
        }
        let rows = table.rows.filter { $0.basis.contains { $0.certainty != .verified } }
        return [item("table", table.name, table.title)]
            + rows.map { row in
                let target = Amendment.Target.row(table: table.name, key: table.key.compactMap { row.cells[$0] })
                return item(target.kind, target.id, table.title, row.basis, row.span)
            }
    }

    private static func item(
        _ kind: String, _ id: String, _ title: String, _ basis: [Citation] = [], _ span: Span = Span(),
        _ effect: Effect? = nil, hits: Int? = nil
    ) -> PluginInterface.Item {
        PluginInterface.Item(
            kind: kind, id: id, title: title, basis: basis.sentence, certainty: basis.map(\.certainty).max()?.rawValue,
            effect: effect?.rawValue, effective: span.effective?.description, until: span.until?.description, hits: hits
        )
    }
}

extension Derivation {
    /// The basis of its bands.
    fileprivate var basis: [Citation] {
        if case .bands(let bands) = self { bands.flatMap(\.basis) } else { [] }
    }
}
