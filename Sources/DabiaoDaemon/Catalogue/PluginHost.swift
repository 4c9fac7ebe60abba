import Dabiao
import DabiaoStore
import Digest
import Foundation
import RuleEngine
import SectorKit
import Synchronization

/// Finds the bundles in the plugin folders and puts in force those that pass; a version that was in force stays when
/// what lies in its folder does not pass.
struct PluginHost: Sendable {
    let office: Office
    let folders: [String]

    /// Reads the folders and activates what has changed, all in one transaction: on failure everything is as before.
    @discardableResult
    func load() async throws -> Catalogue {
        let replaced = Mutex<Catalogue?>(nil)
        do {
            let catalogue = try await office.store.write { transaction in
                let catalogue = try activate(in: transaction)
                // Commands run one after the other: the next one sees this catalogue and these tables.
                replaced.withLock { $0 = office.catalogue }
                office.replaceCatalogue(by: catalogue)
                return catalogue
            }
            office.bell.ring()
            return catalogue
        } catch {
            if let before = replaced.withLock({ $0 }) { office.replaceCatalogue(by: before) }
            throw error
        }
    }

    private func activate(in transaction: Transaction) throws -> Catalogue {
        let now = office.clock.now().seconds
        let isOtherCalendar = try refreshCalendar(in: transaction)
        let active = try transaction.activeBundles()
        let (shelf, plugins) = select(try StoredBundles(active, in: transaction, logger: office.logger))
        let found = shelf.entries.map {
            Catalogue.Found(
                folder: $0.folder, id: $0.id, diagnostics: $0.checked.plugin == nil ? $0.checked.diagnostics : [])
        }
        var entries: [Catalogue.Entry] = []
        // Those whose values may be others than before: what reads them follows.
        var moved: Set<String> = []
        for plugin in plugins {
            let bundle = plugin.bundle
            let previous = active.first { $0.installed.bundle == bundle.id }
            let isNew = previous?.installed.contentHash != bundle.contentHash
            let entry = Catalogue.Entry(plugin: plugin, since: isNew ? now : previous?.since ?? now)
            if isNew { try install(plugin, at: now, in: transaction) }
            let hasTables = try entry.compiled.tables.exist(in: transaction.database)
            let follows = isOtherCalendar || !moved.isDisjoint(with: bundle.requires.keys)
            if !hasTables || follows { moved.insert(bundle.id) }
            if isNew || !hasTables || follows {
                try settle(entry, hasTables: hasTables, follows: follows, in: transaction)
            }
            entries.append(entry)
        }
        try transaction.dropTables(
            notNamedBy: Set(entries.flatMap(\.compiled.tables.names)), prefixes: ["facts_", "list_", "table_"])
        return Catalogue(entries: entries, found: found)
    }

    /// The plugins to put in force, each after those that it requires.
    ///
    /// A version in a folder without which all that is in force could stay, and with which it cannot, is held back.
    private func select(_ stored: StoredBundles) -> (shelf: PluginShelf, plugins: [Plugin]) {
        var held: [String: String] = [:]
        while true {
            let shelf = stored.shelf(folders, calendar: office.calendar, held: held)
            let ids = Set(shelf.entries.compactMap(\.id) + stored.ids)
            let plugins = Self.ordered(ids.sorted().compactMap { shelf.plugin($0) })
            let changed = Set(plugins.filter { !stored.isStored($0) }.map(\.bundle.id))
            let lost = stored.ids.filter { id in !plugins.contains { $0.bundle.id == id } }
            let culprits = lost.flatMap { id in
                stored.requirements(of: id).intersection(changed).subtracting(held.keys).map { ($0, id) }
            }
            guard !culprits.isEmpty else { return (shelf, plugins) }
            held.merge(culprits) { first, _ in first }
        }
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
    ///
    /// - Parameter follows: whether values that it reads elsewhere may have changed.
    private func settle(
        _ entry: Catalogue.Entry, hasTables: Bool, follows: Bool, in transaction: Transaction
    ) throws {
        if !hasTables { try entry.compiled.tables.create(in: transaction.database) }
        let desk = DutyDesk(office: office, entry: entry, transaction: transaction)
        let projection = Projection(entry: entry, transaction: transaction)
        var subjects: Set<Int64> = []
        try forEachSubject(of: entry.bundle, in: transaction) { subject in
            subjects.insert(subject.id)
            if !hasTables {
                try projection.project(subject.id)
            } else if follows {
                try entry.compiled.derive(subject.id, in: transaction.database)
            }
            try desk.plan(subject)
        }
        try StandingVerdicts(entry: entry, transaction: transaction, today: office.clock.today())
            .refreshAll(among: subjects)
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

    /// Fills the calendar's table anew where the calendar is another one; whether it is.
    private func refreshCalendar(in transaction: Transaction) throws -> Bool {
        let days = office.calendar.workdayFlags
        let fingerprint = WorkdayTable.shape + SHA256.digest(of: days.flatMap { "\($0.day) \($0.isWorkday);".utf8 })
        guard try transaction.setting("calendar") != fingerprint else { return false }
        try WorkdayTable.fill(days, in: transaction.database)
        try transaction.set("calendar", to: fingerprint)
        return true
    }
}
