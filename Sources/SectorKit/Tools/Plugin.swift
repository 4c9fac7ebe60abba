public import Dabiao
public import RuleEngine

/// A bundle that was read and checked: ready to be put in force, to be tested, or to be asked.
public struct Plugin: Sendable {
    public let source: BundleSource
    /// Everything that it declares, of all days.
    public let bundle: Dabiao.Bundle
    /// The plugins that it reads, in the order in which they were compiled.
    public let requires: [Plugin]
    /// One after the other, from the earliest day on; never empty.
    let eras: [Era]
    /// As it is in the end, when everything has begun that it declares.
    public let compiled: CompiledBundle
    /// The drop-ins that are applied to it, by id, and what they changed.
    public var dropIns: [DropIn] = []
    public var changes: [AmendmentChange] = []
    /// Where there are any, the plugin without them.
    var original: [Plugin] = []

    /// Nil where no day is left to be in force on.
    init?(source: BundleSource, bundle: Dabiao.Bundle, requires: [Plugin], eras: [Era]) {
        guard let last = eras.last else { return nil }
        (self.source, self.bundle, self.requires, self.eras) = (source, bundle, requires, eras)
        compiled = last.compiled
    }

    /// As it is in force on a day, with the rules that are still to come.
    public func compiled(on day: CivilDate) -> CompiledBundle {
        eras.first { $0.days.contains(day) }?.compiled ?? compiled
    }

    /// The days on which ``compiled(on:)`` becomes another, because of this plugin or of one that it reads.
    public var schemaTurns: [CivilDate] { eras.compactMap(\.days.effective) }

    /// What checking a bundle found: the plugin where nothing was wrong, and everything that is worth saying.
    public struct Checked: Sendable {
        public let plugin: Plugin?
        public let diagnostics: [Diagnostic]
    }

    /// Lint: reads a bundle and checks all of it, expressions included, those of a bundle with other errors as far as
    /// what they name can be read; of a drop-in, the bundle that it amends with the drop-in applied.
    ///
    /// - Parameter installed: finds the plugin with an id that this one requires or amends.
    public static func check(_ source: BundleSource, installed: (String) -> Plugin?) -> Checked {
        if let base = AmendmentReader.base(of: source) {
            return check(dropIn: source, base: base, installed: installed)
        }
        let (draft, isIdentified) = BundleReader.draft(of: source)
        var problems = draft.log.diagnostics
        guard isIdentified else { return Checked(plugin: nil, diagnostics: problems) }
        let bundle = draft.bundle
        var requires: [Plugin] = []
        for (id, least) in bundle.requires.sorted(by: { $0.key < $1.key }) {
            if let plugin = installed(id), plugin.bundle.version >= least {
                requires.append(plugin)
            } else {
                problems.append(missing(id, least, installed(id)))
            }
        }
        guard requires.count == bundle.requires.count else { return Checked(plugin: nil, diagnostics: problems) }
        let (eras, errors) = Era.compile(bundle, requires: requires, excusing: draft.excusal.covers)
        problems += errors + ElementCheck.diagnostics(bundle, requires: requires)
        let known = requires.flatMap { $0.requirements + [$0] }.map(\.bundle)
        problems += Roles(bundle, requires: known).diagnostics(excusing: draft.excusal.covers)
        let isSound = !draft.log.hasErrors && !problems.contains { $0.severity == .error }
        let plugin = Plugin(source: source, bundle: bundle, requires: requires, eras: isSound ? eras : [])
        return Checked(plugin: plugin, diagnostics: problems)
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

    /// A workbench on this plugin as of a day, on which nothing is told yet; the last era's without a day.
    public func workbench(_ calendar: WorkCalendar, on day: CivilDate = .latest) throws -> Workbench {
        try Workbench(
            compiled(on: day), requires: requirements.map { $0.compiled(on: day) }, days: calendar.workdayFlags)
    }

    /// The plugins that it reads, at first and at second hand, each once and after those that it reads itself.
    public var requirements: [Plugin] {
        requires.flatMap { $0.requirements + [$0] }.eachOnce(by: \.bundle.id)
    }
}

extension WorkCalendar {
    /// Every day of the years it covers, with whether it is a workday.
    public var workdayFlags: [(day: CivilDate, isWorkday: Bool)] {
        coveredYears.flatMap { days(of: $0) ?? [] }.map { ($0.date, $0.kind == .workday) }
    }
}
