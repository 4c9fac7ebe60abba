public import Dabiao
import RuleEngine

extension Plugin {
    /// A drop-in bundle that was read against the bundle it amends.
    public struct DropIn: Sendable {
        public let source: BundleSource
        public let amendment: Amendment

        public var id: String { amendment.id }
        public var contentHash: String { source.contentHash }
    }

    /// Lint of a drop-in: with it alone, the bundle that it amends must pass as any bundle does.
    static func check(dropIn source: BundleSource, base: String, installed: (String) -> Plugin?) -> Checked {
        guard let plugin = installed(base)?.unamended else {
            let problems = AmendmentReader.problems(of: source)
            return Checked(plugin: nil, diagnostics: problems.isEmpty ? [missingBase(base)] : problems)
        }
        let (dropIn, diagnostics) = read(source, on: plugin)
        guard let dropIn else { return Checked(plugin: nil, diagnostics: diagnostics) }
        let amended = plugin.amended(by: [dropIn])
        return Checked(plugin: amended.plugin, diagnostics: diagnostics + amended.diagnostics)
    }

    static func missingBase(_ id: String) -> Diagnostic {
        Diagnostic(
            at: SourceLocation(file: "plugin.yaml", line: 1, column: 1),
            Phrase(
                "没有找到所补充的插件“\(id)”：请先安装它，或放在同一文件夹下",
                "the plugin \(id) that it amends was not found: install it first, or put it beside this one"))
    }

    static func read(_ source: BundleSource, on base: Plugin) -> (dropIn: DropIn?, diagnostics: [Diagnostic]) {
        let (amendment, diagnostics) = AmendmentReader.read(source, on: base.bundle)
        return (amendment.map { DropIn(source: source, amendment: $0) }, diagnostics)
    }

    /// This plugin, which no drop-in has amended yet, with these; compiled and checked anew.
    func amended(by dropIns: [DropIn]) -> Checked {
        guard !dropIns.isEmpty else { return Checked(plugin: self, diagnostics: []) }
        let dropIns = dropIns.sorted { $0.id < $1.id }
        let amended = bundle.amended(by: dropIns.map(\.amendment))
        guard amended.diagnostics.isEmpty else { return Checked(plugin: nil, diagnostics: amended.diagnostics) }
        do throws(DabiaoError) {
            let source = try source.amended(by: dropIns.map { ($0.id, $0.source) })
            var bundle = amended.bundle
            bundle.contentHash = source.contentHash
            let (eras, errors) = Era.compile(bundle, requires: requires)
            var plugin = Plugin(source: source, bundle: bundle, requires: requires, eras: eras)
            plugin?.dropIns = dropIns
            plugin?.changes = amended.changes
            plugin?.original = [self]
            return Checked(plugin: plugin, diagnostics: errors.map { Self.placed($0, dropIns) })
        } catch {
            let place = SourceLocation(file: "amendments.yaml", line: 1, column: 1)
            return Checked(plugin: nil, diagnostics: [Diagnostic(at: place, error.message)])
        }
    }

    /// Without drop-ins a bundle passes: what is wrong with them is told at the drop-in, also where it shows elsewhere.
    private static func placed(_ diagnostic: Diagnostic, _ dropIns: [DropIn]) -> Diagnostic {
        guard diagnostic.location.file != "amendments.yaml" else { return diagnostic }
        let place = SourceLocation(file: "amendments.yaml", line: 1, column: 1)
        let ids = dropIns.map(\.id).joined(separator: ", ")
        let (zh, en) = (diagnostic.message.zh, diagnostic.message.en)
        return Diagnostic(
            diagnostic.severity, at: place,
            Phrase(
                "加上补充件 \(ids) 后，\(diagnostic.location)：\(zh)", "with the drop-in \(ids), \(diagnostic.location): \(en)")
        )
    }

    /// The plugin as it is without any drop-in.
    public var unamended: Plugin { original.first ?? self }

    /// The plugin with those of its drop-ins that are in force on a day.
    public func asOf(_ date: CivilDate) -> Plugin {
        let inForce = dropIns.filter { $0.amendment.span.contains(date) }
        return inForce.count == dropIns.count ? self : unamended.amended(by: inForce).plugin ?? unamended
    }
}
