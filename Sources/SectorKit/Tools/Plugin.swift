public import Dabiao
public import RuleEngine

/// A bundle that was read and checked: ready to be put in force, to be tested, or to be asked.
public struct Plugin: Sendable {
    public let source: BundleSource
    public let compiled: CompiledBundle
    /// The plugins that it reads, in the order in which they were compiled.
    public let requires: [Plugin]

    public var bundle: Dabiao.Bundle { compiled.bundle }

    /// What checking a bundle found: the plugin where nothing was wrong, and everything that is worth saying.
    public struct Checked: Sendable {
        public let plugin: Plugin?
        public let diagnostics: [Diagnostic]
    }

    /// Lint: reads a bundle and checks all of it, expressions included.
    ///
    /// - Parameter installed: finds the plugin with an id that this one requires.
    public static func check(_ source: BundleSource, installed: (String) -> Plugin?) -> Checked {
        let (bundle, diagnostics) = BundleReader.read(source)
        guard let bundle else { return Checked(plugin: nil, diagnostics: diagnostics) }
        var problems = diagnostics
        var requires: [Plugin] = []
        for (id, least) in bundle.requires.sorted(by: { $0.key < $1.key }) {
            if let plugin = installed(id), plugin.bundle.version >= least {
                requires.append(plugin)
            } else {
                problems.append(missing(id, least, installed(id)))
            }
        }
        guard requires.count == bundle.requires.count else { return Checked(plugin: nil, diagnostics: problems) }
        let (compiled, errors) = CompiledBundle.compile(bundle, requires: requires.map(\.compiled))
        problems += errors
        return Checked(
            plugin: compiled.map { Plugin(source: source, compiled: $0, requires: requires) }, diagnostics: problems)
    }

    private static func missing(_ id: String, _ least: BundleVersion, _ found: Plugin?) -> Diagnostic {
        let there = found.map { Phrase("只有 \($0.bundle.version)", "only \($0.bundle.version) is there") }
        let state = there ?? Phrase("没有找到", "it was not found")
        return Diagnostic(
            at: SourceLocation(file: "plugin.yaml", line: 1, column: 1),
            Phrase(
                "需要插件“\(id)”\(least) 以上，\(state.zh)：请先安装它，或放在同一文件夹下",
                "the plugin \(id) \(least) or newer is required, \(state.en): install it first, or put it beside this one"
            ))
    }

    /// A workbench on this plugin, on which nothing is told yet.
    public func workbench(_ calendar: WorkCalendar) throws -> Workbench {
        try Workbench(compiled, requires: requires.map(\.compiled), days: calendar.workdayFlags)
    }
}

extension WorkCalendar {
    /// Every day of the years it covers, with whether it is a workday.
    public var workdayFlags: [(day: CivilDate, isWorkday: Bool)] {
        coveredYears.flatMap { days(of: $0) ?? [] }.map { ($0.date, $0.kind == .workday) }
    }
}
