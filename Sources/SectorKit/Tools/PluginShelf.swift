public import Dabiao
import Foundation

/// The plugin folders in which bundles lie, each in a folder of its own, and what they need of each other.
public final class PluginShelf {
    /// A folder that holds a bundle, and what checking it found.
    public struct Entry: Sendable {
        public let folder: String
        /// Nil where its `plugin.yaml` does not tell one.
        public let id: String?
        public let checked: Plugin.Checked
    }

    private let folders: [(folder: String, source: Result<BundleSource, DabiaoError>, id: String?)]
    private let calendar: WorkCalendar?
    private let fallback: (String) -> Plugin?
    private let objection: (Plugin) -> Diagnostic?
    private var checked: [String: Plugin.Checked] = [:]
    private var checking: Set<String> = []

    /// - Parameters:
    ///   - folders: the folders of plugin folders, in order of precedence.
    ///   - calendar: with one, a bundle must also pass its own cases.
    ///   - objection: why a plugin that passes may not be used all the same; nil where it may.
    ///   - fallback: the plugin to use where the one on the shelf is not there or does not pass.
    public init(
        _ folders: [String], calendar: WorkCalendar? = nil, objection: @escaping (Plugin) -> Diagnostic? = { _ in nil },
        fallback: @escaping (String) -> Plugin? = { _ in nil }
    ) {
        self.folders = Self.bundleFolders(in: folders).map { folder in
            let source = Result { () throws(DabiaoError) in try BundleSource(directory: folder) }
            return (folder, source, (try? source.get()).flatMap { PluginReader.id(in: $0) })
        }
        self.calendar = calendar
        self.fallback = fallback
        self.objection = objection
    }

    /// Every folder that holds a `plugin.yaml`, in order.
    static func bundleFolders(in folders: [String]) -> [String] {
        folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.sorted().map { "\(folder)/\($0)" }
                .filter { FileManager.default.fileExists(atPath: "\($0)/plugin.yaml") }
        }
    }

    /// Every bundle on the shelf, checked.
    public var entries: [Entry] {
        folders.map { folder, source, id in
            if let id, isFirst(folder, of: id) {
                return Entry(folder: folder, id: id, checked: check(id) ?? Self.unreadable(source))
            }
            return Entry(folder: folder, id: id, checked: id == nil ? check(source) : Self.shadowed)
        }
    }

    /// The plugin with this id that passes, from the shelf or else by the fallback; nil where there is none.
    public func plugin(_ id: String) -> Plugin? {
        check(id)?.plugin ?? fallback(id)
    }

    private func isFirst(_ folder: String, of id: String) -> Bool {
        folders.first { $0.id == id }?.folder == folder
    }

    private func check(_ id: String) -> Plugin.Checked? {
        if let known = checked[id] { return known }
        guard let entry = folders.first(where: { $0.id == id }), checking.insert(id).inserted else { return nil }
        defer { checking.remove(id) }
        checked[id] = check(entry.source)
        return checked[id]
    }

    private func check(_ source: Result<BundleSource, DabiaoError>) -> Plugin.Checked {
        switch source {
        case .failure: return Self.unreadable(source)
        case .success(let source):
            let checked = Plugin.check(source, installed: plugin)
            guard let plugin = checked.plugin else { return checked }
            if let objection = objection(plugin) {
                return Plugin.Checked(plugin: nil, diagnostics: checked.diagnostics + [objection])
            }
            guard let calendar else { return checked }
            let failures = plugin.test(calendar).filter { !$0.hasPassed }
            return Plugin.Checked(
                plugin: failures.isEmpty ? plugin : nil, diagnostics: checked.diagnostics + failures.map(\.diagnostic))
        }
    }

    private static func unreadable(_ source: Result<BundleSource, DabiaoError>) -> Plugin.Checked {
        let place = SourceLocation(file: ".", line: 1, column: 1)
        guard case .failure(let error) = source else {
            return Plugin.Checked(
                plugin: nil,
                diagnostics: [
                    Diagnostic(at: place, Phrase("插件互相依赖", "the plugins require each other"))
                ])
        }
        return Plugin.Checked(plugin: nil, diagnostics: [Diagnostic(at: place, error.message)])
    }

    private static let shadowed = Plugin.Checked(
        plugin: nil,
        diagnostics: [
            Diagnostic(
                at: SourceLocation(file: "plugin.yaml", line: 1, column: 1),
                Phrase(
                    "另一个文件夹里已有同名（id）的插件，这一个不起作用",
                    "a folder before this one holds a plugin with the same id: this one has no effect"))
        ])
}
