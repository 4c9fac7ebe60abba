import Dabiao
import DabiaoStore
import Digest
import Foundation
import RuleEngine
import SectorKit

/// Finds the bundles in the plugin folders and puts in force those that pass; a version that was in force stays when
/// what lies in its folder does not pass.
struct PluginHost: Sendable {
    let office: Office
    let folders: [String]

    /// Reads the folders and activates what has changed, all in one transaction: on failure everything is as before.
    @discardableResult
    func load() async throws -> Catalogue {
        let before = office.catalogue
        do {
            let catalogue = try await office.store.write { transaction in
                let catalogue = try activate(in: transaction)
                // Commands run one after the other: the next one sees this catalogue and these tables.
                office.replaceCatalogue(by: catalogue)
                return catalogue
            }
            office.bell.ring()
            return catalogue
        } catch {
            office.replaceCatalogue(by: before)
            throw error
        }
    }

    private func activate(in transaction: Transaction) throws -> Catalogue {
        let now = office.clock.now().seconds
        try refreshCalendar(in: transaction)
        let active = try transaction.activeBundles()
        let stored = try StoredBundles(active, in: transaction)
        let shelf = stored.shelf(folders, calendar: office.calendar)
        let found = shelf.entries.map {
            Catalogue.Found(
                folder: $0.folder, id: $0.id, diagnostics: $0.checked.plugin == nil ? $0.checked.diagnostics : [])
        }
        let ids = Set(shelf.entries.compactMap(\.id) + active.map(\.installed.bundle))
        let plugins = Self.ordered(ids.sorted().compactMap { shelf.plugin($0) })
        var entries: [Catalogue.Entry] = []
        for plugin in plugins {
            let previous = active.first { $0.installed.bundle == plugin.bundle.id }
            let isNew = previous?.installed.contentHash != plugin.bundle.contentHash
            let entry = Catalogue.Entry(plugin: plugin, since: isNew ? now : previous?.since ?? now)
            if isNew { try install(plugin, at: now, in: transaction) }
            try settle(entry, isNew: isNew, in: transaction)
            entries.append(entry)
        }
        try transaction.dropTables(
            notNamedBy: Set(entries.flatMap(\.compiled.tables.names)), prefixes: ["facts_", "list_", "table_"])
        return Catalogue(entries: entries, found: found)
    }

    /// Each plugin after those that it requires.
    private static func ordered(_ plugins: [Plugin]) -> [Plugin] {
        var (waiting, order) = (plugins, [Plugin]())
        while let next = waiting.firstIndex(where: { plugin in
            plugin.bundle.requires.keys.allSatisfy { id in order.contains { $0.bundle.id == id } }
        }) {
            order.append(waiting.remove(at: next))
        }
        return order
    }

    private func install(_ plugin: Plugin, at now: Int64, in transaction: Transaction) throws {
        let bundle = plugin.bundle
        try transaction.save(
            InstalledBundle(
                contentHash: bundle.contentHash, bundle: bundle.id, version: bundle.version.description,
                title: bundle.title, installedAt: now),
            files: plugin.source.paths.map { BundleFile(path: $0, content: plugin.source.files[$0] ?? Data()) })
        try transaction.activate(bundle.id, contentHash: bundle.contentHash, at: now)
    }

    /// Brings the tables, verdicts and duties of a plugin's subjects in line with it.
    private func settle(_ entry: Catalogue.Entry, isNew: Bool, in transaction: Transaction) throws {
        let hasTables = try entry.compiled.tables.exist(in: transaction.database)
        if !hasTables { try entry.compiled.tables.create(in: transaction.database) }
        guard isNew || !hasTables else { return }
        let desk = DutyDesk(office: office, entry: entry, transaction: transaction)
        let projection = Projection(entry: entry, transaction: transaction)
        try forEachSubject(of: entry.bundle, in: transaction) { subject in
            if !hasTables { try projection.project(subject.id) }
            try desk.plan(subject)
        }
        try StandingVerdicts(entry: entry, transaction: transaction, today: office.clock.today()).refreshAll()
    }

    private func forEachSubject(
        of bundle: Dabiao.Bundle, in transaction: Transaction, _ body: (Subject) throws -> Void
    ) throws {
        var last: Int64 = 0
        while true {
            let page = try transaction.subjects(bundle.subject, sector: bundle.sector, after: last, limit: 500)
            guard let end = page.last else { return }
            for subject in page { try body(subject) }
            last = end.id
        }
    }

    /// The calendar's table, filled anew only when the calendar is another one.
    private func refreshCalendar(in transaction: Transaction) throws {
        let days = office.calendar.workdayFlags
        let fingerprint = SHA256.digest(of: days.flatMap { "\($0.day) \($0.isWorkday);".utf8 })
        guard try transaction.setting("calendar") != fingerprint else { return }
        try WorkdayTable.fill(days, in: transaction.database)
        try transaction.set("calendar", to: fingerprint)
    }
}

/// The versions in force according to the store, from the files that were kept of them.
private struct StoredBundles {
    private let sources: [String: BundleSource]
    private let versions: [String: BundleVersion]

    init(_ active: [ActiveBundle], in transaction: Transaction) throws {
        var (sources, versions): ([String: BundleSource], [String: BundleVersion]) = ([:], [:])
        for bundle in active {
            let files = try transaction.files(ofBundle: bundle.installed.contentHash)
            let contents = Dictionary(files.map { ($0.path, $0.content) }) { first, _ in first }
            sources[bundle.installed.bundle] = try BundleSource(files: contents)
            versions[bundle.installed.bundle] = BundleVersion(bundle.installed.version)
        }
        (self.sources, self.versions) = (sources, versions)
    }

    /// The folders, with these versions to fall back on.
    func shelf(_ folders: [String], calendar: WorkCalendar) -> PluginShelf {
        var shelf: PluginShelf?
        let made = PluginShelf(folders, calendar: calendar, objection: objection) { id in
            guard let source = sources[id] else { return nil }
            return Plugin.check(source, installed: { shelf?.plugin($0) }).plugin
        }
        shelf = made
        return made
    }

    /// An older version than the one in force is not put in force by lying in a folder.
    private func objection(to plugin: Plugin) -> Diagnostic? {
        guard let version = versions[plugin.bundle.id], plugin.bundle.version < version else { return nil }
        return Diagnostic(
            at: SourceLocation(file: "plugin.yaml", line: 1, column: 1),
            Phrase(
                "版本 \(plugin.bundle.version) 比生效的 \(version) 旧，不会自动降级",
                "version \(plugin.bundle.version) is older than \(version), which is in force: it is not downgraded"))
    }
}
