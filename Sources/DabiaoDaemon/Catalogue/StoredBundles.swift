import Dabiao
import DabiaoStore
import Logging
import SectorKit

/// The versions in force according to the store, from the files that were kept of them.
struct StoredBundles {
    private let sources: [String: BundleSource]
    private let active: [String: InstalledBundle]

    /// The bundles in force.
    var ids: [String] { active.keys.sorted() }

    /// A version whose files this daemon cannot take any more is in force by name only; the log says so.
    init(_ active: [ActiveBundle], in transaction: Snapshot, logger: Logger) throws {
        self.active = Dictionary(active.map { ($0.installed.bundle, $0.installed) }) { first, _ in first }
        var sources: [String: BundleSource] = [:]
        for bundle in active.map(\.installed) {
            let files = try transaction.files(ofBundle: bundle.contentHash)
            do throws(DabiaoError) {
                sources[bundle.bundle] = try BundleSource(
                    files: Dictionary(files.map { ($0.path, $0.content) }) { first, _ in first })
            } catch {
                logger.error("the stored version \(bundle.version) of \(bundle.bundle) cannot be read: \(error)")
            }
        }
        self.sources = sources
    }

    /// Whether a plugin is the very version in force.
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

    /// The folders, with these versions to fall back on.
    ///
    /// - Parameter held: bundles of which the version in force stays, whatever lies in the folders: by id, with the id of
    ///   a bundle in force that could not stay otherwise.
    func shelf(_ folders: [String], calendar: WorkCalendar, held: [String: String]) -> PluginShelf {
        // Weak: the shelf holds the closure.
        weak var shelf: PluginShelf?
        let made = PluginShelf(folders, calendar: calendar, objection: { objection(to: $0, held) }) { id in
            guard let source = sources[id] else { return nil }
            return Plugin.check(source, installed: { shelf?.plugin($0) }).plugin
        }
        shelf = made
        return made
    }

    /// Why a plugin in a folder is not put in force although it passes.
    private func objection(to plugin: Plugin, _ held: [String: String]) -> Diagnostic? {
        guard let installed = active[plugin.bundle.id], !isStored(plugin) else { return nil }
        if let dependent = held[plugin.bundle.id] {
            return Self.objection(
                Phrase(
                    "生效的插件“\(dependent)”依赖它，换成这一版后“\(dependent)”不再有效：请同时更新“\(dependent)”",
                    "the plugin \(dependent), which is in force, requires it and does not pass with this version: "
                        + "update \(dependent) together with it"))
        }
        guard let version = BundleVersion(installed.version), plugin.bundle.version < version else { return nil }
        return Self.objection(
            Phrase(
                "版本 \(plugin.bundle.version) 比生效的 \(version) 旧，不会自动降级",
                "version \(plugin.bundle.version) is older than \(version), which is in force: it is not downgraded"))
    }

    private static func objection(_ phrase: Phrase) -> Diagnostic {
        Diagnostic(at: SourceLocation(file: "plugin.yaml", line: 1, column: 1), phrase)
    }
}
