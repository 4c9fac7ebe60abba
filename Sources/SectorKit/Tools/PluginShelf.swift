public import Dabiao
import Foundation

/// The plugin folders in which bundles lie, each in a folder of its own or packed in a file, and what they need of each
/// other.
public final class PluginShelf {
    /// A folder or file that holds a bundle, and what checking it found.
    public struct Entry: Sendable {
        public let folder: String
        /// Nil where its `plugin.yaml` does not tell one.
        public let id: String?
        /// The bundle that it amends; nil where it is no drop-in.
        public let amends: String?
        /// With a plugin where it may be put in force: of a drop-in, the one that it amends.
        public let checked: Plugin.Checked
    }

    /// A bundle that lies in the folders.
    public struct Offer {
        public let folder: String
        let content: Result<BundleSource, DabiaoError>
        public let id: String?
        public let amends: String?

        init(_ folder: String) {
            self.folder = folder
            content = Result { () throws(DabiaoError) in try BundleSource(path: folder) }
            let source = try? content.get()
            id = source.flatMap { PluginReader.id(in: $0) }
            amends = source.flatMap { AmendmentReader.base(of: $0) }
        }

        /// Its files; nil where they cannot be read.
        public var source: BundleSource? { try? content.get() }

        /// The version that its `plugin.yaml` tells.
        public var version: BundleVersion? {
            source.flatMap { PluginReader.root(of: $0)?["version"]?.text }.flatMap(BundleVersion.init)
        }
    }

    /// What is in force already, and stays where nothing better lies in the folders.
    public struct Stock {
        /// The day for which drop-ins are applied; nil applies none.
        public var today: CivilDate?
        /// The bundles in force, by id, without their drop-ins.
        public var bundles: [String: BundleSource]
        /// The drop-ins in force, by id.
        public var dropIns: [String: BundleSource]
        /// Why a bundle that passes may not be used all the same; nil where it may.
        public var objection: (Offer) -> Diagnostic?

        public init(
            today: CivilDate? = nil, bundles: [String: BundleSource] = [:], dropIns: [String: BundleSource] = [:],
            objection: @escaping (Offer) -> Diagnostic? = { _ in nil }
        ) {
            self.today = today
            self.bundles = bundles
            self.dropIns = dropIns
            self.objection = objection
        }
    }

    let offers: [Offer]
    let calendar: WorkCalendar?
    let stock: Stock
    /// What checking the offered bundles found, by id.
    private var checked: [String: Plugin.Checked] = [:]
    private var resolved: [String: Plugin?] = [:]
    private var resolving: [String] = []
    /// True while some answer was given up because it led back to a bundle that is being resolved.
    private var isCut = false
    /// What became of the drop-ins on each bundle, by its id.
    var amending: [String: Amending] = [:]

    /// - Parameters:
    ///   - folders: the folders of plugin folders, in order of precedence.
    ///   - calendar: with one, a bundle must also pass its own cases, and no rows of its tables may answer a lookup together.
    public init(_ folders: [String], calendar: WorkCalendar? = nil, stock: Stock = Stock()) {
        offers = Self.bundles(in: folders).map(Offer.init)
        self.calendar = calendar
        self.stock = stock
    }

