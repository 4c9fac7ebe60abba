import Dabiao
import DabiaoStore
import Foundation
import Logging
import SectorKit

/// The versions in force according to the store, from the files that were kept of them.
struct StoredBundles {
    /// Of each bundle its own files, without those of the drop-ins on it.
    private let sources: [String: BundleSource]
    private let dropIns: [String: BundleSource]
    private let active: [String: InstalledBundle]
    private let today: CivilDate

    /// The bundles in force, those that are drop-ins left out.
    var ids: [String] { active.keys.filter { dropIns[$0] == nil }.sorted() }

    /// A version whose files this daemon cannot take any more is in force by name only; the log says so.
    init(_ active: [InstalledBundle], in transaction: Snapshot, logger: Logger, today: CivilDate) throws {
        self.today = today
        self.active = Dictionary(active.map { ($0.bundle, $0) }) { first, _ in first }
        var (sources, dropIns) = ([String: BundleSource](), [String: BundleSource]())
        for bundle in active {
            let files = try Self.files(of: bundle.contentHash, in: transaction)
            do throws(DabiaoError) {
                let source = try BundleSource(files: files)
                if source.amendedBundle != nil {
                    dropIns[bundle.bundle] = source
                } else {
                    sources[bundle.bundle] = try source.withoutDropIns()
                }
            } catch {
                logger.error("the stored version \(bundle.version) of \(bundle.bundle) cannot be read: \(error)")
            }
        }
        (self.sources, self.dropIns) = (sources, dropIns)
    }

    /// A kept version's own files, without those of the drop-ins on it; nil where this daemon cannot take them.
    static func source(of contentHash: String, in snapshot: Snapshot) throws -> BundleSource? {
        let files = try Self.files(of: contentHash, in: snapshot)
        return try? BundleSource(files: files).withoutDropIns()
    }

    private static func files(of contentHash: String, in snapshot: Snapshot) throws -> [String: Data] {
        Dictionary(try snapshot.files(ofBundle: contentHash).map { ($0.path, $0.content) }) { first, _ in first }
    }

    /// Whether a plugin is the very version in force, with the very drop-ins.
    func isStored(_ plugin: Plugin) -> Bool {
        active[plugin.bundle.id]?.contentHash == plugin.bundle.contentHash
    }

    /// What the version in force of a bundle requires, at first and at second hand.
    func requirements(of id: String) -> Set<String> {
        var found: Set<String> = []
        var waiting = [id]
        while let next = waiting.popLast() {
            guard let source = sources[next], let bundle = BundleReader.read(source).bundle else { continue }
            waiting += bundle.requires.keys.filter { found.insert($0).inserted }
        }
        return found
    }

    /// The plugins in force, each after those that it requires, with the drop-ins that are in force on the day; one that
    /// this daemon cannot take any more is left out.
    var plugins: [Plugin] {
        let shelf = PluginShelf([], stock: PluginShelf.Stock(today: today, bundles: sources, dropIns: dropIns))
        return PluginHost.ordered(ids.compactMap { shelf.plugin($0) })
    }

    /// The folders, with these versions to fall back on.
    ///
    /// - Parameters:
    ///   - today: the day for which drop-ins are applied.
    ///   - held: bundles of which the version in force stays, whatever lies in the folders: by id, with the id of a
    ///     bundle in force that could not stay otherwise.
    func shelf(_ folders: [String], calendar: WorkCalendar, today: CivilDate, held: [String: String]) -> PluginShelf {
        PluginShelf(
            folders, calendar: calendar,
            stock: PluginShelf.Stock(
                today: today, bundles: sources, dropIns: dropIns, objection: { objection(to: $0, held) }))
    }

    /// Why a bundle in a folder is not put in force although it passes.
    private func objection(to offer: PluginShelf.Offer, _ held: [String: String]) -> Diagnostic? {
        guard let id = offer.id, let source = offer.source, source != sources[id], source != dropIns[id] else {
            return nil
        }
        let subject = offer.amends ?? id
        if let dependent = held[subject] {
            return Self.objection(
                Phrase(
                    "生效的插件“\(dependent)”依赖“\(subject)”，换成这一版后“\(dependent)”不再有效：请同时更新“\(dependent)”",
                    "the plugin \(dependent), which is in force, requires \(subject) and does not pass with this version: "
                        + "update \(dependent) together with it"))
        }
        guard let installed = active[id] else { return nil }
        if (offer.amends == nil) != (dropIns[id] == nil) {
            return Self.objection(
                Phrase(
                    "标识“\(id)”已被生效的插件“\(installed.title)”占用：请换一个标识",
                    "the id \(id) is taken by “\(installed.title)”, which is in force: choose another"))
        }
        if let base = dropIns[id]?.amendedBundle, base != offer.amends {
            return Self.objection(
                Phrase(
                    "生效的同名补充件补充的是“\(base)”，不能改为补充另一个插件：请换一个标识",
                    "the drop-in of this id that is in force amends \(base): choose another id"))
        }
        if let version = BundleVersion(installed.version), let offered = offer.version, offered < version {
            return Self.objection(
                Phrase(
                    "版本 \(offered) 比生效的 \(version) 旧，不会自动降级",
                    "version \(offered) is older than \(version), which is in force: it is not downgraded"))
        }
        guard let before = sources[id].flatMap({ BundleReader.read($0).bundle }),
            let after = BundleReader.read(source).bundle
        else { return nil }
        return SilentEndings(before: before, after: after, today: today).diagnostic
    }

    private static func objection(_ phrase: Phrase) -> Diagnostic {
        Diagnostic(at: SourceLocation(file: "plugin.yaml", line: 1, column: 1), phrase)
    }
}
