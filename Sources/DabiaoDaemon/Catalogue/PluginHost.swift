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
    /// The folder of the work calendar; nil leaves the calendar as it is.
    var calendar: String?

    /// Reads the folders and activates what has changed, all in one transaction: on failure everything is as before.
    @discardableResult
    func load() async throws -> Catalogue {
        let calendar = readCalendar()
        return try await office.replacingCatalogue(with: calendar) { try activate(from: folders, in: $0) }
    }

    /// Puts in force what plugins and drop-ins declare of today, where that is not what they declared before. What is
    /// installed stays as it is: nothing is read from the folders.
    func turn(to today: CivilDate) async throws {
        let now = office.catalogue
        guard now.hasOtherDropIns(on: today) || now.entries.contains(where: { $0.differs(on: today) }) else { return }
        try await office.replacingCatalogue { transaction in
            let before = office.catalogue
            let catalogue = try activate(from: [], in: transaction)
            return Catalogue(
                entries: catalogue.entries, found: before.found, dropIns: catalogue.dropIns, day: catalogue.day)
        }
    }

    /// What fails under this name is the work calendar.
    static let calendarTrouble = "calendar"

    /// The calendar that lies in its folder; nil where it cannot be read: then the one in use stays, and that is a
    /// trouble.
    private func readCalendar() -> WorkCalendar? {
        guard let calendar else { return nil }
        do throws(DabiaoError) {
            let read = try CalendarFolder.read(calendar)
            office.troubles.set(Self.calendarTrouble, to: nil)
            return read
        } catch {
            office.troubles.set(
                Self.calendarTrouble,
                to: DabiaoError(
                    error.code,
                    Phrase(
                        "工作日历有误，仍按原来的日历推算：\(error.message.zh)",
                        "the work calendar is faulty, the one before stays in use: \(error.message.en)"),
                    remedy: error.remedy, cause: error.cause))
            return nil
        }
    }

    private func activate(from folders: [String], in transaction: Transaction) throws -> Catalogue {
        let (now, today) = (office.clock.now().seconds, office.clock.today())
        let isOtherCalendar = try refreshCalendar(in: transaction)
        let active = try transaction.activeBundles()
        let stored = try StoredBundles(
            active.map(\.installed), in: transaction, logger: office.logger, today: today)
        let (shelf, plugins) = select(stored, from: folders, on: today)
        let found = shelf.entries.map {
            Catalogue.Found(
                folder: $0.folder, id: $0.id, amends: $0.amends,
                diagnostics: $0.checked.plugin == nil ? $0.checked.diagnostics : [])
        }
        let candidates = try plugins.map { plugin in
            let previous = active.first { $0.installed.bundle == plugin.bundle.id }
            let isNew = previous?.installed.contentHash != plugin.bundle.contentHash
            if isNew { try install(plugin, at: now, in: transaction) }
            return Enforcement.Candidate(
                plugin: plugin, since: isNew ? now : previous?.since ?? now, isNew: isNew)
        }
        let entries = try Enforcement(office: office, transaction: transaction)
            .enforce(candidates, isOtherCalendar: isOtherCalendar)
        let dropIns = try plugins.flatMap { shelf.dropIns(on: $0.bundle.id) }.map { dropIn in
            let previous = active.first { $0.installed.contentHash == dropIn.contentHash }
            if previous == nil { try install(dropIn, at: now, in: transaction) }
            return Catalogue.DropIn(dropIn: dropIn, since: previous?.since ?? now)
        }
        return Catalogue(entries: entries, found: found, dropIns: dropIns, day: today)
    }

    /// The plugins to put in force, each after those that it requires.
    ///
    /// A version in a folder without which all that is in force could stay, and with which it cannot, is held back.
    private func select(
        _ stored: StoredBundles, from folders: [String], on today: CivilDate
    ) -> (shelf: PluginShelf, plugins: [Plugin]) {
        var held: [String: String] = [:]
        while true {
            let shelf = stored.shelf(folders, calendar: office.calendar, today: today, held: held)
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
    static func ordered(_ plugins: [Plugin]) -> [Plugin] {
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
        try install(
            InstalledBundle(
                contentHash: bundle.contentHash, bundle: bundle.id, version: bundle.version.description,
                title: bundle.title, installedAt: now), plugin.source, in: transaction)
    }

    private func install(_ dropIn: Plugin.DropIn, at now: Int64, in transaction: Transaction) throws {
        try install(
            InstalledBundle(
                contentHash: dropIn.contentHash, bundle: dropIn.id, version: dropIn.amendment.version.description,
                title: dropIn.amendment.title, installedAt: now), dropIn.source, in: transaction)
    }

    private func install(_ bundle: InstalledBundle, _ source: BundleSource, in transaction: Transaction) throws {
        try transaction.save(
            bundle, files: source.paths.map { BundleFile(path: $0, content: source.files[$0] ?? Data()) })
        try transaction.activate(bundle.bundle, contentHash: bundle.contentHash, at: bundle.installedAt)
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
