import Dabiao
import DabiaoControl
import DabiaoStore

/// Listing, showing and reloading plugins.
struct Plugins: Sendable {
    let office: Office
    let host: PluginHost

    func list() -> PluginInterface.ListReply {
        Self.reply(office.catalogue)
    }

    func reload() async throws -> PluginInterface.ListReply {
        Self.reply(try await host.load())
    }

    func show(_ id: String) throws -> PluginInterface.ShowReply {
        let catalogue = office.catalogue
        guard let plugin = Self.reply(catalogue).plugins.first(where: { $0.id == id }) else {
            _ = try catalogue.entry(id)
            throw DabiaoError(.notFound, Phrase("没有插件“\(id)”", "there is no plugin \(id)"))
        }
        return PluginInterface.ShowReply(plugin: plugin, items: catalogue[id].map { Self.items($0.bundle) } ?? [])
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
        let others = catalogue.found.filter { found in
            !found.diagnostics.isEmpty && !catalogue.entries.contains { $0.bundle.id == found.id }
        }
        return PluginInterface.ListReply(
            plugins: inForce
                + others.map { found in
                    PluginInterface.Plugin(
                        id: found.id ?? found.folder, title: "", version: nil, hash: nil, since: nil,
                        folder: found.folder, department: nil, sector: nil,
                        problems: found.diagnostics.map(PluginInterface.Problem.init))
                })
    }

    private static func items(_ bundle: Dabiao.Bundle) -> [PluginInterface.Item] {
        func item(_ kind: String, _ id: String, _ title: String, _ basis: [Citation] = [], _ effect: Effect? = nil)
            -> PluginInterface.Item
        {
            PluginInterface.Item(
                kind: kind, id: id, title: title, basis: basis.map(\.sentence).joined(separator: "；"),
                certainty: basis.map(\.certainty).max()?.rawValue, effect: effect?.rawValue)
        }
        return bundle.vetoRules.map { item("veto", $0.id, $0.title, $0.basis, $0.effect) }
            + bundle.obligations.map { item("obligation", $0.id, $0.title, $0.basis) }
            + bundle.checklist.map { item("item", $0.id, $0.title, $0.basis) }
            + bundle.tables.map { item("table", $0.name, $0.title, $0.rows.flatMap(\.basis)) }
            + bundle.facts.map { item("fact", $0.name, $0.title) }
            + bundle.lists.map { item("list", $0.name, $0.title) }
            + bundle.derived.map { item("derived", $0.name, $0.title) }
    }
}