    /// Every folder that holds a `plugin.yaml`, and every packed bundle, in order.
    static func bundles(in folders: [String]) -> [String] {
        folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.sorted().map { "\(folder)/\($0)" }.filter { path in
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: "\(path)/plugin.yaml")
                    || path.hasSuffix(".\(BundleSource.packedExtension)")
                        && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
            }
        }
    }

    /// Every bundle on the shelf, checked.
    public var entries: [Entry] {
        offers.map { Entry(folder: $0.folder, id: $0.id, amends: $0.amends, checked: checked($0)) }
    }

    private func checked(_ offer: Offer) -> Plugin.Checked {
        guard let id = offer.id else { return Self.unreadable(offer) ?? check(offer) }
        guard offers.first(where: { $0.id == id })?.folder == offer.folder else { return Self.shadowed }
        guard let base = offer.amends else {
            _ = plugin(id)
            return checked[id] ?? check(offer)
        }
        let plugin = plugin(base)
        if let problems = amending[base]?.refused[id] { return Plugin.Checked(plugin: nil, diagnostics: problems) }
        guard plugin == nil, let source = offer.source else { return Plugin.Checked(plugin: plugin, diagnostics: []) }
        return Plugin.check(source, installed: { _ in nil })
    }

    /// The plugin with this id that passes, from the folders or else from the stock, with its drop-ins; nil where there
    /// is none.
    public func plugin(_ id: String) -> Plugin? {
        if let known = resolved[id] { return known }
        guard !resolving.contains(id) else {
            isCut = true
            return nil
        }
        resolving.append(id)
        let plugin = offered(id) ?? stored(id)
        resolving.removeLast()
        // An answer that was given up on the way holds only as seen from the first of them.
        if resolving.isEmpty { isCut = false }
        if !isCut { resolved[id] = .some(plugin) }
        return plugin
    }

    private func offered(_ id: String) -> Plugin? {
        guard let offer = offers.first(where: { $0.id == id }), offer.amends == nil else { return nil }
        var result = check(offer)
        if let plugin = result.plugin {
            let amended = amended(plugin)
            result = Plugin.Checked(plugin: amended.plugin, diagnostics: result.diagnostics + amended.diagnostics)
        }
        checked[id] = result
        return result.plugin
    }

    private func stored(_ id: String) -> Plugin? {
        stock.bundles[id].flatMap { Plugin.check($0, installed: plugin).plugin }.flatMap { amended($0).plugin }
    }

    /// Lint, the bundle's own cases, and what the stock objects.
    private func check(_ offer: Offer) -> Plugin.Checked {
        guard let source = offer.source else { return Self.unreadable(offer) ?? Self.shadowed }
        if let circle = circle(from: offer) { return Self.refusal(circle) }
        let checked = Plugin.check(source, installed: plugin)
        guard let plugin = checked.plugin else { return checked }
        let problems = [stock.objection(offer)].compactMap { $0 }
        let failures = problems.isEmpty ? self.failures(of: plugin) : problems
        return Plugin.Checked(plugin: failures.isEmpty ? plugin : nil, diagnostics: checked.diagnostics + failures)
    }

    /// The cases of a plugin that fail. Their author knew of no drop-in on what the plugin requires.
    func failures(of plugin: Plugin) -> [Diagnostic] {
        guard let calendar else { return [] }
        let requires = Dictionary(plugin.requires.map { ($0.bundle.id, $0.unamended) }) { first, _ in first }
        let isPlain = plugin.requires.allSatisfy(\.dropIns.isEmpty)
        let alone = isPlain ? nil : Plugin.check(plugin.unamended.source, installed: { requires[$0] }).plugin
        let tested = alone?.amended(by: plugin.dropIns).plugin ?? plugin
        return Proof(tested, calendar).failures {
            let failures = tested.test(calendar).filter { !$0.hasPassed }.map(\.diagnostic)
            return failures.isEmpty ? tested.overlaps(calendar) : failures
        }
    }

    /// The way by which a bundle in the folders requires itself; nil where it does not.
    private func circle(from offer: Offer) -> Phrase? {
        guard let start = offer.id else { return nil }
        var (ways, seen) = ([[start]], Set<String>())
        while let way = ways.popLast() {
            guard let last = way.last,
                let source = offers.first(where: { $0.id == last })?.source ?? stock.bundles[last]
            else { continue }
            for next in PluginReader.requires(in: source) {
                if next == start {
                    let text = (way + [start]).joined(separator: " → ")
                    return Phrase("插件互相依赖：\(text)", "the plugins require each other: \(text)")
                }
                if seen.insert(next).inserted { ways.append(way + [next]) }
            }
        }
        return nil
    }

    // MARK: - Why nothing of a folder is used

    private static func unreadable(_ offer: Offer) -> Plugin.Checked? {
        guard case .failure(let error) = offer.content else { return nil }
        return refusal(error.message, at: ".")
    }

    private static func refusal(_ message: Phrase, at file: String = "plugin.yaml") -> Plugin.Checked {
        let place = SourceLocation(file: file, line: 1, column: 1)
        return Plugin.Checked(plugin: nil, diagnostics: [Diagnostic(at: place, message)])
    }

    private static let shadowed = refusal(
        Phrase(
            "另一个文件夹里已有同名（id）的插件，这一个不起作用",
            "a folder before this one holds a plugin with the same id: this one has no effect"))
}
